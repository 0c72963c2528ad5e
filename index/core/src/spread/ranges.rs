//! Postings cut into ranges of keys, and put together again by range.

use std::ops::Range;

use rayon::prelude::*;

use crate::error::Error;
use crate::postings::{BATCH_LIMIT, KEY_BITS, Posting, Postings};
use crate::segment::{Digest, Segment};
use crate::sketch::Channel;
use crate::spread::block::{Body, Kind, Reader, damaged};
use crate::work::Stop;

/// Keys that a segment reads at once.
const READ_KEYS: usize = 1 << 32;

/// The keys of the range numbered `range` of `ranges`, which are all about as wide.
fn keys(range: u32, ranges: u32) -> Range<u64> {
    let start = |range: u32| (u64::from(range) << KEY_BITS).div_ceil(u64::from(ranges));
    start(range)..start(range + 1)
}

/// The postings of a batch cut into `ranges`: a block for each range that has any, with its number.
///
/// # Errors
///
/// If `stop` asks.
pub fn cut_batch(batch: &Postings, ranges: u32, digest: &Digest, stop: &Stop) -> Result<Vec<(u32, Vec<u8>)>, Error> {
    cut(0..ranges, digest, stop, |range| {
        let lists = Channel::SEARCHED.map(|channel| batch.range(channel, keys(range, ranges)).collect());
        Ok((batch.first_document, lists))
    })
}

/// The postings of `segments` in those of `ranges` that are `wanted`, likewise: blocks of one segment after the other.
///
/// # Errors
///
/// If a segment is damaged, or `stop` asks.
pub fn cut_segments(
    segments: &[Segment],
    wanted: Range<u32>,
    ranges: u32,
    stop: &Stop,
) -> Result<Vec<(u32, Vec<u8>)>, Error> {
    let mut blocks = Vec::new();
    for segment in segments {
        blocks.extend(cut(wanted.clone(), &segment.digest(), stop, |range| {
            let mut lists = Channel::SEARCHED.map(|_| Vec::new());
            for (channel, list) in Channel::SEARCHED.into_iter().zip(&mut lists) {
                *list = read(segment, channel, keys(range, ranges))?;
            }
            Ok((segment.first_document(), lists))
        })?);
    }
    Ok(blocks)
}

/// The postings of a segment with keys in `keys`, in order.
fn read(segment: &Segment, channel: Channel, keys: Range<u64>) -> Result<Vec<Posting>, Error> {
    let mut postings = Vec::new();
    for start in keys.clone().step_by(READ_KEYS) {
        let (part, mut read) = (start..keys.end.min(start + READ_KEYS as u64), Vec::new());
        segment.read(channel, part.clone(), &mut read)?;
        segment.release(channel, part);
        postings.extend(read.into_iter().map(|one| Posting { key: start + (one >> 32), value: one as u32 }));
    }
    Ok(postings)
}

/// A first document and the postings of every channel that is searched, in order.
type Cut = (u32, [Vec<Posting>; Channel::SEARCHED.len()]);

fn cut(
    wanted: Range<u32>,
    digest: &Digest,
    stop: &Stop,
    of: impl Fn(u32) -> Result<Cut, Error> + Sync,
) -> Result<Vec<(u32, Vec<u8>)>, Error> {
    let block = |range| {
        stop.check()?;
        let (first, lists) = of(range)?;
        let any = lists.iter().any(|list| !list.is_empty());
        Ok(any.then(|| (range, body(first, &lists).sealed(Kind::Postings, digest))))
    };
    let blocks: Vec<Option<(u32, Vec<u8>)>> = wanted.into_par_iter().map(block).collect::<Result<_, Error>>()?;
    Ok(blocks.into_iter().flatten().collect())
}

fn body(first: u32, lists: &[Vec<Posting>]) -> Body {
    let mut body = Body::default();
    body.number(u64::from(first));
    for list in lists {
        body.number(list.len() as u64);
        let mut last = 0;
        for one in list {
            body.number(one.key - last);
            body.number(u64::from(one.value - first));
            last = one.key;
        }
    }
    body
}

/// The postings of one range of documents `0..end`, from the blocks that were cut of all of them, in any order; without
/// keys that no document from `new` on has.
///
/// # Errors
///
/// If a block is damaged or made under other parameters, or there are too many documents.
pub fn put_together(blocks: &[&[u8]], digest: &Digest, new: u32, end: u32) -> Result<Postings, Error> {
    if end as usize > BATCH_LIMIT {
        let what = format!("documents up to number {end}; a spread join numbers at most {BATCH_LIMIT}");
        return Err(Error::Parameters(what));
    }
    let mut lists: [Vec<Posting>; Channel::ALL.len()] = Default::default();
    for block in blocks {
        read_block(block, digest, end, &mut lists)?;
    }
    lists.par_iter_mut().for_each(|list| {
        list.par_sort_unstable();
        // Pieces of a text may have the same key.
        list.dedup();
        let groups = list.chunk_by(|a, b| a.key == b.key);
        *list = groups.filter(|group| group[group.len() - 1].value >= new).flatten().copied().collect();
    });
    Ok(Postings::of_lists(end, lists))
}

fn read_block(block: &[u8], digest: &Digest, end: u32, lists: &mut [Vec<Posting>]) -> Result<(), Error> {
    let mut reader = Reader::open(block, Kind::Postings, digest)?;
    let first = reader.small()?;
    for channel in Channel::SEARCHED {
        let mut key = 0u64;
        let postings = reader.many(|reader| {
            key = key.saturating_add(reader.number()?);
            let value = first.saturating_add(reader.small()?);
            if key >> KEY_BITS > 0 || value >= end {
                return Err(damaged("a posting lies outside"));
            }
            Ok(Posting { key, value })
        })?;
        lists[channel as usize].extend(postings);
    }
    reader.end()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Ranges, however many, hold every key once and in order.
    #[test]
    fn ranges_cover_all_keys() {
        for ranges in [1, 2, 3, 16, 1000, 65_536] {
            assert_eq!((keys(0, ranges).start, keys(ranges - 1, ranges).end), (0, 1 << KEY_BITS));
            assert!((1..ranges).all(|range| keys(range - 1, ranges).end == keys(range, ranges).start));
        }
    }
}
