//! The keys of a batch of texts, turned round: from key to documents.

use rayon::prelude::*;

use crate::sketch::{Channel, Sketch};

/// Bits of a key that postings keep.
///
/// Enough that a key of a text meets a foreign one of a billion postings by chance once in seventy look-ups, which
/// costs a little evidence against the wrong document; few enough that sorted keys compress well.
pub const KEY_BITS: u32 = 36;

/// Documents kept under one key, those with the lowest ids: nobody looks at more, and a key of everybody's
/// must not grow with the corpus.
pub const MOST_DOCUMENTS: usize = 1024;

/// One entry: a key and the document it occurs in (for [`Channel::Words`], the number of documents).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Posting {
    /// The upper [`KEY_BITS`] of the hash.
    pub key: u64,
    /// Document id, or a count of documents.
    pub value: u32,
}

/// The part of a hash that postings keep.
#[inline]
pub const fn key_of(hash: u64) -> u64 {
    hash >> (64 - KEY_BITS)
}

/// Bits of a packed posting that are not the key: a document of the batch, counted from its first.
const PLACE_BITS: u32 = 64 - KEY_BITS;

const PLACES: u64 = (1 << PLACE_BITS) - 1;

/// Most documents in a batch, so that a key and a place in it fit into 64 bits.
pub const BATCH_LIMIT: usize = 1 << PLACE_BITS;

/// Texts whose postings are gathered together, so that the work can be shared out.
const PART: usize = 64;

/// Sorted postings of a batch of consecutive documents, one list a channel.
///
/// Each is packed into 64 bits, the key above the place of the document in the batch: sorting machine
/// words is several times faster than sorting pairs, and half as large.
#[derive(Clone, Debug, Default)]
pub struct Postings {
    /// Id of the first document.
    pub first_document: u32,
    /// Number of documents.
    pub documents: u32,
    channels: [Vec<u64>; Channel::ALL.len()],
}

impl Postings {
    /// Collects the keys of `texts`, documents numbered from `first_document`, on the current thread pool.
    ///
    /// `sketch` is called with each place and text, and an empty sketch to fill: first a worker is made for every part
    /// of the batch by `worker`, so that buffers are kept from text to text. What it returns comes back in order.
    ///
    /// # Errors
    ///
    /// The first that `sketch` gives.
    ///
    /// # Panics
    ///
    /// If there are more than [`BATCH_LIMIT`] texts, or their ids run past `u32`.
    pub fn collect<T: Sync, W, R: Send, E: Send>(
        texts: &[T],
        first_document: u32,
        worker: impl Fn() -> W + Sync,
        sketch: impl Fn(&mut W, usize, &T, &mut Sketch) -> Result<R, E> + Sync,
    ) -> Result<(Self, Vec<R>), E> {
        assert!(texts.len() <= BATCH_LIMIT, "a batch of {} documents", texts.len());
        let documents = texts.len() as u32;
        first_document.checked_add(documents).expect("document ids below 2³²");
        let parts: Vec<(Part, Vec<R>)> = texts
            .par_chunks(PART)
            .enumerate()
            .map(|(at, texts)| {
                let (mut worker, mut part, mut keys) = (worker(), Part::default(), Sketch::default());
                let results = texts.iter().zip(at * PART..).map(|(text, place)| {
                    keys.clear();
                    let result = sketch(&mut worker, place, text, &mut keys)?;
                    part.add(&keys, place as u64);
                    Ok(result)
                });
                let results = results.collect::<Result<Vec<R>, E>>()?;
                Ok((part, results))
            })
            .collect::<Result<_, E>>()?;
        let (parts, results): (Vec<Part>, Vec<Vec<R>>) = parts.into_iter().unzip();
        let channels = gather(parts);
        Ok((Self { first_document, documents, channels }, results.into_iter().flatten().collect()))
    }

    /// The postings of sketches that were made before.
    ///
    /// # Panics
    ///
    /// As [`Postings::collect`] does.
    pub fn of(sketches: &[Sketch], first_document: u32) -> Self {
        let copy = |(): &mut (), _, sketch: &Sketch, keys: &mut Sketch| {
            keys.clone_from(sketch);
            Ok::<(), std::convert::Infallible>(())
        };
        let Ok((postings, _)) = Self::collect(sketches, first_document, || (), copy);
        postings
    }

