//! Counting words. Most words of a text occur again in it and in neighbouring texts.

use crate::postings::posting::{KEY_BITS, PLACE_BITS};

/// In how many texts each word occurs.
#[derive(Default)]
pub struct WordCounts {
    /// Words at the place that the upper bits of their keys say, or at the first free one from there on.
    slots: Vec<WordCount>,
    used: usize,
}

#[derive(Clone, Copy, Default)]
struct WordCount {
    key: u64,
    /// The last text that had it.
    last: u32,
    /// How many had it; none in a free slot.
    texts: u32,
}

impl WordCounts {
    const LEAST: usize = 1 << 14;

    /// Counts a word of the text at `place`; texts come one after the other.
    #[inline]
    pub fn add(&mut self, key: u64, place: u32) {
        if 2 * self.used >= self.slots.len() {
            self.grow();
        }
        let slot = self.slot(key);
        let is_new = slot.texts == 0;
        let texts = slot.texts + u32::from(is_new | (slot.last != place));
        *slot = WordCount { key, last: place, texts };
        self.used += usize::from(is_new);
    }

    /// The slot of `key`, or the free one where it belongs.
    #[inline]
    fn slot(&mut self, key: u64) -> &mut WordCount {
        let last = self.slots.len() - 1;
        let mut at = (key >> (KEY_BITS - self.slots.len().ilog2())) as usize & last;
        while self.slots[at].texts > 0 && self.slots[at].key != key {
            at = (at + 1) & last;
        }
        &mut self.slots[at]
    }

    fn grow(&mut self) {
        let more = vec![WordCount::default(); (2 * self.slots.len()).max(Self::LEAST)];
        for one in std::mem::replace(&mut self.slots, more) {
            if one.texts > 0 {
                *self.slot(one.key) = one;
            }
        }
    }

    /// Each word with the number of its texts in the place of a document, in no order.
    pub fn packed(&self) -> Vec<u64> {
        let held = self.slots.iter().filter(|one| one.texts > 0);
        held.map(|one| one.key << PLACE_BITS | u64::from(one.texts)).collect()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// However many words there are, and however close their keys lie.
        #[test]
        fn each_text_counts_once(
            texts in prop::collection::vec(prop::collection::vec(0u64..40, 0..60), 0..9),
            many in 0u64..30_000,
        ) {
            let mut counts = WordCounts::default();
            let mut expected = BTreeMap::new();
            let spread = (0..many).map(|at| crate::postings::posting::key_of(crate::hash::finish(at)));
            for (text, place) in texts.iter().chain([&spread.collect()]).zip(0..) {
                text.iter().for_each(|&key| counts.add(key, place));
                text.iter().collect::<BTreeSet<_>>().into_iter().for_each(|&key| *expected.entry(key).or_insert(0) += 1);
            }
            let mut packed = counts.packed();
            packed.sort_unstable();
            prop_assert_eq!(packed, expected.iter().map(|(key, texts)| key << PLACE_BITS | texts).collect::<Vec<u64>>());
        }
    }
}
