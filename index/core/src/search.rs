//! From keys to candidates: which known documents share enough rare keys with a text to be worth aligning.
//!
//! A fingerprint that `n` known documents hold adds `1 / √n` to the evidence for each of the first
//! [`Limits::crowd`] of them: rare keys say most, and in a crowd every newcomer still meets the oldest.
//! Keys of more than [`Limits::boilerplate`] documents are boilerplate and say nothing. A band shared with
//! one of the first [`Limits::bucket`] documents of its bucket needs no further evidence.
//!
//! "Known" are the documents before the text in question, so the answer for a document is the same
//! whether it came alone, in a small batch or in a large one.

use rayon::prelude::*;

use crate::error::Error;
use crate::postings::{Postings, key_of};
use crate::segment::{Lookup, Segment};
use crate::sketch::{Channel, Sketch};

/// Bounds of a search.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Limits {
    /// Documents that may hold a fingerprint before it counts as boilerplate.
    pub boilerplate: usize,
    /// Documents of a fingerprint that get its evidence, the first ones.
    pub crowd: usize,
    /// Documents of a band bucket that are proposed, the first ones.
    pub bucket: usize,
    /// Evidence that makes a candidate without a shared band.
    pub evidence: f32,
    /// Candidates returned, best first.
    pub candidates: usize,
}

impl Limits {
    /// For one query: a person wants every source, and waits for one text only.
    pub const QUERY: Self = Self { boilerplate: 256, crowd: 256, bucket: 16, evidence: 1.0, candidates: 64 };

    /// For matching while indexing: the best few sources of each text are kept, so fewer need be looked at.
    pub const INDEXING: Self = Self { crowd: 16, evidence: 2.0, candidates: 24, ..Self::QUERY };

    /// How many documents of a key of `channel` are looked at, and how many of them proposed.
    fn of(&self, channel: Channel) -> (usize, usize) {
        if is_band(channel) { (self.bucket, self.bucket) } else { (self.boilerplate + 1, self.crowd) }
    }

