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

/// Sorted postings of a batch of consecutive documents, one list a channel.
#[derive(Clone, Debug, Default)]
pub struct Postings {
    /// Id of the first document.
    pub first_document: u32,
    /// Number of documents.
    pub documents: u32,
    channels: [Vec<Posting>; Channel::ALL.len()],
}

impl Postings {
    /// Collects `sketches`, whose documents are numbered from `first_document`.
    ///
    /// # Panics
    ///
    /// If the ids run past `u32`.
    pub fn collect(sketches: &[Sketch], first_document: u32) -> Self {
        let documents = u32::try_from(sketches.len()).expect("a batch of fewer than 2³² documents");
        first_document.checked_add(documents).expect("document ids below 2³²");
        let mut channels: [Vec<Posting>; Channel::ALL.len()] = Default::default();
        channels.par_iter_mut().zip(Channel::ALL).for_each(|(postings, channel)| {
            *postings = gather(sketches, first_document, channel);
        });
        Self { first_document, documents, channels }
    }

    /// The postings of one channel, sorted by key, then by document.
    pub fn channel(&self, channel: Channel) -> &[Posting] {
        &self.channels[channel as usize]
    }

    /// The values stored under `key` in `channel`, in rising order.
    pub fn values(&self, channel: Channel, key: u64) -> impl Iterator<Item = u32> + '_ {
        let postings = self.channel(channel);
        let start = postings.partition_point(|posting| posting.key < key);
        postings[start..].iter().take_while(move |posting| posting.key == key).map(|posting| posting.value)
    }
}

fn gather(sketches: &[Sketch], first_document: u32, channel: Channel) -> Vec<Posting> {
    let mut postings: Vec<Posting> = sketches
        .iter()
        .zip(first_document..)
        .flat_map(|(sketch, value)| sketch.keys(channel).iter().map(move |&hash| Posting { key: key_of(hash), value }))
        .collect();
    postings.sort_unstable();
    postings.dedup();
    if channel == Channel::Words { counted(&postings) } else { postings }
}

/// One posting a key, its value the number of postings the key had.
fn counted(postings: &[Posting]) -> Vec<Posting> {
    postings
        .chunk_by(|a, b| a.key == b.key)
        .map(|same| Posting { key: same[0].key, value: same.len() as u32 })
        .collect()
}
