//! From keys to candidates: which known documents share enough rare keys with a text to be worth aligning.
//!
//! A fingerprint that `n` known documents hold adds `1 / √n` to the evidence for the first and the last few of them
//! ([`Limits::max_docs_scored`]). So rare keys count most, and a new document still meets the oldest and the newest
//! ones. A fingerprint of more documents than the root of their number ([`Limits::rare`], [`Limits::boilerplate`]) is
//! **boilerplate**. It proposes no candidates. It is passed on, so that alignment can leave out text that consists of
//! it. A band shared with one of the first [`Limits::bucket`] documents of its bucket needs no further evidence.
//!
//! Texts share a key or two by chance. Documents that have no more than that are **uncertain** candidates, of which there
//! are few ([`Limits::uncertain_candidates`]): the best, while indexing above what a long text shares with others on its
//! subject ([`Limits::content_keys`]).
//!
//! Only the documents before a text are known to its search. So the answer for a document is the same whether it came
//! alone, in a small batch or in a large one.

mod grouped;
mod holders;
mod join;
mod limits;
mod proposal;
mod rank;
mod scoring;

use crate::error::Error;
use crate::postings::key_of;
pub(crate) use crate::search::holders::Memory;
use crate::search::holders::{distinct_keys, holders};
pub use crate::search::join::batch_candidates;
pub(crate) use crate::search::join::{Join, Joined, Part, Use, proposals};
pub use crate::search::limits::Limits;
pub use crate::search::proposal::{Boilerplate, Candidate, Proposed};
pub use crate::search::rank::rank_sources;
use crate::search::scoring::{Scores, best_candidates, weight};
use crate::segment::Segment;
use crate::sketch::{Channel, Sketch};

/// What the known documents propose for the sketched text; on the current thread pool, if there is one.
///
/// # Errors
///
/// If a group of a segment is damaged.
pub fn candidates(segments: &[Segment], sketch: &Sketch, limits: &Limits) -> Result<Proposed, Error> {
    let limits = &limits.for_length(sketch.tokens);
    let (mut scores, mut boilerplate) = (Scores::default(), Boilerplate::default());
    let common = limits.common(segments.last().map_or(0, |last| last.first_document() + last.documents()));
    let mut pairs = 0;
    for channel in Channel::SEARCHED {
        let keys = distinct_keys(sketch.keys(channel));
        if channel == Channel::ContentPairs {
            pairs = keys.len();
        }
        let most = limits.most(channel, common);
        let holders = holders(segments, channel, &keys, most, Memory::Keep)?;
        for (at, &key) in keys.iter().enumerate() {
            let documents = holders.first(at, most);
            match weight(channel, documents.len(), common) {
                Some(weight) if !documents.is_empty() => {
                    scores.add(weight, limits.scored(documents, documents.len()));
                }
                Some(_) => {}
                None => boilerplate.push(channel, key),
            }
        }
    }
    Ok(Proposed { candidates: best_candidates(scores, pairs, limits), boilerplate })
}

/// What of the sketched text was boilerplate when it was indexed as `document`: what the documents before it held.
///
/// The same as [`batch_candidates`] said then, as long as none of these documents was removed since.
///
/// # Errors
///
/// If a group of a segment is damaged.
pub fn boilerplate(
    segments: &[Segment],
    sketch: &Sketch,
    document: u32,
    limits: &Limits,
) -> Result<Boilerplate, Error> {
    let common = limits.common(document);
    let mut boilerplate = Boilerplate::default();
    for channel in [Channel::VerbatimFingerprints, Channel::ContextFingerprints] {
        let keys = distinct_keys(sketch.keys(channel));
        let most = limits.most(channel, common);
        let holders = holders(segments, channel, &keys, most, Memory::Keep)?;
        for (at, &key) in keys.iter().enumerate() {
            let known = holders.first(at, most).partition_point(|&other| other < document);
            if weight(channel, known, common).is_none() {
                boilerplate.push(channel, key);
            }
        }
    }
    Ok(boilerplate)
}

/// For each list of `verbatim` band keys the documents that share a band with it, rising: of each bucket the first
/// [`Limits::bucket`].
///
/// # Errors
///
/// If a group of a segment is damaged.
pub fn sharing_bands(segments: &[Segment], bands: &[Vec<u64>], limits: &Limits) -> Result<Vec<Vec<u32>>, Error> {
    let keys = distinct_keys(&bands.concat());
    let holders = holders(segments, Channel::VerbatimBands, &keys, limits.bucket, Memory::Keep)?;
    let documents = |own: &Vec<u64>| {
        let places = own.iter().map(|&key| keys.binary_search(&key_of(key)).expect("one of the keys"));
        let mut found: Vec<u32> = places.flat_map(|at| holders.first(at, limits.bucket)).copied().collect();
        found.sort_unstable();
        found.dedup();
        found
    };
    Ok(bands.iter().map(documents).collect())
}

/// In how many documents each of the tokens with these hashes occurs.
///
/// # Errors
///
/// If a group of a segment is damaged.
pub fn document_frequencies(segments: &[Segment], tokens: &[u64]) -> Result<Vec<u64>, Error> {
    let keys = distinct_keys(tokens);
    let counts = holders(segments, Channel::Words, &keys, usize::MAX, Memory::Keep)?;
    let count = |&token: &u64| {
        let at = keys.binary_search(&key_of(token)).expect("a key of one of the tokens");
        counts.of(at).iter().map(|&count| u64::from(count)).sum()
    };
    Ok(tokens.iter().map(count).collect())
}
