//! What the keys of a range say, by portion, and what is proposed when all ranges have spoken.

use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::error::Error;
use crate::postings::{KEY_BITS, Postings};
use crate::search::{Join, Joined, Limits, Memory, Part, Proposed, Use, proposals};
use crate::segment::Digest;
use crate::sketch::Channel;
use crate::spread::block::{Body, Kind, Reader, damaged};
use crate::spread::ranges::put_together;
use crate::work::Stop;

/// The numbers of new documents, and how many make a portion.
#[derive(Clone, Copy, Debug)]
pub struct Numbers {
    /// The first of them; those with lower numbers were there before.
    pub first: u32,
    /// The first number that is not theirs any more.
    pub end: u32,
    /// Documents of a portion: the one numbered `n` has the documents from `n · portion` on.
    pub portion: u32,
}

/// What the keys of `range` say: for each portion that they say something about, its number and a block.
///
/// `blocks` are those that were cut of all documents for this range, old ones and new ones, in any order.
///
/// # Errors
///
/// If a block is damaged or made under other parameters, there are too many documents, or `stop` asks.
pub fn join_range(
    range: u32,
    blocks: &[&[u8]],
    digest: &Digest,
    numbers: Numbers,
    limits: &Limits,
    stop: &Stop,
) -> Result<Vec<(u32, Vec<u8>)>, Error> {
    if numbers.portion == 0 {
        return Err(Error::Parameters("portions of 0 documents".into()));
    }
    let batch = put_together(blocks, digest, numbers.first, numbers.end)?;
    let join = Join { segments: &[], batch: &batch, limits, memory: Memory::Keep, stop };
    let mut said: BTreeMap<u32, PortionSaid> = BTreeMap::new();
    for (at, channel) in Channel::SEARCHED.into_iter().enumerate() {
        for part in join.parts(channel)? {
            for (place, used) in part.uses.iter().filter(|(place, _)| *place >= numbers.first) {
                let said = &mut said.entry(place / numbers.portion).or_default().channels[at];
                said.use_of(place % numbers.portion, used, used.scored(&part.documents, limits));
            }
            for &(place, key) in part.boilerplate.iter().filter(|(place, _)| *place >= numbers.first) {
                let said = &mut said.entry(place / numbers.portion).or_default().channels[at];
                said.boilerplate_of(place % numbers.portion, key);
            }
        }
    }
    for (place, pairs) in pairs_of_new(&batch, numbers.first) {
        said.entry(place / numbers.portion).or_default().pairs.push((place % numbers.portion, pairs));
    }
    Ok(said
        .into_iter()
        .map(|(portion, said)| (portion, said.body(range, portion).sealed(Kind::Evidence, digest)))
        .collect())
}

/// The new documents that have pairs of terms in a range, rising, and how many; what it takes grows with the pairs of the
/// range, not with all documents.
fn pairs_of_new(batch: &Postings, first: u32) -> Vec<(u32, usize)> {
    let all = batch.range(Channel::ContentPairs, 0..1 << KEY_BITS);
    let mut places: Vec<u32> = all.map(|one| one.value).filter(|&place| place >= first).collect();
    places.par_sort_unstable();
    places.chunk_by(u32::eq).map(|same| (same[0], same.len())).collect()
}

/// What the keys of a range say of the documents of a portion, on its way into a block.
#[derive(Clone, Debug, Default)]
struct PortionSaid {
    channels: [Said; Channel::SEARCHED.len()],
    /// How many pairs of terms the documents have in this range.
    pairs: Vec<(u32, usize)>,
}

impl PortionSaid {
    fn body(&self, range: u32, portion: u32) -> Body {
        let mut body = Body::default();
        body.number(u64::from(range));
        body.number(u64::from(portion));
        for (count, numbers) in self.channels.iter().flat_map(|one| [&one.uses, &one.boilerplate]) {
            body.number(*count);
            body.append(numbers);
        }
        body.number(self.pairs.len() as u64);
        for &(place, pairs) in &self.pairs {
            body.number(u64::from(place));
            body.number(pairs as u64);
        }
        body
    }
}

