//! A posting, and how it is packed into 64 bits.

/// Bits of a key that postings keep.
///
/// Enough that a key of a text meets a foreign one of a billion postings by chance once in seventy look-ups, which
/// costs a little evidence against the wrong document; few enough that sorted keys compress well.
pub const KEY_BITS: u32 = 36;

/// Documents kept under one key, those with the lowest ids: nobody looks at more, and a key of everybody's
/// must not grow with the corpus.
pub const MOST_DOCUMENTS: usize = 1024;

/// One entry: a key and the document it occurs in (for the channel of words, the number of documents).
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
pub const PLACE_BITS: u32 = 64 - KEY_BITS;

pub const PLACES: u64 = (1 << PLACE_BITS) - 1;

/// Most documents in a batch, so that a key and a place in it fit into 64 bits.
pub const BATCH_LIMIT: usize = 1 << PLACE_BITS;
