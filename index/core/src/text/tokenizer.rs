//! The fast path: ASCII words are found and hashed 64 bytes at a time.
//!
//! A *run* is a maximal sequence of ASCII letters and digits and bytes beyond ASCII. No token crosses
//! the end of a run, so that each run is treated by itself: one of ASCII alone is a token, any other
//! one is the general scanner's.

use super::classify::{BLOCK, Masks, classify};
use super::facts::Fact;
use super::scan::Scanner;
use super::token::{Span, Token, TokenSink, Tokens, Undone};
use super::word::{STEM_LETTERS, STEM_MIN_LETTERS};
use crate::hash;
use crate::kernel::Kernel;

/// Bytes of text treated at once: small enough for the first-level cache, and for 16-bit positions.
const CHUNK: usize = 1 << 14;

/// Longest token that is hashed from registers.
const SHORT: usize = 16;

/// Blocks with more bytes beyond ASCII than this are not searched for separators.
const DENSE: u32 = 24;

/// Cuts texts into tokens; its buffers are kept from text to text.
#[derive(Clone, Debug)]
pub struct Tokenizer {
    kernel: Kernel,
    scanner: Scanner,
    /// The chunk in lower case, and room for reading past its end.
    lower: Vec<u8>,
    masks: Vec<Masks>,
    /// Where runs begin and end in the chunk, in turn.
    edges: Vec<u16>,
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
        let (lower, masks) = (vec![0; CHUNK + SHORT], vec![Masks::default(); CHUNK / BLOCK]);
        Self { kernel: kernel.checked(), scanner: Scanner::new(), lower, masks, edges: Vec::with_capacity(CHUNK) }
    }

    /// Replaces `tokens` by those of `text`, as [`super::tokenize`] gives them.
    ///
    /// # Panics
    ///
    /// If `text` is 4 GiB or longer.
    pub fn tokenize(&mut self, text: &str, tokens: &mut Tokens) {
        tokens.clear();
        tokens.undone = self.run(text, tokens);
    }

    /// Sends the tokens of `text` to `sink`; what was undone on the way.
    pub(crate) fn run(&mut self, text: &str, sink: &mut impl TokenSink) -> Undone {
        assert!(u32::try_from(text.len()).is_ok(), "text of 4 GiB or more");
        let mut start = 0;
        while start < text.len() {
            start = self.chunk(text, start, sink);
        }
        self.scanner.take_undone()
    }

    /// Treats the chunk of `text` from `start` on; returns where the next one begins.
    fn chunk(&mut self, text: &str, start: usize, sink: &mut impl TokenSink) -> usize {
        let end = chunk_end(text, start);
        let chunk = &text[start..end];
        let blocks = chunk.len().div_ceil(BLOCK);
        classify(self.kernel, chunk.as_bytes(), &mut self.lower, &mut self.masks[..blocks]);
        clear_separators(chunk, &mut self.masks[..blocks]);
        find_edges(&self.masks[..blocks], &mut self.edges);
        let cut = self.edges.last().is_some_and(|&last| usize::from(last) == chunk.len()) && end < text.len();
        if !cut {
            self.tokens(text, start, sink);
            return end;
        }
        // The last run may go on: it is left to the next chunk, unless it is all of this one.
        self.edges.pop();
        let begun = start + usize::from(self.edges.pop().expect("a run has two edges"));
        if begun == start {
            let end = run_end(text, end);
            self.scanner.scan(&text[start..end], start, sink);
            return end;
        }
        self.tokens(text, start, sink);
        begun
    }

    /// Sends the tokens of the runs between `edges`.
    fn tokens(&mut self, text: &str, start: usize, sink: &mut impl TokenSink) {
        let (runs, _) = self.edges.as_chunks::<2>();
        sink.expect(runs.len());
        for &[from, to] in runs {
            let (from, to) = (usize::from(from), usize::from(to));
            let span = Span { start: (start + from) as u32, end: (start + to) as u32 };
            if let Some((hash, stem)) = short_token(&self.lower, from, to - from) {
                sink.token(Token { hash, stem, span }, &self.lower[from..to]);
            } else {
                self.scanner.scan(&text[start + from..start + to], start + from, sink);
            }
        }
    }
}