/// What the keys of one channel say of the documents of a portion, on its way into a block.
#[derive(Clone, Debug, Default)]
struct Said {
    uses: (u64, Body),
    boilerplate: (u64, Body),
}

impl Said {
    fn use_of(&mut self, place: u32, used: &Use, scored: [&[u32]; 2]) {
        let (count, body) = &mut self.uses;
        *count += 1;
        body.number(u64::from(place));
        body.number(u64::from(used.known));
        body.rising(scored.into_iter().flatten().map(|&document| u64::from(document)));
    }

    fn boilerplate_of(&mut self, place: u32, key: u64) {
        let (count, body) = &mut self.boilerplate;
        *count += 1;
        body.number(u64::from(place));
        body.number(key);
    }
}

/// What is proposed for each of the documents `first..end` of a portion, by what each range said of it, ranges rising.
///
/// The same, to the last bit, as [`batch_candidates`](crate::search::batch_candidates) says of them.
///
/// # Errors
///
/// If a block is damaged, made under other parameters, of another portion, or there before a lower range.
pub fn propose_portion(
    portion: u32,
    blocks: &[&[u8]],
    digest: &Digest,
    numbers: Numbers,
    limits: &Limits,
) -> Result<Vec<Proposed>, Error> {
    let mut parts: [Vec<Part>; Channel::SEARCHED.len()] = Default::default();
    let count = numbers.portion as usize;
    let mut pairs = vec![0; count];
    let mut last = None;
    for block in blocks {
        let mut reader = Reader::open(block, Kind::Evidence, digest)?;
        let range = reader.small()?;
        if last.is_some_and(|last| last >= range) || reader.small()? != portion {
            return Err(damaged("it is not where it belongs"));
        }
        last = Some(range);
        for parts in &mut parts {
            parts.push(part(&mut reader, numbers.portion)?);
        }
        for (place, more) in reader.many(|reader| Ok((place(reader, numbers.portion)?, reader.small()?)))? {
            pairs[place as usize] += more as usize;
        }
        reader.end()?;
    }
    let joined: Vec<Joined> =
        Channel::SEARCHED.into_iter().zip(parts).map(|(channel, parts)| Joined::of(channel, parts, count)).collect();
    let mut proposed = proposals(&joined, &pairs, limits);
    let start = u64::from(portion) * u64::from(numbers.portion);
    let within = |number: u32| u64::from(number).saturating_sub(start).min(count as u64) as usize;
    proposed.truncate(within(numbers.end));
    Ok(proposed.split_off(within(numbers.first).min(proposed.len())))
}

/// What one range says of the documents of a portion of so many, in one channel.
fn part(reader: &mut Reader<'_>, portion: u32) -> Result<Part, Error> {
    let mut documents = Vec::new();
    let uses = reader.many(|reader| {
        let (place, known, start) = (place(reader, portion)?, reader.small()?, documents.len() as u32);
        let holders = reader.rising()?;
        let (kept, known) = (few(holders.len())?, few(known as usize)?);
        documents.extend(holders.into_iter().map(|document| document as u32));
        Ok((place, Use::new(start, kept, known)))
    })?;
    let boilerplate = reader.many(|reader| Ok((place(reader, portion)?, reader.number()?)))?;
    Ok(Part { documents, uses, boilerplate })
}

/// A number of documents of one key, which are few.
fn few(count: usize) -> Result<u16, Error> {
    u16::try_from(count).map_err(|_| damaged("a key has too many documents"))
}

/// The next place of a document in a portion of so many.
fn place(reader: &mut Reader<'_>, portion: u32) -> Result<u32, Error> {
    match reader.small()? {
        place if place < portion => Ok(place),
        _ => Err(damaged("a document lies outside of its portion")),
    }
}