    /// The same postings for documents numbered from `first_document`.
    #[must_use]
    pub fn numbered(self, first_document: u32) -> Self {
        Self { first_document, ..self }
    }

    /// Number of postings in one channel.
    pub fn len(&self, channel: Channel) -> usize {
        self.channels[channel as usize].len()
    }

    /// The postings of one channel whose keys lie in `keys`, sorted by key, then by value.
    pub fn range(
        &self,
        channel: Channel,
        keys: std::ops::Range<u64>,
    ) -> impl ExactSizeIterator<Item = Posting> + Clone + '_ {
        let packed = &self.channels[channel as usize];
        let start = packed.partition_point(|&packed| packed >> PLACE_BITS < keys.start);
        let length = packed[start..].partition_point(|&packed| packed >> PLACE_BITS < keys.end);
        let first = if channel == Channel::Words { 0 } else { self.first_document };
        packed[start..start + length]
            .iter()
            .map(move |&packed| Posting { key: packed >> PLACE_BITS, value: first + (packed & PLACES) as u32 })
    }

    /// The postings of one channel in parts of about `size`, cut between keys.
    pub(crate) fn parts(&self, channel: Channel, size: usize) -> Vec<Groups<'_>> {
        let mut parts = Vec::new();
        let mut rest = &*self.channels[channel as usize];
        while !rest.is_empty() {
            let cut = rest.len().min(size);
            let last = rest[cut - 1] >> PLACE_BITS;
            let same = rest[cut..].iter().take_while(|&&packed| packed >> PLACE_BITS == last).count();
            let (part, after) = rest.split_at(cut + same);
            parts.push(Groups(part));
            rest = after;
        }
        parts
    }
}

/// Some keys of a batch and the documents that have them.
pub(crate) struct Groups<'a>(&'a [u64]);

impl Groups<'_> {
    /// The keys, rising, each with the places of the documents that have it, rising.
    pub fn iter(&self) -> impl Iterator<Item = (u64, impl ExactSizeIterator<Item = u32> + '_)> + '_ {
        self.0
            .chunk_by(|a, b| a >> PLACE_BITS == b >> PLACE_BITS)
            .map(|group| (group[0] >> PLACE_BITS, group.iter().map(|&packed| (packed & PLACES) as u32)))
    }
}

/// Slots of the memory of a part for words it has just seen.
const REMEMBERED: usize = 4096;

/// Packed postings of a part of the batch, not sorted.
#[derive(Default)]
struct Part {
    channels: [Vec<u64>; Channel::ALL.len()],
    /// The last word of each slot: most words of a text are repeats, and need not be sorted to be found out.
    seen: Vec<u64>,
}

impl Part {
    fn add(&mut self, keys: &Sketch, place: u64) {
        for channel in Channel::ALL {
            let packed = keys.keys(channel).iter().map(|&hash| key_of(hash) << PLACE_BITS | place);
            let list = &mut self.channels[channel as usize];
            if channel == Channel::Words {
                self.seen.resize(REMEMBERED, u64::MAX);
                let fresh = |packed: &u64| {
                    let slot = &mut self.seen[(packed >> PLACE_BITS) as usize % REMEMBERED];
                    std::mem::replace(slot, *packed) != *packed
                };
                list.extend(packed.filter(fresh));
            } else {
                list.extend(packed);
            }
        }
    }
}

fn gather(mut parts: Vec<Part>) -> [Vec<u64>; Channel::ALL.len()] {
    Channel::ALL.map(|channel| {
        let lists: Vec<Vec<u64>> =
            parts.iter_mut().map(|part| std::mem::take(&mut part.channels[channel as usize])).collect();
        let mut packed = sorted(lists);
        packed.dedup();
        if channel == Channel::Words { counted(&packed) } else { packed }
    })
}

/// Postings that fit the first-level cache, twice, are sorted there.
const PARTITION: usize = 1 << 11;

