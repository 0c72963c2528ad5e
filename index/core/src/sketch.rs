//! Sketches: all that the index keeps of a text, the keys under which it is found again.

use crate::error::Error;
use crate::kernel::Kernel;
use crate::language::Frequencies;
use crate::lsh::{Bands, Signatures};
use crate::minhash::Permutations;
use crate::text::{NormalizationCounts, TokenizedText, Tokenizer, Tokens};
use crate::view::{View, content_keys, hash_shingles};
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
    /// Pairs of rare terms: the view `content`.
    ContentPairs = 5,
}

impl Channel {
    /// Every channel, in the order in which segments hold them.
    pub const ALL: [Channel; 6] = [
        Channel::VerbatimBands,
        Channel::ContextBands,
        Channel::VerbatimFingerprints,
        Channel::ContextFingerprints,
        Channel::Words,
        Channel::ContentPairs,
    ];

    /// Those whose keys propose documents.
    pub const SEARCHED: [Channel; 5] = [
        Channel::VerbatimFingerprints,
        Channel::ContextFingerprints,
        Channel::ContentPairs,
        Channel::VerbatimBands,
        Channel::ContextBands,
    ];

    /// Whether its keys are those of bands, each of which proposes by itself.
    pub fn is_band(self) -> bool {
        matches!(self, Channel::VerbatimBands | Channel::ContextBands)
    }
}

/// The keys of one text, as they come: in no order, and some of them more than once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sketch {
    /// Number of tokens.
    pub tokens: u32,
    /// What the normal form undid.
    pub normalization: NormalizationCounts,
    keys: [Vec<u64>; Channel::ALL.len()],
}

impl Sketch {
    /// The keys of one channel.
    pub fn keys(&self, channel: Channel) -> &[u64] {
        &self.keys[channel as usize]
    }

    /// Forgets the keys and keeps the memory.
    pub fn clear(&mut self) {
        (self.tokens, self.normalization) = (0, NormalizationCounts::default());
        self.keys.iter_mut().for_each(Vec::clear);
    }

    fn keys_mut(&mut self, channel: Channel) -> &mut Vec<u64> {
        &mut self.keys[channel as usize]
    }
}

/// What sketching needs besides the text; kept from text to text, so that nothing is allocated once it has grown.
#[derive(Clone, Debug, Default)]
pub struct Buffers {
    tokenizer: Tokenizer,
    tokens: Tokens,
    scratch: Scratch,
}

/// What making keys of tokens needs besides them.
#[derive(Clone, Debug, Default)]
struct Scratch {
    shingles: Vec<u64>,
    minima: Vec<u64>,
    signatures: Signatures,
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

    /// The sketch of `text`, whose words have these frequencies in its language. Without them, because nobody knows the
    /// language or the index has no view `content`, it has no keys of that view.
    ///
    /// # Panics
    ///
    /// If `text` is 4 GiB or longer, as [`crate::text::tokenize`] does.
    pub fn sketch(&self, text: &str, frequencies: Option<&Frequencies>) -> Sketch {
        let mut sketch = Sketch::default();
        self.sketch_into(text, frequencies, &mut Buffers::default(), &mut sketch);
        sketch
    }

    /// The window of winnowing.
    pub(crate) fn window(&self) -> usize {
        self.window
    }

    /// The sketch of a piece of a text, but for the keys of bands, and the signatures of which those of the text are made.
    ///
    /// # Panics
    ///
    /// As [`Sketcher::sketch`] does.
    pub(crate) fn sketch_piece(&self, piece: &str, frequencies: Option<&Frequencies>) -> (Sketch, Signatures) {
        let (mut sketch, mut scratch) = (Sketch::default(), Scratch::default());
        let tokens = &crate::text::tokenize(piece);
        self.add_shingles(TokenizedText { text: piece, tokens }, frequencies, &mut scratch, &mut sketch);
        (sketch, scratch.signatures)
    }

    /// A sketch with the keys of the bands of these signatures alone.
    pub(crate) fn sketch_of_signatures(&self, signatures: &Signatures) -> Sketch {
        let mut sketch = Sketch::default();
        self.add_bands(signatures, &mut sketch);
        sketch
    }

    /// The same of a text whose tokens are at hand.
    pub fn sketch_tokenized(&self, text: TokenizedText<'_>, frequencies: Option<&Frequencies>) -> Sketch {
        let mut sketch = Sketch::default();
        self.add_keys(text, frequencies, &mut Scratch::default(), &mut sketch);
        sketch
    }

    /// Fills `sketch`, which must be empty, with the keys of `text`.
    ///
    /// # Panics
    ///
    /// As [`Sketcher::sketch`] does.
    pub fn sketch_into(
        &self,
        text: &str,
        frequencies: Option<&Frequencies>,
        buffers: &mut Buffers,
        sketch: &mut Sketch,
    ) {
        let Buffers { tokenizer, tokens, scratch } = buffers;
        tokenizer.tokenize(text, tokens);
        self.add_keys(TokenizedText { text, tokens }, frequencies, scratch, sketch);
    }

    /// The band keys of a `verbatim` signature that another program made, as a sketch of its text would have them.
    ///
    /// # Errors
    ///
    /// If it has not one value for each permutation.
    pub fn keys_of_signature(&self, signature: &[u32]) -> Result<Vec<u64>, Error> {
        let (found, needed) = (signature.len(), self.permutations.len());
        if found != needed {
            return Err(Error::Parameters(format!("a signature of {found} values, where {needed} are needed")));
        }
        Ok(self.bands.keys(signature))
    }

    fn add_keys(
        &self,
        text: TokenizedText<'_>,
        frequencies: Option<&Frequencies>,
        scratch: &mut Scratch,
        sketch: &mut Sketch,
    ) {
        self.add_shingles(text, frequencies, scratch, sketch);
        self.add_bands(&scratch.signatures, sketch);
    }

    /// Adds all keys but those of bands, for which it leaves the signatures.
    fn add_shingles(
        &self,
        text: TokenizedText<'_>,
        frequencies: Option<&Frequencies>,
        scratch: &mut Scratch,
        sketch: &mut Sketch,
    ) {
        let (Scratch { shingles, minima, signatures: [verbatim, context] }, tokens) = (scratch, text.tokens);
        (sketch.tokens, sketch.normalization) = (tokens.len() as u32, tokens.normalization);
        sketch.keys_mut(Channel::Words).extend_from_slice(&tokens.hashes);
        hash_shingles(Kernel::best(), tokens, View::Verbatim, shingles);
        self.sign(shingles, verbatim);
        winnow(shingles, self.window, minima, sketch.keys_mut(Channel::VerbatimFingerprints));
        hash_shingles(Kernel::best(), tokens, View::Context, shingles);
        self.sign(shingles, context);
        sketch.keys_mut(Channel::ContextFingerprints).extend_from_slice(shingles);
        if let Some(frequencies) = frequencies {
            content_keys(text, frequencies, shingles, sketch.keys_mut(Channel::ContentPairs));
        }
    }

    /// Replaces `signature` by that of these shingles: by nothing if there are none.
    fn sign(&self, shingles: &[u64], signature: &mut Vec<u32>) {
        signature.clear();
        if !shingles.is_empty() {
            self.permutations.sign(shingles, signature);
        }
    }

    fn add_bands(&self, signatures: &Signatures, sketch: &mut Sketch) {
        for (channel, signature) in [Channel::VerbatimBands, Channel::ContextBands].into_iter().zip(signatures) {
            if !signature.is_empty() {
                sketch.keys_mut(channel).extend(self.bands.keys(signature));
            }
        }
    }
}
