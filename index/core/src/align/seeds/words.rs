//! The words of two texts as small integers over one vocabulary.

use crate::align::region::{Extent, Region};
use crate::text::Tokens;

/// Numbers hashes in order of appearance.
pub struct Numbers {
    /// Number of the hash in each slot, plus one; 0 where the slot is free.
    slots: Vec<u32>,
    shift: u32,
    /// The hash of each number, from place 1 on.
    hashes: Vec<u64>,
    count: u32,
}

impl Numbers {
    /// For at most `most` distinct hashes.
    pub fn with_capacity(most: usize) -> Self {
        let slots = (most * 2).next_power_of_two().max(64);
        Self { slots: vec![0; slots], shift: 64 - slots.trailing_zeros(), hashes: vec![0; most + 1], count: 0 }
    }

    /// Number of distinct hashes so far.
    pub fn len(&self) -> usize {
        self.count as usize
    }

    /// The number of `hash`, a new one if it was not seen before.
    ///
    /// # Panics
    ///
    /// If there are more than it was made for.
    pub fn number(&mut self, hash: u64) -> u32 {
        let mut slot = (hash.wrapping_mul(crate::hash::SHINGLE_BASE) >> self.shift) as usize;
        loop {
            let there = self.slots[slot];
            let is_new = there == 0;
            // Known and new hashes alternate at random: no branch between them, to be guessed wrong.
            if is_new | (self.hashes[there as usize] == hash) {
                self.count += u32::from(is_new);
                let place = if is_new { self.count } else { there };
                self.slots[slot] = place;
                self.hashes[place as usize] = hash;
                return place - 1;
            }
            slot = (slot + 1) & (self.slots.len() - 1);
        }
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
    pub fn whole(&self) -> Region {
        Region { sides: self.keys.each_ref().map(|keys| Extent { start: 0, end: keys.len() as u32 }) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// Hashes are numbered by their first places, those that meet in one slot, too.
        #[test]
        fn numbers_are_those_of_first_places(hashes in prop::collection::vec(0u64..40, 0..200)) {
            let mut firsts: Vec<u64> = Vec::new();
            let mut numbers = Numbers::with_capacity(hashes.len());
            for hash in hashes {
                let naive = firsts.iter().position(|&first| first == hash).unwrap_or_else(|| {
                    firsts.push(hash);
                    firsts.len() - 1
                });
                prop_assert_eq!(numbers.number(hash) as usize, naive);
            }
            prop_assert_eq!(numbers.len(), firsts.len());
        }
    }
}
