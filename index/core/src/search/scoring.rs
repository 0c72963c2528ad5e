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
/// sources this way, and one that was put together from a hundred sources gets them all.
///
/// The text has so many `pairs` of terms.
pub fn best_candidates(mut found: Vec<KeyScore>, pairs: usize, limits: &Limits) -> Vec<Candidate> {
    // Stable, so that floating-point sums do not depend on anything but the keys.
    found.sort_by_key(|one| one.document);
    let enough_content = limits.enough_content(pairs);
    let mut candidates: Vec<(Candidate, bool, &[KeyScore])> = found
        .chunk_by(|a, b| a.document == b.document)
        .filter_map(|same| {
            let all = Weight::sum(same.iter().map(|one| one.weight));
            let evidence = all.evidence + all.bands as f32;
            let by_content = all.bands == 0 && all.wording < limits.weak_evidence;
            let content = all.evidence - all.wording;
            let candidate = Candidate { document: same[0].document, evidence, content, by_content };
            let is_strong = all.bands > 0 || all.wording >= limits.evidence || all.evidence >= enough_content;
            (is_strong || !by_content).then_some((candidate, !is_strong, same))
        })
        .collect();
    candidates.sort_unstable_by(|(a, ..), (b, ..)| b.evidence.total_cmp(&a.evidence).then(a.document.cmp(&b.document)));
    let mut sharing = vec![0usize; 1 + found.iter().map(|one| one.key).max().unwrap_or(0) as usize];
    let (mut kept, mut weak, mut by_content) = (0, 0, 0);
    candidates.retain(|&(candidate, is_weak, keys)| {
        weak += usize::from(is_weak);
        by_content += usize::from(candidate.by_content);
        // Content may put a weak one before a strong one, which is kept all the same.
        if is_weak && weak > limits.weak_candidates || candidate.by_content && by_content > limits.content_candidates {
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
