//! The keys of a batch of texts, inverted: from key to documents.

mod merging;
mod posting;
mod sorting;
mod words;

use rayon::prelude::*;

use crate::error::Error;
pub(crate) use crate::postings::merging::merged;
pub use crate::postings::posting::{BATCH_LIMIT, KEY_BITS, MOST_DOCUMENTS, Posting, key_of};
use crate::postings::posting::{PLACE_BITS, PLACES};
use crate::postings::sorting::sorted;
use crate::postings::words::WordCounts;
use crate::sketch::{Channel, Sketch};

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
    /// If there is no [`room_for`](Self::room_for) them.
    pub fn collect<T: Sync, W, R: Send, E: Send>(
        texts: &[T],
        first_document: u32,
        worker: impl Fn() -> W + Sync,
        sketch: impl Fn(&mut W, usize, &T, &mut Sketch) -> Result<R, E> + Sync,
    ) -> Result<(Self, Vec<R>), E> {
        Self::room_for(texts.len(), first_document).expect("a batch of documents that have ids");
        let documents = texts.len() as u32;
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
                Ok((part.finished(), results))
            })
            .collect::<Result<_, E>>()?;
        let (parts, results): (Vec<Part>, Vec<Vec<R>>) = parts.into_iter().unzip();
        let channels = gather(parts);
        Ok((Self { first_document, documents, channels }, results.into_iter().flatten().collect()))
    }

    /// Whether so many documents, numbered from `first_document`, have ids and make a batch.
    ///
    /// # Errors
    ///
    /// If they have not, or are too many for a batch.
    pub fn room_for(documents: usize, first_document: u32) -> Result<(), Error> {
        if documents > BATCH_LIMIT {
            return Err(Error::Parameters(format!("{documents} documents in one batch; the limit is {BATCH_LIMIT}")));
        }
        if first_document.checked_add(documents as u32).is_none() {
            let what = format!("{documents} documents from number {first_document} on; ids end at 2³² - 1");
            return Err(Error::Parameters(what));
        }
        Ok(())
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

    /// The postings of documents from number 0 on, of each channel in a list of its own, in any order.
    ///
    /// # Panics
    ///
    /// If a list names a document that is not one of the first `documents`, or these are more than a batch may have.
    pub(crate) fn of_lists(documents: u32, lists: [Vec<Posting>; Channel::ALL.len()]) -> Self {
        assert!(documents as usize <= BATCH_LIMIT, "documents that make a batch");
        let channels = lists.map(|list| {
            assert!(list.iter().all(|one| one.value < documents), "postings of these documents");
            let mut packed: Vec<u64> =
                list.into_iter().map(|one| one.key << PLACE_BITS | u64::from(one.value)).collect();
            packed.par_sort_unstable();
            packed
        });
        Self { first_document: 0, documents, channels }
    }

    /// Number of postings in one channel.
    pub fn len(&self, channel: Channel) -> usize {
        self.channels[channel as usize].len()
    }

    /// How many keys of one channel each document has.
    pub(crate) fn counts(&self, channel: Channel) -> Vec<usize> {
        let mut counts = vec![0; self.documents as usize];
        self.channels[channel as usize].iter().for_each(|&packed| counts[(packed & PLACES) as usize] += 1);
        counts
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

/// Packed postings of a part of the batch, not sorted.
#[derive(Default)]
struct Part {
    channels: [Vec<u64>; Channel::ALL.len()],
    words: WordCounts,
}

impl Part {
    fn add(&mut self, keys: &Sketch, place: u64) {
        for channel in Channel::ALL {
            let keys = keys.keys(channel).iter().map(|&hash| key_of(hash));
            if channel == Channel::Words {
                keys.for_each(|key| self.words.add(key, place as u32));
            } else {
                self.channels[channel as usize].extend(keys.map(|key| key << PLACE_BITS | place));
            }
        }
    }

    /// The part without what was needed to make it.
    fn finished(mut self) -> Self {
        self.channels[Channel::Words as usize] = self.words.packed();
        Self { words: WordCounts::default(), ..self }
    }
}

fn gather(mut parts: Vec<Part>) -> [Vec<u64>; Channel::ALL.len()] {
    Channel::ALL.map(|channel| {
        let lists: Vec<Vec<u64>> =
            parts.iter_mut().map(|part| std::mem::take(&mut part.channels[channel as usize])).collect();
        let mut packed = sorted(lists);
        if channel == Channel::Words {
            add_up(&mut packed, PLACE_BITS)
        } else {
            packed.dedup()
        }
        packed
    })
}

/// One posting a key, with the sum of what its postings have in the lowest `bits`, or the most that fits there.
pub(crate) fn add_up(packed: &mut Vec<u64>, bits: u32) {
    let most = (1 << bits) - 1;
    packed.dedup_by(|next, sum| {
        let same = *next >> bits == *sum >> bits;
        if same {
            *sum = (*sum & !most) | ((*sum & most) + (*next & most)).min(most);
        }
        same
    });
}
