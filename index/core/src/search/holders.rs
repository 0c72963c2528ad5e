//! The holders of a key: the documents that open segments have under it.

use rayon::prelude::*;

use crate::error::Error;
use crate::postings::key_of;
use crate::search::grouped::Grouped;
use crate::segment::Segment;
use crate::sketch::Channel;

/// What becomes of the memory of segments that were looked into.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Memory {
    /// It stays, for the next query.
    Keep,
    /// It is given back if they have more bytes than these: indexing goes through all of them again and again.
    Within(usize),
}

/// The values that `segments` hold under each of `keys`, which rise: of each segment, in order, at most `most` a key.
///
/// A query, whose few keys wait for memory nearly all the time, looks into all segments at once.
pub fn holders(
    segments: &[Segment],
    channel: Channel,
    keys: &[u64],
    most: usize,
    memory: Memory,
) -> Result<Grouped<u32>, Error> {
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
    Ok(Grouped::new(found.iter().flatten().copied(), keys.len()))
}

/// The keys of these hashes, rising, each once.
pub fn distinct_keys(hashes: &[u64]) -> Vec<u64> {
    let mut keys: Vec<u64> = hashes.iter().map(|&hash| key_of(hash)).collect();
    keys.sort_unstable();
    keys.dedup();
    keys
}
