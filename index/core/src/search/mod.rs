//! From keys to candidates: which known documents share enough rare keys with a text to be worth aligning.
//!
//! A fingerprint that `n` known documents hold adds `1 / √n` to the evidence for the first and the last few of
//! them ([`Limits::crowd`]): rare keys say most, and in a crowd every newcomer still meets the oldest and the
//! newest. A fingerprint of more documents than the root of their number ([`Limits::rare`], [`Limits::boilerplate`])
//! is **boilerplate**: it proposes nobody, and is handed on so that alignment can leave out what consists of it.
//! A band shared with one of the first [`Limits::bucket`] documents of its bucket needs no further evidence.
//!
//! "Known" are the documents before the text in question, so the answer for a document is the same
//! whether it came alone, in a small batch or in a large one.

mod by_place;
mod closeness;
mod join;
mod weigh;

use rayon::prelude::*;

use self::by_place::ByPlace;
pub use self::closeness::closest_first;
pub use self::join::batch_candidates;
use self::weigh::{Weighed, best, weight};
use crate::error::Error;
use crate::postings::key_of;
use crate::segment::Segment;
use crate::sketch::{Channel, Sketch};

/// Bounds of a search.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Limits {
    /// Documents that may hold a fingerprint in the smallest of indexes before it counts as boilerplate.
    pub rare: usize,
    /// The same in the largest.
    pub boilerplate: usize,
    /// Documents of a fingerprint that get its evidence: one half of them its first, the other its last.
    pub crowd: usize,
    /// Documents of a band bucket that are proposed, the first ones.
    pub bucket: usize,
    /// Evidence that makes a candidate without a shared band.
    pub evidence: f32,
    /// Evidence that is enough for the best few that have less.
    pub hint: f32,
    /// How many these are.
    pub hints: usize,
    /// Candidates returned whatever they share, best first.
    pub candidates: usize,
    /// Tokens of a query for each of its candidates and for each of these few, where that makes more of them.
    pub length: u32,
    /// Evidence of fresh fingerprints that makes a further one.
    pub fresh: f32,
    /// Better candidates with a fingerprint after which it is no longer fresh.
    pub sources: usize,
}

impl Limits {
    /// For one query: a person wants every source, and waits for one text only.
    pub const QUERY: Self = Self {
        rare: 256,
        boilerplate: 256,
        crowd: 256,
        bucket: 16,
        evidence: 1.0,
        hint: 0.5,
        hints: 16,
        candidates: 64,
        length: 40,
        fresh: 4.0,
        sources: 16,
    };

    /// For matching while indexing: the best few sources of each part are kept, so fewer need be looked at.
    pub const INDEXING: Self =
        Self { rare: 16, crowd: 16, evidence: 2.0, hint: 2.0, candidates: 16, fresh: 6.0, sources: 4, ..Self::QUERY };

    /// The same for a text of so many tokens: a long one may have many sources, and its reader waits for it longer.
    fn for_length(self, tokens: u32) -> Self {
        let more = (tokens / self.length.max(1)) as usize;
        Self { candidates: self.candidates.max(more), hints: self.hints.max(more), ..self }
    }

    /// The most documents that may hold a fingerprint which is no boilerplate, when `known` documents are indexed.
    ///
    /// A notice is in a good part of a small collection, while in a large one phrases that nobody copied are in
    /// hundreds of documents: the root of their number lies between the two.
    fn common(&self, known: u32) -> usize {
        (known as usize).isqrt().clamp(self.rare, self.boilerplate)
    }
}

const SEARCHED: [Channel; 4] =
    [Channel::VerbatimFingerprints, Channel::ContextFingerprints, Channel::VerbatimBands, Channel::ContextBands];

fn is_band(channel: Channel) -> bool {
    matches!(channel, Channel::VerbatimBands | Channel::ContextBands)
}

/// A pair that the index proposes. Unverified.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Candidate {
    /// The known document.
    pub document: u32,
    /// Rarity-weighted fingerprints shared; a shared band adds one.
    pub evidence: f32,
}

/// The keys of a text that are boilerplate, rising.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Boilerplate {
    /// Those of its `verbatim` fingerprints.
    pub verbatim: Vec<u64>,
    /// Those of its `context` shingles.
    pub context: Vec<u64>,
}