/// Hash and stem of an ASCII token of at most [`SHORT`] bytes; `None` for any other.
#[inline(always)]
fn short_token(lower: &[u8], from: usize, len: usize) -> Option<(u64, u64)> {
    /// The low bytes of two words that hold a token, by its length.
    const KEEP: [[u64; 2]; SHORT + 1] = keep();
    const ASCII: u64 = 0x7f7f_7f7f_7f7f_7f7f;
    let keep = KEEP.get(len)?;
    let (words, _) = lower[from..from + SHORT].as_chunks::<8>();
    let low = u64::from_le_bytes(words[0]) & keep[0];
    let high = u64::from_le_bytes(words[1]) & keep[1];
    if (low | high) & !ASCII != 0 {
        return None;
    }
    let stem = hash::short_token(low & KEEP[STEM_LETTERS][0], 0, len.min(STEM_LETTERS));
    let stem = if len < STEM_MIN_LETTERS { 0 } else { stem };
    Some((hash::short_token(low, high, len), stem))
}

const fn keep() -> [[u64; 2]; SHORT + 1] {
    let mut keep = [[0; 2]; SHORT + 1];
    let mut len = 1;
    while len <= SHORT {
        let word = (len - 1) / 8;
        keep[len] = keep[len - 1];
        keep[len][word] = keep[len][word] << 8 | 0xff;
        len += 1;
    }
    keep
}

/// The end of the chunk at `start`: at most [`CHUNK`] bytes on, between two characters.
fn chunk_end(text: &str, start: usize) -> usize {
    let mut end = text.len().min(start + CHUNK);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    end
}

/// The end of the run that `at` stands in.
fn run_end(text: &str, at: usize) -> usize {
    let rest = &text.as_bytes()[at..];
    rest.iter().position(|byte| byte.is_ascii() && !byte.is_ascii_alphanumeric()).map_or(text.len(), |len| at + len)
}

/// Turns the masks of words into masks of runs: adds bytes beyond ASCII, but for those of characters
/// that always separate, such as typographic quotes and dashes.
///
/// The scanner would find these too; cutting at them leaves most words of English to the fast path.
fn clear_separators(chunk: &str, masks: &mut [Masks]) {
    masks.iter_mut().for_each(|masks| masks.word |= masks.high);
    for block in 0..masks.len() {
        let mut high = masks[block].high;
        if high == 0 || high.count_ones() > DENSE {
            continue;
        }
        while high != 0 {
            let at = block * BLOCK + high.trailing_zeros() as usize;
            high &= high - 1;
            clear_separator(chunk, at, masks);
        }
    }
}

/// Clears the bits of the character that begins at `at`, if one does and it is a separator.
fn clear_separator(chunk: &str, at: usize, masks: &mut [Masks]) {
    let Some(c) = chunk.get(at..).and_then(|rest| rest.chars().next()) else { return };
    if Fact::of(c).is(Fact::SEPARATOR) {
        for byte in at..at + c.len_utf8() {
            masks[byte / BLOCK].word &= !(1 << (byte % BLOCK));
        }
    }
}

/// Writes the beginnings and ends of runs, in turn.
fn find_edges(masks: &[Masks], edges: &mut Vec<u16>) {
    edges.clear();
    let mut carry = 0;
    for (block, masks) in masks.iter().enumerate() {
        let mut changes = masks.word ^ (masks.word << 1 | carry);
        carry = masks.word >> (BLOCK - 1);
        while changes != 0 {
            edges.push((block * BLOCK) as u16 + changes.trailing_zeros() as u16);
            changes &= changes - 1;
        }
    }
    if carry != 0 {
        edges.push((masks.len() * BLOCK) as u16);
    }
}
