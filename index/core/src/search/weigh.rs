//! What a shared key is worth, and to whom.

use super::{Candidate, Limits, is_band};
use crate::sketch::Channel;

/// A document and what one shared key says for it.
pub type Weighed = (u32, Weight);

/// What one shared key says for a document.
#[derive(Clone, Copy, Debug, Default)]
pub struct Weight {
    evidence: f32,
    bands: u32,
}

/// What a key of `channel` adds for a document, when `known` documents hold it and more than `common` make boilerplate;
/// `None` if it is.
pub fn weight(channel: Channel, known: usize, common: usize) -> Option<Weight> {
    if is_band(channel) {
        return Some(Weight { evidence: 0.0, bands: 1 });
    }
    (known <= common).then(|| Weight { evidence: (known as f32).sqrt().recip(), bands: 0 })
}

impl Limits {
    /// How many documents of a key of `channel` are looked at.
    pub(super) fn most(&self, channel: Channel, common: usize) -> usize {
        if is_band(channel) { self.bucket } else { common + 1 }
    }

    /// Of the `known` documents of a key, those that get its evidence; some in the middle may be missing already.
    pub(super) fn crowd_of<'a>(&self, documents: &'a [u32], known: usize) -> impl Iterator<Item = u32> + 'a {
        let half = self.crowd / 2;
        let (first, last) = if known <= self.crowd {
            (documents, &[][..])
        } else {
            (&documents[..half], &documents[documents.len() - half..])
        };
        first.iter().chain(last).copied()
    }
}

/// Sums up what was found for each document, and keeps the best.
pub fn best(mut found: Vec<Weighed>, limits: &Limits) -> Vec<Candidate> {
    // Stable, so that floating-point sums do not depend on anything but the keys.
    found.sort_by_key(|&(document, _)| document);
    let mut candidates: Vec<Candidate> = found
        .chunk_by(|a, b| a.0 == b.0)
        .filter_map(|same| {
            let evidence: f32 = same.iter().map(|(_, weight)| weight.evidence).sum();
            let bands: u32 = same.iter().map(|(_, weight)| weight.bands).sum();
            (bands > 0 || evidence >= limits.evidence)
                .then(|| Candidate { document: same[0].0, evidence: evidence + bands as f32 })
        })
        .collect();
    candidates.sort_unstable_by(|a, b| b.evidence.total_cmp(&a.evidence).then(a.document.cmp(&b.document)));
    candidates.truncate(limits.candidates);
    candidates
}