/// What the index says of a text.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Proposed {
    /// Documents that may share passages with it, best first; ties by rising id.
    pub candidates: Vec<Candidate>,
    /// What of it too many documents hold.
    pub boilerplate: Boilerplate,
}

impl Boilerplate {
    fn push(&mut self, channel: Channel, key: u64) {
        match channel {
            Channel::VerbatimFingerprints => self.verbatim.push(key),
            Channel::ContextFingerprints => self.context.push(key),
            _ => unreachable!("bands are never boilerplate"),
        }
    }
}

/// What the known documents propose for the sketched text; on the current thread pool, if there is one.
///
/// # Errors
///
/// If a block of a segment is damaged.
pub fn candidates(segments: &[Segment], sketch: &Sketch, limits: &Limits) -> Result<Proposed, Error> {
    let limits = &limits.for_length(sketch.tokens);
    let (mut found, mut boilerplate) = (Vec::new(), Boilerplate::default());
    let common = limits.common(segments.last().map_or(0, |last| last.first_document() + last.documents()));
    let mut searched = 0..;
    for channel in SEARCHED {
        let keys = distinct_keys(sketch.keys(channel));
        let most = limits.most(channel, common);
        let holders = holders(segments, channel, &keys, most, Memory::Keep)?;
        for ((at, &key), number) in keys.iter().enumerate().zip(&mut searched) {
            let documents = holders.first(at, most);
            match weight(channel, documents.len(), common) {
                Some(weight) => {
                    let crowd = limits.crowd_of(documents, documents.len());
                    found.extend(crowd.map(|document| Weighed { document, key: number, weight }));
                }
                None => boilerplate.push(channel, key),
            }
        }
    }
    Ok(Proposed { candidates: best(found, limits), boilerplate })
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

/// In how many documents each of the tokens with these hashes occurs.
///
/// # Errors
///
/// If a block of a segment is damaged.
pub fn document_frequencies(segments: &[Segment], tokens: &[u64]) -> Result<Vec<u64>, Error> {
    let keys = distinct_keys(tokens);
    let counts = holders(segments, Channel::Words, &keys, usize::MAX, Memory::Keep)?;
    let count = |&token: &u64| {
        let at = keys.binary_search(&key_of(token)).expect("a key of one of the tokens");
        counts.of(at).iter().map(|&count| u64::from(count)).sum()
    };
    Ok(tokens.iter().map(count).collect())
}

/// What becomes of the memory of segments that were looked into.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Memory {
    /// It stays, for the next query.
    Keep,
    /// It is given back if they have more bytes than these: indexing goes through all of them again and again.
    Within(usize),
}

/// The values that `segments` hold under each of `keys`, which rise: of each segment, in order, at most `most` a key.
///
/// A query, whose few keys wait for memory nearly all the time, looks into all segments at once.
fn holders(
    segments: &[Segment],
    channel: Channel,
    keys: &[u64],
    most: usize,
    memory: Memory,
) -> Result<ByPlace<u32>, Error> {
    let bytes = segments.iter().map(Segment::bytes).sum::<usize>();
    let give_back = matches!(memory, Memory::Within(most) if bytes > most);
    let find = |segment: &Segment| {
        let mut found = Vec::new();
        segment.find(channel, keys, most, &mut found)?;
        if let (true, [first, .., last]) = (give_back, keys) {
            segment.release(channel, *first..last + 1);
        }
        Ok(found)
    };
    let found: Vec<Vec<(u32, u32)>> = if memory == Memory::Keep && rayon::current_thread_index().is_some() {
        segments.par_iter().map(find).collect::<Result<_, _>>()?
    } else {
        segments.iter().map(find).collect::<Result<_, _>>()?
    };
    Ok(ByPlace::new(found.iter().flatten().copied(), keys.len()))
}

/// The keys of these hashes, rising, each once.
fn distinct_keys(hashes: &[u64]) -> Vec<u64> {
    let mut keys: Vec<u64> = hashes.iter().map(|&hash| key_of(hash)).collect();
    keys.sort_unstable();
    keys.dedup();
    keys
}
