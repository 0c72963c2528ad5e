//! The words of two texts as small integers over one vocabulary.

use std::borrow::Cow;

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

    /// The hashes seen so far, by number.
    pub fn hashes(&self) -> &[u64] {
        &self.hashes[1..=self.count as usize]
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

/// The hash of the key of a word, by those of its stem, 0 if it has none, and of the word itself.
#[inline]
fn key_hash(stem: u64, word: u64) -> u64 {
    if stem == 0 { word } else { stem }
}

/// The keys of one text. A key stands for a stem, or for the word itself where the `context` view has no stem for it.
#[derive(Debug, Default)]
pub struct Keys {
    /// The number of the key at each token.
    pub at: Vec<u32>,
    /// The hash of each key, rising: its place is the number of the key.
    hashes: Vec<u64>,
    /// How often each key stands in the text.
    pub counts: Vec<u32>,
}

impl Keys {
    /// Numbers the keys of a text by their hashes.
    pub fn of(tokens: &Tokens) -> Self {
        let mut numbers = Numbers::with_capacity(tokens.len());
        let keys = tokens.stems.iter().zip(&tokens.hashes).map(|(&stem, &hash)| key_hash(stem, hash));
        let mut at: Vec<u32> = keys.map(|key| numbers.number(key)).collect();
        let mut sorted: Vec<(u64, u32)> = numbers.hashes().iter().copied().zip(0..).collect();
        sorted.sort_unstable();
        let mut ranks = vec![0u32; sorted.len()];
        sorted.iter().zip(0..).for_each(|(&(_, number), rank)| ranks[number as usize] = rank);
        let mut counts = vec![0u32; sorted.len()];
        for key in &mut at {
            *key = ranks[*key as usize];
            counts[*key as usize] += 1;
        }
        Self { at, hashes: sorted.into_iter().map(|(hash, _)| hash).collect(), counts }
    }

    /// The keys without those at `removed`, which are in order; they keep their numbers.
    pub fn without(&self, removed: &[Extent]) -> Self {
        let mut rest =
            Self { at: Vec::with_capacity(self.at.len()), hashes: self.hashes.clone(), counts: self.counts.clone() };
        let mut from = 0;
        for extent in removed {
            rest.at.extend_from_slice(&self.at[from..extent.start as usize]);
            self.at[extent.range()].iter().for_each(|&key| rest.counts[key as usize] -= 1);
            from = extent.end as usize;
        }
        rest.at.extend_from_slice(&self.at[from..]);
        rest
    }

    /// Number of distinct keys.
    pub fn distinct(&self) -> usize {
        self.hashes.len()
    }
}

/// The keys of two texts over one vocabulary.
pub struct Words<'a> {
    /// The keys in text order, left and right.
    pub keys: [Cow<'a, [u32]>; 2],
    /// Number of distinct keys.
    pub vocabulary: usize,
    /// How often each key stands in both texts.
    pub totals: Vec<u32>,
    /// How often it stands in each.
    pub counts: Vec<[u32; 2]>,
    /// The number that each key of the right text has here; those of the left text keep theirs.
    right: Vec<u32>,
}

impl<'a> Words<'a> {
    /// Joins the keys of two texts: steps follow their lengths.
    pub fn new([left, right]: [&'a Keys; 2]) -> Self {
        let mut totals = left.counts.clone();
        let mut numbers = Vec::with_capacity(right.hashes.len());
        let mut own = 0;
        for (hash, &count) in right.hashes.iter().zip(&right.counts) {
            while left.hashes.get(own).is_some_and(|other| other < hash) {
                own += 1;
            }
            if left.hashes.get(own) == Some(hash) {
                totals[own] += count;
                numbers.push(own as u32);
            } else {
                numbers.push(totals.len() as u32);
                totals.push(count);
            }
        }
        let there = right.at.iter().map(|&key| numbers[key as usize]).collect();
        let keys = [Cow::Borrowed(left.at.as_slice()), Cow::Owned(there)];
        let mut words = Self { keys, vocabulary: totals.len(), totals, counts: Vec::new(), right: numbers };
        words.counts = words.of_both([&left.counts, &right.counts]);
        words
    }

    /// A value of each key in each text, by its number here.
    pub fn of_both(&self, [left, right]: [&[u32]; 2]) -> Vec<[u32; 2]> {
        let mut out = vec![[0; 2]; self.vocabulary];
        left.iter().zip(&mut out).for_each(|(&value, out)| out[0] = value);
        right.iter().zip(&self.right).for_each(|(&value, &key)| out[key as usize][1] = value);
        out
    }

    /// Both texts whole.
    pub fn whole(&self) -> Region {
        Region { sides: self.keys.each_ref().map(|keys| Extent { start: 0, end: keys.len() as u32 }) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::tokenize;
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
            prop_assert_eq!(numbers.hashes(), firsts);
        }
    }

    proptest! {
        /// Two texts have one number for one key, and count it in both.
        #[test]
        fn joined_keys_are_those_of_both_texts(left in "([ab]{4,5} ){0,30}", right in "([bc]{4,5} ){0,30}") {
            let tokens = [tokenize(&left), tokenize(&right)];
            let keys = tokens.each_ref().map(Keys::of);
            let words = Words::new(keys.each_ref());
            let hash = |side: usize, at: usize| tokens[side].stems[at];
            let places: Vec<(usize, usize)> = (0..2).flat_map(|side| (0..tokens[side].len()).map(move |at| (side, at))).collect();
            for &(side, at) in &places {
                let key = words.keys[side][at];
                let same = places.iter().filter(|&&(other, place)| hash(other, place) == hash(side, at)).count();
                prop_assert_eq!(words.totals[key as usize] as usize, same);
                prop_assert!(places.iter().all(|&(other, place)| (words.keys[other][place] == key) == (hash(other, place) == hash(side, at))));
            }
            prop_assert!(words.counts.iter().zip(&words.totals).all(|([left, right], total)| left + right == *total));
        }
    }
}
