//! The fast path: ASCII words are found and hashed 64 bytes at a time.
//!
//! A *stretch* is a maximal sequence of ASCII letters and digits and bytes beyond ASCII. No token crosses the end of a
//! stretch, so each stretch is treated by itself. A stretch of ASCII alone is a token. The general scanner takes all
//! others.

use crate::kernel::Kernel;
use crate::text::classify::{Masks, STRIP, classify, edges};
use crate::text::facts::Fact;
use crate::text::scan::Scanner;
use crate::text::short::{Batch, SHORT};
use crate::text::token::{NormalizationCounts, TokenSink, Tokens};

/// Bytes of text treated at once: few, so that all columns stay in the first-level cache, and a
/// tokenizer for one short text costs little.
pub const PIECE: usize = 1 << 12;

/// Blocks with more bytes beyond ASCII than this are not searched for separators.
const DENSE: u32 = 24;

/// Cuts texts into tokens; its buffers are kept from text to text.
#[derive(Clone, Debug)]
pub struct Tokenizer {
    kernel: Kernel,
    scanner: Scanner,
    /// The piece in lower case, and room for reading past its end.
    lower: Vec<u8>,
    masks: Vec<Masks>,
    /// Where stretches begin and end in the piece, in turn.
    edges: Vec<u32>,
    batch: Box<Batch>,
}

impl Default for Tokenizer {
    fn default() -> Self {
        Self::new()
    }
}

impl Tokenizer {
    /// A tokenizer with the fastest kernel of this machine.
    pub fn new() -> Self {
        Self::with_kernel(Kernel::best())
    }

    /// A tokenizer with one kernel, for tests and benchmarks.
    ///
    /// # Panics
    ///
    /// If this machine cannot run `kernel`.
    pub fn with_kernel(kernel: Kernel) -> Self {
        Self {
            kernel: kernel.checked(),
            scanner: Scanner::new(),
            lower: vec![0; PIECE + SHORT],
            masks: vec![Masks::default(); PIECE / STRIP],
            edges: vec![0; PIECE + STRIP],
            batch: Box::new(Batch::new()),
        }
    }

    /// Replaces `tokens` by those of `text`, as [`super::tokenize`] gives them.
    ///
    /// # Panics
    ///
    /// If `text` is 4 GiB or longer.
    pub fn tokenize(&mut self, text: &str, tokens: &mut Tokens) {
        tokens.clear();
        tokens.normalization = self.send(text, tokens);
    }

    /// Sends the tokens of `text` to `sink`; what was undone on the way.
    pub(crate) fn send(&mut self, text: &str, sink: &mut impl TokenSink) -> NormalizationCounts {
        assert!(u32::try_from(text.len()).is_ok(), "text of 4 GiB or more");
        let mut start = 0;
        while start < text.len() {
            start = self.piece(text, start, sink);
        }
        self.scanner.take_counts()
    }

    /// Treats the piece of `text` from `start` on; returns where the next one begins.
    fn piece(&mut self, text: &str, start: usize, sink: &mut impl TokenSink) -> usize {
        let end = piece_end(text, start);
        let piece = &text[start..end];
        let strips = piece.len().div_ceil(STRIP);
        classify(self.kernel, piece.as_bytes(), &mut self.lower, &mut self.masks[..strips]);
        clear_separators(piece, &mut self.masks[..strips]);
        let count = edges(self.kernel, &self.masks[..strips], &mut self.edges);
        let cut = count > 0 && self.edges[count - 1] as usize == piece.len() && end < text.len();
        if !cut {
            self.tokens(text, start, count, sink);
            return end;
        }
        // The last stretch may go on: it is left to the next piece, unless it is all of this one.
        let begun = start + self.edges[count - 2] as usize;
        if begun == start {
            let end = stretch_end(text, end);
            self.scanner.scan(&text[start..end], start, sink);
            return end;
        }
        self.tokens(text, start, count - 2, sink);
        begun
    }

    /// Sends the tokens of the first stretches, `count` edges of them, to `sink`.
    fn tokens(&mut self, text: &str, start: usize, count: usize, sink: &mut impl TokenSink) {
        let (mut stretches, _) = self.edges[..count].as_chunks::<2>();
        loop {
            let sent = self.batch.send(&self.lower, stretches, start as u32, sink);
            stretches = &stretches[sent..];
            if sent == 0 {
                let Some((&[from, to], rest)) = stretches.split_first() else { return };
                let (from, to) = (start + from as usize, start + to as usize);
                self.scanner.scan(&text[from..to], from, sink);
                stretches = rest;
            }
        }
    }
}

/// The end of the piece at `start`: at most [`PIECE`] bytes on, between two characters.
fn piece_end(text: &str, start: usize) -> usize {
    let mut end = text.len().min(start + PIECE);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    end
}

/// The end of the stretch that `at` stands in.
fn stretch_end(text: &str, at: usize) -> usize {
    let rest = &text.as_bytes()[at..];
    rest.iter().position(|byte| byte.is_ascii() && !byte.is_ascii_alphanumeric()).map_or(text.len(), |len| at + len)
}

/// Turns the masks of words into masks of stretches: adds bytes beyond ASCII, but for those of characters
/// that always separate, such as typographic quotes and dashes.
///
/// The scanner would find these too; cutting at them leaves most words of English to the fast path.
fn clear_separators(piece: &str, masks: &mut [Masks]) {
    masks.iter_mut().for_each(|masks| masks.word |= masks.high);
    for strip in 0..masks.len() {
        let mut high = masks[strip].high;
        if high == 0 || high.count_ones() > DENSE {
            continue;
        }
        while high != 0 {
            let at = strip * STRIP + high.trailing_zeros() as usize;
            high &= high - 1;
            clear_separator(piece, at, masks);
        }
    }
}

/// Clears the bits of the character that begins at `at`, if one does and it is a separator.
fn clear_separator(piece: &str, at: usize, masks: &mut [Masks]) {
    let Some(c) = piece.get(at..).and_then(|rest| rest.chars().next()) else { return };
    if Fact::of(c).is(Fact::SEPARATOR) {
        for byte in at..at + c.len_utf8() {
            masks[byte / STRIP].word &= !(1 << (byte % STRIP));
        }
    }
}
