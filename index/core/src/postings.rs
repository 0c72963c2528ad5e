//! The keys of a batch of texts, turned round: from key to documents.

use rayon::prelude::*;

use crate::sketch::{Channel, Sketch};

/// Bits of a key that postings keep: enough that a billion postings collide by chance once in a
/// thousand look-ups, and few enough that sorted keys compress to little more than a byte each.
pub const KEY_BITS: u32 = 40;

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

/// Most documents in a batch, so that a key and a place in it fit into 64 bits.
pub const BATCH_LIMIT: usize = 1 << PLACE_BITS;

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
    /// Collects `sketches`, whose documents are numbered from `first_document`.
    ///
    /// # Panics
    ///
    /// If there are more than [`BATCH_LIMIT`] of them, or their ids run past `u32`.
    pub fn collect(sketches: &[Sketch], first_document: u32) -> Self {
        assert!(sketches.len() <= BATCH_LIMIT, "a batch of {} documents", sketches.len());
        let documents = sketches.len() as u32;
        first_document.checked_add(documents).expect("document ids below 2³²");
        let channels = Channel::ALL.map(|channel| gather(sketches, channel));
        Self { first_document, documents, channels }
    }

    /// The postings of one channel, sorted by key, then by document.
    pub fn channel(&self, channel: Channel) -> impl Iterator<Item = Posting> + '_ {
        let first = if channel == Channel::Words { 0 } else { self.first_document };
        self.channels[channel as usize].iter().map(move |&packed| Posting {
            key: packed >> PLACE_BITS,
            value: first + (packed & (BATCH_LIMIT as u64 - 1)) as u32,
        })
    }

    /// The keys of one channel, rising, each with the places of the documents that have it, rising.
    pub(crate) fn groups(&self, channel: Channel) -> impl Iterator<Item = (u64, impl Iterator<Item = u32> + '_)> + '_ {
        self.channels[channel as usize].chunk_by(|a, b| a >> PLACE_BITS == b >> PLACE_BITS).map(|group| {
            (group[0] >> PLACE_BITS, group.iter().map(|&packed| (packed & (BATCH_LIMIT as u64 - 1)) as u32))
        })
    }
}

fn gather(sketches: &[Sketch], channel: Channel) -> Vec<u64> {
    let keys = sketches.iter().map(|sketch| sketch.keys(channel).len()).sum();
    let mut packed = Vec::with_capacity(keys);
    for (sketch, place) in sketches.iter().zip(0u64..) {
        packed.extend(sketch.keys(channel).iter().map(|&hash| key_of(hash) << PLACE_BITS | place));
    }
    packed.par_sort_unstable();
    packed.dedup();
    if channel == Channel::Words { counted(&packed) } else { packed }
}

/// One posting a key, the number of postings it had in the place of a document.
fn counted(packed: &[u64]) -> Vec<u64> {
    let most = BATCH_LIMIT as u64 - 1;
    packed
        .chunk_by(|a, b| a >> PLACE_BITS == b >> PLACE_BITS)
        .map(|group| (group[0] >> PLACE_BITS << PLACE_BITS) | (group.len() as u64).min(most))
        .collect()
}
