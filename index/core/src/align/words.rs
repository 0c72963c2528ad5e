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

/// Numbers hashes in order of appearance.
pub struct Numbers {
    /// Number of the hash in each slot, plus one; 0 where the slot is free.
    slots: Vec<u32>,
    shift: u32,
    hashes: Vec<u64>,
}

impl Numbers {
    /// For at most `most` distinct hashes.
    pub fn with_capacity(most: usize) -> Self {
        let slots = (most * 2).next_power_of_two().max(64);
        Self { slots: vec![0; slots], shift: 64 - slots.trailing_zeros(), hashes: Vec::new() }
    }

    /// Number of distinct hashes so far.
    pub fn len(&self) -> usize {
        self.hashes.len()
    }

    /// The number of `hash`, a new one if it was not seen before.
    pub fn number(&mut self, hash: u64) -> u32 {
        let mut slot = (hash.wrapping_mul(crate::hash::SHINGLE_BASE) >> self.shift) as usize;
        loop {
            match self.slots[slot].checked_sub(1) {
                Some(number) if self.hashes[number as usize] == hash => return number,
                Some(_) => slot = (slot + 1) & (self.slots.len() - 1),
                None => break,
            }
        }
        self.hashes.push(hash);
        self.slots[slot] = self.hashes.len() as u32;
        self.hashes.len() as u32 - 1
    }
}

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
        let mut numbers = Numbers::with_capacity(tokens[0].len() + tokens[1].len());
        let keys = tokens.map(|side| {
            let stem_or_word = |(&stem, &hash)| if stem == 0 { hash } else { stem };
            let keys = side.stems.iter().zip(&side.hashes).map(stem_or_word);
            keys.map(|key| numbers.number(key)).collect::<Vec<u32>>()
        });
        Self { keys, vocabulary: numbers.len() }
    }

    /// Both texts whole.
    pub fn whole(&self) -> Block {
        Block { sides: self.keys.each_ref().map(|keys| Extent { start: 0, end: keys.len() as u32 }) }
    }
}