    /// What a key of `channel` adds for a document, when `known` documents hold it; `None` for boilerplate.
    fn weight(&self, channel: Channel, known: usize) -> Option<Weight> {
        if is_band(channel) {
            return Some(Weight { evidence: 0.0, bands: 1 });
        }
        (known <= self.boilerplate).then(|| Weight { evidence: (known as f32).sqrt().recip(), bands: 0 })
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

#[derive(Clone, Copy, Debug, Default)]
struct Weight {
    evidence: f32,
    bands: u32,
}

/// Documents that may share passages with the sketched text, best first; ties by rising id.
///
/// # Errors
///
/// If a block of a segment is damaged.
pub fn candidates(segments: &[Segment], sketch: &Sketch, limits: &Limits) -> Result<Vec<Candidate>, Error> {
    let mut found = Vec::new();
    let mut documents = Vec::new();
    for channel in SEARCHED {
        let (most, crowd) = limits.of(channel);
        let mut lookups = lookups(segments, channel);
        for key in distinct_keys(sketch, channel) {
            look_up(&mut lookups, key, most, &mut documents)?;
            if let Some(weight) = limits.weight(channel, documents.len()) {
                found.extend(documents.iter().take(crowd).map(|&document| (document, weight)));
            }
        }
    }
    Ok(best(found, limits))
}

/// [`candidates`] of every document of a batch, each among all documents before it, found by one pass over the index.
///
/// The keys of the batch and those of each segment both rise, so they are joined like two sorted
/// lists: the cost is that of the batch and of the blocks it touches, not that of a query for each document.
///
/// # Errors
///
/// If a block of a segment is damaged.
pub fn batch_candidates(segments: &[Segment], batch: &Postings, limits: &Limits) -> Result<Vec<Vec<Candidate>>, Error> {
    let joined: Vec<Joined> =
        SEARCHED.par_iter().map(|&channel| join(segments, batch, channel, limits)).collect::<Result<_, _>>()?;
    Ok((0..batch.documents as usize)
        .into_par_iter()
        .map(|place| best(joined.iter().flat_map(|joined| joined.of(place, limits)).collect(), limits))
        .collect())
}

/// In how many documents each of the tokens with these hashes occurs.
///
/// # Errors
///
/// If a block of a segment is damaged.
pub fn document_frequencies(segments: &[Segment], tokens: &[u64]) -> Result<Vec<u64>, Error> {
    let mut counts = Vec::new();
    let count = |&token: &u64| {
        counts.clear();
        look_up(&mut lookups(segments, Channel::Words), key_of(token), usize::MAX, &mut counts)?;
        Ok(counts.iter().map(|&count| u64::from(count)).sum())
    };
    tokens.iter().map(count).collect()
}

/// What the join of one channel found: documents by key, and by document of the batch which keys to look at.
struct Joined {
    channel: Channel,
    /// The first documents of every key that more than one document holds.
    documents: Vec<u32>,
    /// Uses of keys, those of the same document of the batch side by side.
    uses: Vec<Use>,
    /// Where the uses of each document end.
    ends: Vec<usize>,
}

/// That a document of the batch has a key which `known` documents before it have.
#[derive(Clone, Copy, Default)]
struct Use {
    /// Where the documents of the key start.
    start: u32,
    known: u32,
}

impl Joined {
    /// Known documents of the keys of one document of the batch, each with what it adds.
    fn of(&self, place: usize, limits: &Limits) -> impl Iterator<Item = (u32, Weight)> + '_ {
        let (_, crowd) = limits.of(self.channel);
        let (channel, limits) = (self.channel, *limits);
        let start = if place == 0 { 0 } else { self.ends[place - 1] };
        self.uses[start..self.ends[place]].iter().flat_map(move |used| {
            let first = used.start as usize;
            let known = &self.documents[first..first + (used.known as usize).min(crowd)];
            let weight = limits.weight(channel, used.known as usize);
            weight.into_iter().flat_map(move |weight| known.iter().map(move |&document| (document, weight)))
        })
    }
}

fn join(segments: &[Segment], batch: &Postings, channel: Channel, limits: &Limits) -> Result<Joined, Error> {
    let (most, crowd) = limits.of(channel);
    let mut lookups: Vec<Lookup<'_>> = segments.iter().map(|segment| segment.walk(channel)).collect();
    let (mut documents, mut uses, mut known, mut places) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for (key, group) in batch.groups(channel) {
        places.clear();
        places.extend(group);
        look_up(&mut lookups, key, most, &mut known)?;
        let start = u32::try_from(documents.len()).expect("a batch of fewer than 2³² shared keys");
        for (rank, &place) in places.iter().enumerate().skip(usize::from(known.is_empty())) {
            // Band buckets are looked at up to their limit only, and then it does not matter how many follow.
            let known = if is_band(channel) { (known.len() + rank).min(most) } else { known.len() + rank };
            if known <= limits.boilerplate {
                uses.push((place, Use { start, known: known as u32 }));
            }
        }
        if known.len() + places.len() > 1 {
            known.truncate(crowd);
            let left = crowd - known.len();
            documents.append(&mut known);
            documents.extend(places.iter().take(left).map(|place| batch.first_document + place));
        }
    }
    Ok(by_document(channel, documents, &uses, batch.documents as usize))
}

/// Brings the uses of each document together: a counting sort.
fn by_document(channel: Channel, documents: Vec<u32>, uses: &[(u32, Use)], count: usize) -> Joined {
    let mut ends = vec![0usize; count + 1];
    uses.iter().for_each(|(place, _)| ends[*place as usize + 1] += 1);
    for place in 0..count {
        ends[place + 1] += ends[place];
    }
    let mut sorted = vec![Use::default(); uses.len()];
    for (place, used) in uses {
        sorted[ends[*place as usize]] = *used;
        ends[*place as usize] += 1;
    }
    ends.truncate(count);
    Joined { channel, documents, uses: sorted, ends }
}

fn lookups(segments: &[Segment], channel: Channel) -> Vec<Lookup<'_>> {
    segments.iter().map(|segment| segment.lookup(channel)).collect()
}

/// Replaces `documents` by those that hold `key`, at most `most`, lowest ids first.
fn look_up(lookups: &mut [Lookup<'_>], key: u64, most: usize, documents: &mut Vec<u32>) -> Result<(), Error> {
    documents.clear();
    for lookup in lookups {
        lookup.values(key, most - documents.len(), documents)?;
    }
    Ok(())
}

fn distinct_keys(sketch: &Sketch, channel: Channel) -> Vec<u64> {
    let mut keys: Vec<u64> = sketch.keys(channel).iter().map(|&hash| key_of(hash)).collect();
    keys.sort_unstable();
    keys.dedup();
    keys
}

/// Sums up what was found for each document, and keeps the best.
fn best(mut found: Vec<(u32, Weight)>, limits: &Limits) -> Vec<Candidate> {
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
