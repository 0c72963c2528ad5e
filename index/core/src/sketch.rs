//! What the index keeps of a text: the keys under which it can be found again.

use crate::error::Error;
use crate::hash;
use crate::lsh::Bands;
use crate::minhash::Permutations;
use crate::text::{Tokens, Undone, tokenize};
use crate::view::{View, shingle_hashes};
use crate::winnow::winnow;

/// The kinds of key an index holds, each in a channel of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Channel {
    /// Band keys of the `verbatim` signature.
    VerbatimBands = 0,
    /// Band keys of the `context` signature.
    ContextBands = 1,
    /// Winnowed `verbatim` shingles.
    VerbatimFingerprints = 2,
    /// All `context` shingles.
    ContextFingerprints = 3,
    /// Token hashes, kept with the number of documents they occur in.
    Words = 4,
}

impl Channel {
    /// Every channel, in the order in which segments hold them.
    pub const ALL: [Channel; 5] = [
        Channel::VerbatimBands,
        Channel::ContextBands,
        Channel::VerbatimFingerprints,
        Channel::ContextFingerprints,
        Channel::Words,
    ];
}

/// The keys of one text, as they come: in no order, and some of them more than once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sketch {
    /// Number of tokens.
    pub tokens: u32,
    /// What the normal form undid.
    pub undone: Undone,
    keys: [Vec<u64>; Channel::ALL.len()],
}

impl Sketch {
    /// The keys of one channel.
    pub fn keys(&self, channel: Channel) -> &[u64] {
        &self.keys[channel as usize]
    }
}

/// Makes sketches under one set of index parameters.
#[derive(Clone, Debug)]
pub struct Sketcher {
    permutations: Permutations,
    bands: Bands,
    window: usize,
}

impl Sketcher {
    /// A sketcher with these permutations, bands and winnowing window.
    ///
    /// # Errors
    ///
    /// If the bands need more permutations than there are, or the window is zero.
    pub fn new(permutations: Permutations, bands: usize, rows: usize, window: usize) -> Result<Self, Error> {
        let bands = Bands::new(bands, rows, permutations.len())?;
        if window == 0 {
            return Err(Error::Parameters("the winnowing window is 0; 1 keeps every shingle".into()));
        }
        Ok(Self { permutations, bands, window })
    }

    /// The sketch of `text`.
    pub fn sketch(&self, text: &str) -> Sketch {
        self.sketch_tokens(&tokenize(text))
    }

    /// The sketch of a text that is already cut into tokens.
    pub fn sketch_tokens(&self, tokens: &Tokens) -> Sketch {
        let verbatim = shingle_hashes(tokens, View::Verbatim);
        let context = shingle_hashes(tokens, View::Context);
        let fingerprints = winnow(&verbatim, self.window).into_iter().map(|(hash, _)| hash).collect();
        let keys = [self.band_keys(&verbatim), self.band_keys(&context), fingerprints, context, tokens.hashes.clone()];
        Sketch { tokens: tokens.len() as u32, undone: tokens.undone, keys }
    }

    fn band_keys(&self, shingles: &[u64]) -> Vec<u64> {
        if shingles.is_empty() {
            return Vec::new();
        }
        let short: Vec<u32> = shingles.iter().map(|&shingle| hash::short(shingle)).collect();
        self.bands.keys(&self.permutations.signature(&short))
    }
}
