//! What one text brings to the seeds of all its pairs.

use std::sync::OnceLock;

use crate::align::region::Extent;
use crate::align::seeds::sentences::cut;
use crate::align::seeds::shingles::ShingleTable;
use crate::align::seeds::words::Keys;
use crate::hash::HashKeyed;
use crate::text::{TokenizedText, Tokens};
use crate::view::{View, shingles};

/// The keys, sentences and shingles of one text.
#[derive(Debug)]
pub struct SeedTables {
    /// Its keys.
    pub keys: Keys,
    /// Its sentences, in order and without gaps.
    pub sentences: Vec<Extent>,
    /// How many sentences hold each key.
    pub held: Vec<u32>,
    verbatim: OnceLock<ShingleTable>,
    counts: OnceLock<HashKeyed<u32>>,
}

impl SeedTables {
    /// Steps follow the length of the text.
    pub fn of(text: TokenizedText<'_>) -> Self {
        let keys = Keys::of(text.tokens);
        let sentences = cut(text.text, &text.tokens.spans);
        let mut held = vec![0u32; keys.distinct()];
        let mut last = vec![u32::MAX; keys.distinct()];
        for (sentence, number) in sentences.iter().zip(0u32..) {
            for &key in &keys.at[sentence.range()] {
                held[key as usize] += u32::from(std::mem::replace(&mut last[key as usize], number) != number);
            }
        }
        Self { keys, sentences, held, verbatim: OnceLock::new(), counts: OnceLock::new() }
    }

    /// Its `verbatim` shingles; `tokens` are those that it was made of.
    pub fn verbatim(&self, tokens: &Tokens) -> &ShingleTable {
        self.verbatim.get_or_init(|| ShingleTable::of(&shingles(tokens, View::Verbatim)))
    }

    /// How often it writes each word, by its hash; `tokens` are those that it was made of.
    pub fn counts(&self, tokens: &Tokens) -> &HashKeyed<u32> {
        self.counts.get_or_init(|| {
            let mut counts = HashKeyed::default();
            tokens.hashes.iter().for_each(|&hash| *counts.entry(hash).or_insert(0) += 1);
            counts
        })
    }

    /// Bytes of memory, as far as it follows the length of the text.
    pub fn bytes(&self) -> usize {
        let sentences = size_of::<Extent>() * self.sentences.len() + 4 * self.held.len();
        self.keys.bytes() + sentences + self.verbatim.get().map_or(0, ShingleTable::bytes)
    }
}
