//! How much evidence a shared key adds, and to which documents.

use crate::search::limits::Limits;
use crate::search::proposal::Candidate;
use crate::sketch::Channel;

/// What the shared keys of a text say for the documents that have them.
#[derive(Debug, Default)]
pub struct Scores {
    /// What each key is worth.
    keys: Vec<Weight>,
    /// Documents above 32 bits with the number of a key that speaks for them.
    found: Vec<u64>,
}

impl Scores {
    /// Adds a key that is worth so much to each of some `documents`, which are given in pieces.
    #[inline]
    pub fn add(&mut self, weight: Weight, documents: [&[u32]; 2]) {
        let key = self.keys.len() as u64;
        self.keys.push(weight);
        for piece in documents {
            self.found.extend(piece.iter().map(|&document| u64::from(document) << 32 | key));
        }
    }

    /// Drops documents that no keys, and no band, speak for with as much as `least`.
    ///
    /// Most documents share a key or two with a text by chance. Documents are told apart by a few bits of their number, so
    /// that some others stay as well. Sums in another order differ in their last bits only.
    fn drop_below(&mut self, least: f32) {
        const ROUNDING: f32 = 0.99;
        let size = self.found.len().next_power_of_two().clamp(1 << 8, 1 << 16);
        let slot = |one: u64| ((one >> 32) as u32).wrapping_mul(0x9e37_79b1) as usize >> (32 - size.ilog2());
        let mut sums = vec![0f32; size];
        for &one in &self.found {
            let weight = self.weight(one);
            sums[slot(one)] += weight.evidence + if weight.bands > 0 { f32::INFINITY } else { 0.0 };
        }
        self.found.retain(|&one| sums[slot(one)] >= ROUNDING * least);
    }

    /// What the key of an entry is worth.
    #[inline]
    fn weight(&self, one: u64) -> Weight {
        self.keys[one as u32 as usize]
    }
}

/// What a shared key is worth.
#[derive(Clone, Copy, Debug, Default)]
pub struct Weight {
    evidence: f32,
    /// What of it is of shared wording, and not of content alone.
    wording: f32,
    bands: u32,
}

impl Weight {
    /// All that these keys say together.
    fn sum(keys: impl Iterator<Item = Weight>) -> Self {
        keys.fold(Self::default(), |all, one| Self {
            evidence: all.evidence + one.evidence,
            wording: all.wording + one.wording,
            bands: all.bands + one.bands,
        })
    }
}

/// What a key of `channel` adds for a document, when `known` documents hold it and more than `common` make boilerplate;
/// `None` if it is.
pub fn weight(channel: Channel, known: usize, common: usize) -> Option<Weight> {
    if channel.is_band() {
        return Some(Weight { bands: 1, ..Weight::default() });
    }
    let evidence = (known as f32).sqrt().recip();
    let wording = if channel == Channel::ContentPairs { 0.0 } else { evidence };
    (known <= common).then_some(Weight { evidence, wording, bands: 0 })
}

/// Sums up what the keys of a text say for each document, and keeps the best: the first [`Limits::candidates`], and of
/// the others those that share enough with it which few better ones do. A text on a thousand sites gets its best few
/// sources this way, and one that was put together from a hundred sources gets them all. The best few documents that
/// neither a band nor enough shared wording speaks for are kept beside these.
///
/// The text has so many `pairs` of terms.
pub fn best_candidates(mut scores: Scores, pairs: usize, limits: &Limits) -> Vec<Candidate> {
    let uncertain_evidence = limits.uncertain(pairs);
    scores.drop_below(limits.evidence.min(uncertain_evidence));
    // By document and key, so that floating-point sums do not depend on anything but the keys.
    scores.found.sort_unstable();
    let mut candidates: Vec<(Candidate, bool, &[u64])> = scores
        .found
        .chunk_by(|a, b| a >> 32 == b >> 32)
        .filter_map(|same| {
            let all = Weight::sum(same.iter().map(|&one| scores.weight(one)));
            let is_uncertain = all.bands == 0 && all.wording < limits.evidence;
            let candidate = Candidate {
                document: (same[0] >> 32) as u32,
                evidence: all.evidence + all.bands as f32,
                content: all.evidence - all.wording,
                by_content: all.bands == 0 && all.wording < limits.some_wording,
            };
            let is_enough = !is_uncertain || all.evidence >= uncertain_evidence;
            is_enough.then_some((candidate, is_uncertain, same))
        })
        .collect();
    candidates.sort_unstable_by(|(a, ..), (b, ..)| b.evidence.total_cmp(&a.evidence).then(a.document.cmp(&b.document)));
    let mut sharing = vec![0usize; scores.keys.len()];
    let (mut kept, mut uncertain) = (0, 0);
    candidates.retain(|&(_, is_uncertain, keys)| {
        if is_uncertain {
            uncertain += 1;
            return uncertain <= limits.uncertain_candidates;
        }
        let new = keys.iter().filter(|&&one| sharing[one as u32 as usize] < limits.max_sharers);
        let is_kept = kept < limits.candidates
            || Weight::sum(new.map(|&one| scores.weight(one))).evidence >= limits.min_new_evidence;
        if is_kept {
            kept += 1;
            keys.iter().for_each(|&one| sharing[one as u32 as usize] += 1);
        }
        is_kept
    });
    candidates.into_iter().map(|(candidate, ..)| candidate).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// Of a document that enough speaks for, or a band, nothing is dropped, however many others there
        /// are.
        #[test]
        fn only_documents_that_little_speaks_for_are_dropped(
            keys in prop::collection::vec((1usize..40, any::<bool>(), prop::collection::btree_set(0u32..9_000, 0..30)), 1..60),
            least in 0.1f32..3.0,
        ) {
            let (mut scores, mut sums) = (Scores::default(), BTreeMap::<u32, f32>::new());
            for (known, is_band, documents) in &keys {
                let is_band = *is_band && *known > 30;
                let channel = if is_band { Channel::VerbatimBands } else { Channel::ContentPairs };
                let weight = weight(channel, *known, *known).unwrap();
                let documents: Vec<u32> = documents.iter().copied().collect();
                let (first, last) = documents.split_at(documents.len() / 2);
                scores.add(weight, [first, last]);
                for document in documents {
                    *sums.entry(document).or_default() += if is_band { f32::INFINITY } else { weight.evidence };
                }
            }
            let before: BTreeSet<u64> = scores.found.iter().copied().collect();
            scores.drop_below(least);
            let after: BTreeSet<u64> = scores.found.iter().copied().collect();
            let enough = |one: &u64| sums[&((one >> 32) as u32)] >= least;
            prop_assert!(after.is_subset(&before));
            prop_assert!(before.iter().filter(|one| enough(one)).all(|one| after.contains(one)));
        }
    }
}
