//! The keys of a batch against those of the index, in one pass over both.

use rayon::prelude::*;

use crate::error::Error;
use crate::postings::{Groups, Postings};
use crate::search::grouped::Grouped;
use crate::search::holders::{Memory, holders};
use crate::search::limits::Limits;
use crate::search::proposal::{Boilerplate, Proposed};
use crate::search::scoring::{Scores, best_candidates, weight};
use crate::segment::Segment;
use crate::sketch::Channel;
use crate::work::Stop;

/// [`candidates`](super::candidates) of every document of a batch, each among all documents before it.
///
/// The keys of the batch and those of each segment both rise, so they are joined like two sorted
/// lists: the cost is that of the batch and of the groups it touches, not that of a query for each document.
/// Segments of up to `resident` bytes together stay in memory.
///
/// # Errors
///
/// If a group of a segment is damaged, or `stop` asks.
pub fn batch_candidates(
    segments: &[Segment],
    batch: &Postings,
    limits: &Limits,
    resident: usize,
    stop: &Stop,
) -> Result<Vec<Proposed>, Error> {
    let join = Join { segments, batch, limits, memory: Memory::Within(resident), stop };
    let count = batch.documents as usize;
    let joined = |channel| Ok(Joined::of(channel, join.parts(channel)?, count));
    let joined: Vec<Joined> = Channel::SEARCHED.into_par_iter().map(joined).collect::<Result<_, Error>>()?;
    Ok(proposals(&joined, &batch.counts(Channel::ContentPairs), limits))
}

/// What is proposed for each document, by what the join of every searched channel found and its number of pairs of terms.
pub(crate) fn proposals(joined: &[Joined], pairs: &[usize], limits: &Limits) -> Vec<Proposed> {
    let proposed = |place: usize| {
        let mut boilerplate = Boilerplate::default();
        for one in joined {
            one.boilerplate.of(place).iter().for_each(|&key| boilerplate.push(one.channel, key));
        }
        let mut scores = Scores::default();
        joined.iter().for_each(|joined| joined.score(place, limits, &mut scores));
        Proposed { candidates: best_candidates(scores, pairs[place], limits), boilerplate }
    };
    (0..pairs.len()).into_par_iter().map(proposed).collect()
}

/// What the join of one channel found: documents by key, and by document of the batch which keys to look at.
pub(crate) struct Joined {
    channel: Channel,
    /// Documents of every key that more than one document holds, part by part: they are most of what a batch takes in
    /// memory, and stay where they were found.
    documents: Vec<Vec<u32>>,
    uses: Grouped<Use>,
    boilerplate: Grouped<u64>,
}

/// That a document of the batch has a key which `known` documents before it have.
#[derive(Clone, Copy, Default)]
pub(crate) struct Use {
    /// In which part the documents of the key are.
    part: u32,
    /// Where they start there.
    start: u32,
    /// How many of the known ones are kept there.
    kept: u16,
    pub known: u16,
}

impl Use {
    /// The use of a key of one part, of which `kept` documents from `start` are there.
    pub fn new(start: u32, kept: u16, known: u16) -> Self {
        Self { part: 0, start, kept, known }
    }

    /// Of the `documents` of its part, those that get the evidence of this key.
    pub fn scored<'a>(&self, documents: &'a [u32], limits: &Limits) -> [&'a [u32]; 2] {
        limits.scored(&documents[self.start as usize..][..usize::from(self.kept)], usize::from(self.known))
    }
}

impl Joined {
    /// What the parts of a channel found, in their order, of `count` documents.
    pub fn of(channel: Channel, parts: Vec<Part>, count: usize) -> Self {
        let uses = Grouped::new(parts.iter().enumerate().flat_map(|(at, part)| part.uses_as(at)), count);
        let boilerplate = Grouped::new(parts.iter().flat_map(|part| part.boilerplate.iter().copied()), count);
        Self { channel, documents: parts.into_iter().map(|part| part.documents).collect(), uses, boilerplate }
    }

