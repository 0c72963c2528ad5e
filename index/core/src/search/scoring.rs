//! How much evidence a shared key adds, and to which documents.

use crate::search::limits::Limits;
use crate::search::proposal::Candidate;
use crate::sketch::Channel;

/// What one shared key says for a document.
#[derive(Clone, Copy, Debug)]
pub struct KeyScore {
    pub document: u32,
    /// Which of the keys of the text in question.
    pub key: u32,
    pub weight: Weight,
}

/// What a shared key is worth.
#[derive(Clone, Copy, Debug, Default)]
pub struct Weight {
    evidence: f32,
    content: f32,
    bands: u32,
}

impl Weight {
    /// All that these keys say together.
    fn sum(keys: impl Iterator<Item = Weight>) -> Self {
        keys.fold(Self::default(), |all, one| Self {
            evidence: all.evidence + one.evidence,
            content: all.content + one.content,
            bands: all.bands + one.bands,
        })
    }

    /// Whether that is worth an alignment.
    fn is_enough(self, limits: &Limits) -> bool {
        self.bands > 0 || self.evidence >= limits.evidence
    }
}

/// What a key of `channel` adds for a document, when `known` documents hold it and more than `common` make boilerplate;
/// `None` if it is.
pub fn weight(channel: Channel, known: usize, common: usize) -> Option<Weight> {
    if channel.is_band() {
        return Some(Weight { bands: 1, ..Weight::default() });
    }
    let evidence = (known as f32).sqrt().recip();
    let content = if channel == Channel::ContentPairs { evidence } else { 0.0 };
    (known <= common).then_some(Weight { evidence, content, bands: 0 })
}

/// Sums up what the keys of a text say for each document, and keeps the best: the first [`Limits::candidates`], and of
/// the others those that share enough with it which few better ones do. A text on a thousand sites gets its best few
/// sources this way, and one that was put together from a hundred sources gets them all.
pub fn best_candidates(mut found: Vec<KeyScore>, limits: &Limits) -> Vec<Candidate> {
    // Stable, so that floating-point sums do not depend on anything but the keys.
    found.sort_by_key(|one| one.document);
    let mut candidates: Vec<(Candidate, bool, &[KeyScore])> = found
        .chunk_by(|a, b| a.document == b.document)
        .filter_map(|same| {
            let all = Weight::sum(same.iter().map(|one| one.weight));
            let evidence = all.evidence + all.bands as f32;
            let wording = all.evidence - all.content;
            let by_content = all.bands == 0 && wording < limits.evidence.min(limits.weak_evidence);
            let candidate = Candidate { document: same[0].document, evidence, content: all.content, by_content };
            let is_weak = !all.is_enough(limits);
            (!is_weak || all.evidence >= limits.weak_evidence).then_some((candidate, is_weak, same))
        })
        .collect();
    candidates.sort_unstable_by(|(a, ..), (b, ..)| b.evidence.total_cmp(&a.evidence).then(a.document.cmp(&b.document)));
    let mut sharing = vec![0usize; 1 + found.iter().map(|one| one.key).max().unwrap_or(0) as usize];
    let (mut kept, mut weak) = (0, 0);
    candidates.retain(|&(_, is_weak, keys)| {
        weak += usize::from(is_weak);
        if weak > limits.weak_candidates {
            return false;
        }
        let new = keys.iter().filter(|one| sharing[one.key as usize] < limits.max_sharers).map(|one| one.weight);
        let is_kept = kept < limits.candidates || Weight::sum(new).evidence >= limits.min_new_evidence;
        if is_kept {
            kept += 1;
            keys.iter().for_each(|one| sharing[one.key as usize] += 1);
        }
        is_kept
    });
    candidates.into_iter().map(|(candidate, ..)| candidate).collect()
}
