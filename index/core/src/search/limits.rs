//! Bounds of a search: which documents are scored, and how much evidence is enough.

use crate::sketch::Channel;

/// Bounds of a search.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Limits {
    /// Documents that may hold a fingerprint in the smallest of indexes before it counts as boilerplate.
    pub rare: usize,
    /// The same in the largest.
    pub boilerplate: usize,
    /// Documents of a fingerprint that get its evidence: one half of them its first, the other its last.
    pub max_docs_scored: usize,
    /// Documents of a band bucket that are proposed, the first ones.
    pub bucket: usize,
    /// Evidence of shared wording that makes a candidate without a shared band; with less a candidate is *uncertain*.
    pub evidence: f32,
    /// Evidence of shared wording below which nothing but content speaks for a document.
    pub some_wording: f32,
    /// Evidence that makes an uncertain candidate, at least and at most.
    pub uncertain_evidence: (f32, f32),
    /// Pairs of terms of a text for each unit of this evidence: long texts share more of them by chance.
    pub content_keys: f32,
    /// Uncertain candidates, beside the others, the best of them.
    pub uncertain_candidates: usize,
    /// Other candidates returned whatever they share, best first.
    pub candidates: usize,
    /// Tokens of a query for each of its candidates, where that makes more of them.
    pub length: u32,
    /// Evidence, of fingerprints that few better candidates have, that makes a further one.
    pub min_new_evidence: f32,
    /// Better candidates with a fingerprint after which it is no new evidence.
    pub max_sharers: usize,
}

impl Limits {
    /// For one query: a person wants every source, and waits for one text only. Many texts share a key or two with it by
    /// chance, so that who asks must choose among the uncertain candidates, by what else is known of them.
    pub const QUERY: Self = Self {
        rare: 256,
        boilerplate: 256,
        max_docs_scored: 256,
        bucket: 16,
        evidence: 1.0,
        some_wording: 0.5,
        uncertain_evidence: (0.15, 0.15),
        content_keys: 32.0,
        uncertain_candidates: 256,
        candidates: 64,
        length: 40,
        min_new_evidence: 4.0,
        max_sharers: 16,
    };

    /// For matching while indexing: the best few sources of each part are kept, so further candidates must share something
    /// with the text that few better ones do. Texts on one subject share pairs of terms by chance, and of what was
    /// rewritten the source is among the first two.
    pub const INDEXING: Self = Self {
        rare: 16,
        max_docs_scored: 16,
        evidence: 2.0,
        some_wording: 2.0,
        uncertain_evidence: (1.0, 6.0),
        uncertain_candidates: 4,
        candidates: 8,
        min_new_evidence: 2.0,
        max_sharers: 4,
        ..Self::QUERY
    };

    /// The same for a text of so many tokens: a long one may have many sources, and its reader waits for it longer.
    pub(super) fn for_length(self, tokens: u32) -> Self {
        let more = (tokens / self.length.max(1)) as usize;
        Self { candidates: self.candidates.max(more), ..self }
    }

    /// Evidence that makes an uncertain candidate, for a text of so many pairs of terms.
    pub(super) fn uncertain(&self, pairs: usize) -> f32 {
        let (least, most) = self.uncertain_evidence;
        (pairs as f32 / self.content_keys).clamp(least, most)
    }

    /// The most documents that may hold a fingerprint which is no boilerplate, when `known` documents are indexed.
    ///
    /// A notice is in a good part of a small collection, while in a large one phrases that nobody copied are in
    /// hundreds of documents: the root of their number lies between the two.
    pub(super) fn common(&self, known: u32) -> usize {
        (known as usize).isqrt().clamp(self.rare, self.boilerplate)
    }

    /// How many documents of a key of `channel` are looked at.
    pub(super) fn most(&self, channel: Channel, common: usize) -> usize {
        if channel.is_band() { self.bucket } else { common + 1 }
    }

    /// Of the `known` documents of a key, those that get its evidence, the first and the last; some in the middle may be
    /// missing already.
    #[inline]
    pub(super) fn scored<'a>(&self, documents: &'a [u32], known: usize) -> [&'a [u32]; 2] {
        if known <= self.max_docs_scored {
            return [documents, &[]];
        }
        let half = self.max_docs_scored / 2;
        [&documents[..half], &documents[documents.len() - half..]]
    }
}