    /// Adds what the keys of the document at a place say for others.
    fn score(&self, place: usize, limits: &Limits, scores: &mut Scores) {
        for used in self.uses.of(place) {
            let known = usize::from(used.known);
            let weight = weight(self.channel, known, known).expect("the use of a key that is no boilerplate");
            scores.add(weight, used.scored(&self.documents[used.part as usize], limits));
        }
    }
}

/// Postings of the batch that are joined at a time: few enough for the cache while every segment is walked.
const PART: usize = 1 << 14;

/// What the join of a part of a channel found, with the places it belongs to.
#[derive(Default)]
pub(crate) struct Part {
    pub documents: Vec<u32>,
    pub uses: Vec<(u32, Use)>,
    pub boilerplate: Vec<(u32, u64)>,
}

impl Part {
    /// Its uses, as those of the part at a place.
    fn uses_as(&self, at: usize) -> impl Iterator<Item = (u32, Use)> + Clone + '_ {
        let part = u32::try_from(at).expect("a batch of fewer than 2³² parts");
        self.uses.iter().map(move |&(place, used)| (place, Use { part, ..used }))
    }
}

/// What is joined with what.
pub(crate) struct Join<'a> {
    pub segments: &'a [Segment],
    pub batch: &'a Postings,
    pub limits: &'a Limits,
    pub memory: Memory,
    pub stop: &'a Stop,
}

impl Join<'_> {
    /// The join of one channel in parts, which are made side by side.
    pub fn parts(&self, channel: Channel) -> Result<Vec<Part>, Error> {
        let parts = self.batch.parts(channel, PART).into_par_iter();
        parts.map(|groups| self.part(channel, &groups)).collect()
    }

    /// What is known of the keys of a part, and which documents of the batch have them.
    fn part(&self, channel: Channel, groups: &Groups<'_>) -> Result<Part, Error> {
        self.stop.check()?;
        let (batch, limits) = (self.batch, self.limits);
        let most = limits.most(channel, limits.common(batch.first_document + batch.documents));
        let (mut part, mut places) = (Part::default(), Vec::new());
        let keys: Vec<u64> = groups.iter().map(|(key, _)| key).collect();
        let older = holders(self.segments, channel, &keys, most, self.memory)?;
        for (at, (key, group)) in groups.iter().enumerate() {
            let known = older.first(at, most);
            if known.is_empty() && group.len() == 1 {
                continue;
            }
            places.clear();
            places.extend(group);
            let start = part.documents.len() as u32;
            let dropped = keep_ends(known, limits.max_docs_scored, &mut part.documents);
            let newer = places.iter().take(most.saturating_sub(known.len()));
            part.documents.extend(newer.map(|at| batch.first_document + at));
            for (rank, &place) in places.iter().enumerate().skip(usize::from(known.is_empty())) {
                // Band buckets are looked at up to their limit only, and then it does not matter how many follow.
                let known = if channel.is_band() { (known.len() + rank).min(most) } else { known.len() + rank };
                if weight(channel, known, limits.common(batch.first_document + place)).is_some() {
                    let [kept, known] = [known - dropped, known]
                        .map(|count| u16::try_from(count).expect("fewer documents than make a key boilerplate"));
                    part.uses.push((place, Use::new(start, kept, known)));
                } else {
                    part.boilerplate.push((place, key));
                }
            }
        }
        part.documents.shrink_to_fit();
        Ok(part)
    }
}

/// Appends to `kept` those of `known` that may get evidence, the first and the last; how many were left out.
fn keep_ends(known: &[u32], most: usize, kept: &mut Vec<u32>) -> usize {
    let half = most.div_ceil(2).min(known.len());
    let last = (known.len() - half).max(half);
    kept.extend_from_slice(&known[..half]);
    kept.extend_from_slice(&known[last..]);
    last - half
}