/// All numbers of `lists` in one rising list.
///
/// They are hashes, evenly spread: one pass brings those of equal upper bits together, and what is left is sorted in
/// the cache, likewise.
fn sorted(lists: Vec<Vec<u64>>) -> Vec<u64> {
    let count: usize = lists.iter().map(Vec::len).sum();
    let bits = (count / PARTITION).checked_ilog2().unwrap_or(0).min(PARTITION_BITS);
    let mut ends = vec![0usize; 1 << bits];
    lists.iter().flatten().for_each(|&packed| ends[top(packed, bits)] += 1);
    let mut total = 0;
    ends.iter_mut().for_each(|end| total += std::mem::replace(end, total));
    let mut all = vec![0; count];
    for list in lists {
        for packed in list {
            let end = &mut ends[top(packed, bits)];
            all[*end] = packed;
            *end += 1;
        }
    }
    let mut rest = &mut *all;
    let mut partitions = Vec::with_capacity(ends.len());
    let mut start = 0;
    for end in ends {
        let (one, after) = std::mem::take(&mut rest).split_at_mut(end - start);
        partitions.push(one);
        (rest, start) = (after, end);
    }
    partitions.into_par_iter().for_each_init(Spread::default, |spread, partition| spread.sort(partition, bits));
    all
}

/// Most bits of the first pass: more lists written at once than this are slower than a longer second pass.
const PARTITION_BITS: u32 = 11;

/// The upper `bits` of `number`.
fn top(number: u64, bits: u32) -> usize {
    number.checked_shr(64 - bits).unwrap_or(0) as usize
}

/// Sorts numbers that are evenly spread; its memory is kept from list to list.
#[derive(Default)]
struct Spread {
    copy: Vec<u64>,
    ends: Vec<u32>,
}

impl Spread {
    /// Numbers in a heap, on average; heaps of more than the most are not as evenly spread as was hoped for.
    const HEAP: usize = 4;
    const MOST: usize = 32;

    /// Sorts `numbers`, all of the same upper `known` bits: into small heaps by the next bits, then each heap.
    fn sort(&mut self, numbers: &mut [u64], known: u32) {
        let bits = (numbers.len() / Self::HEAP).checked_ilog2().unwrap_or(0);
        let heap = |number: u64| top(number << known, bits);
        self.ends.clear();
        self.ends.resize(1 << bits, 0);
        numbers.iter().for_each(|&number| self.ends[heap(number)] += 1);
        let mut total = 0;
        self.ends.iter_mut().for_each(|end| total += std::mem::replace(end, total));
        self.copy.clear();
        self.copy.resize(numbers.len(), 0);
        for &number in &*numbers {
            let end = &mut self.ends[heap(number)];
            self.copy[*end as usize] = number;
            *end += 1;
        }
        let mut start = 0;
        for &end in &self.ends {
            let (from, to) = (&self.copy[start..end as usize], &mut numbers[start..end as usize]);
            if from.len() > Self::MOST {
                to.copy_from_slice(from);
                to.sort_unstable();
            } else {
                insert(from, to);
            }
            start = end as usize;
        }
    }
}

/// Copies `from` to `to`, which is as long, in rising order.
fn insert(from: &[u64], to: &mut [u64]) {
    for (count, &number) in from.iter().enumerate() {
        let mut place = count;
        while place > 0 && to[place - 1] > number {
            to[place] = to[place - 1];
            place -= 1;
        }
        to[place] = number;
    }
}

/// One posting a key, the number of postings it had in the place of a document.
fn counted(packed: &[u64]) -> Vec<u64> {
    packed
        .chunk_by(|a, b| a >> PLACE_BITS == b >> PLACE_BITS)
        .map(|group| (group[0] >> PLACE_BITS << PLACE_BITS) | (group.len() as u64).min(PLACES))
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// Numbers come out in order, none lost, whether they fit one partition or many, evenly spread or not.
        #[test]
        fn sorting_is_sorting(seed in any::<u64>(), count in 0usize..60_000, shift in 0u32..60, cuts in 1usize..5) {
            let numbers: Vec<u64> = (0..count as u64).map(|at| crate::hash::finish(seed ^ at) >> shift).collect();
            let lists = numbers.chunks(count.div_ceil(cuts).max(1)).map(<[u64]>::to_vec).collect();
            let mut expected = numbers;
            expected.sort_unstable();
            prop_assert!(sorted(lists) == expected);
        }
    }
}
