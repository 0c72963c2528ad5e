//! The words of two texts as small integers over one vocabulary.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use super::block::{Block, Extent};
use crate::text::Tokens;

/// Takes a 64-bit hash for what it is: mixed already.
#[derive(Clone, Copy, Default)]
pub struct Mixed(u64);

impl Hasher for Mixed {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(crate::hash::SHINGLE_BASE);
        }
    }

    fn write_u64(&mut self, value: u64) {
        self.0 = value.wrapping_mul(crate::hash::SHINGLE_BASE);
    }
}

/// A map keyed by hashes.
pub type HashKeyed<V> = HashMap<u64, V, BuildHasherDefault<Mixed>>;

/// The key of each word of both texts.
///
/// A key stands for a stem, or for the word itself where the `context` view has no stem for it.
pub struct Words {
    /// The keys in text order, left and right.
    pub keys: [Vec<u32>; 2],
    /// Number of distinct keys.
    pub vocabulary: usize,
}

impl Words {
    /// Numbers the keys of both texts in order of appearance.
    pub fn new(tokens: [&Tokens; 2]) -> Self {
        let mut known = HashKeyed::default();
        known.reserve(tokens[0].len().min(1 << 20) / 2);
        let keys = tokens.map(|side| number(side, &mut known));
        Self { keys, vocabulary: known.len() }
    }

    /// Both texts whole.
    pub fn whole(&self) -> Block {
        Block { sides: self.keys.each_ref().map(|keys| Extent { start: 0, end: keys.len() as u32 }) }
    }
}

fn number(tokens: &Tokens, known: &mut HashKeyed<u32>) -> Vec<u32> {
    let stem_or_word = |(&stem, &hash)| if stem == 0 { hash } else { stem };
    let keys = tokens.stems.iter().zip(&tokens.hashes).map(stem_or_word);
    keys.map(|key| number_one(key, known)).collect()
}

fn number_one(key: u64, known: &mut HashKeyed<u32>) -> u32 {
    let next = known.len() as u32;
    *known.entry(key).or_insert(next)
}
