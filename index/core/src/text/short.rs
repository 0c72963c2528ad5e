//! ASCII tokens of at most sixteen bytes, hashed from two registers, a batch at a time.

use crate::hash;
use crate::text::token::{Span, TokenSink};
use crate::text::word::{STEM_LETTERS, STEM_MIN_LETTERS};

/// Longest token that is hashed from registers.
pub const SHORT: usize = 16;

/// Tokens handed on at once.
const BATCH: usize = 128;

/// What depends on the length of a token alone.
#[derive(Clone, Copy)]
struct Shape {
    /// The bytes of the two words that belong to it.
    keep: [u64; 2],
    /// All ones if it has a stem.
    stem: u64,
    /// Length of its stem.
    stem_len: usize,
}

const SHAPES: [Shape; SHORT + 1] = shapes();

const fn shapes() -> [Shape; SHORT + 1] {
    let mut shapes = [Shape { keep: [0; 2], stem: 0, stem_len: 0 }; SHORT + 1];
    let mut len = 1;
    while len <= SHORT {
        let mut keep = shapes[len - 1].keep;
        keep[(len - 1) / 8] = keep[(len - 1) / 8] << 8 | 0xff;
        let stem = if len < STEM_MIN_LETTERS { 0 } else { u64::MAX };
        let stem_len = if len < STEM_LETTERS { len } else { STEM_LETTERS };
        shapes[len] = Shape { keep, stem, stem_len };
        len += 1;
    }
    shapes
}

/// Hash and stem of the ASCII token at `from`; `None` for one that is longer or not of ASCII alone.
#[inline(always)]
fn short_token<S: TokenSink>(lower: &[u8], from: usize, len: usize) -> Option<(u64, u64)> {
    const BEYOND_ASCII: u64 = 0x8080_8080_8080_8080;
    let shape = SHAPES.get(len)?;
    let (words, _) = lower[from..from + SHORT].as_chunks::<8>();
    let low = u64::from_le_bytes(words[0]) & shape.keep[0];
    let high = u64::from_le_bytes(words[1]) & shape.keep[1];
    if (low | high) & BEYOND_ASCII != 0 {
        return None;
    }
    let hash = hash::short_token(low, high, len);
    if !S::STEMS {
        return Some((hash, 0));
    }
    let stem = hash::short_token(low & SHAPES[STEM_LETTERS].keep[0], 0, shape.stem_len);
    Some((hash, stem & shape.stem))
}

/// Tokens on their way to a sink.
#[derive(Clone, Debug)]
pub struct Batch {
    hashes: [u64; BATCH],
    stems: [u64; BATCH],
    spans: [Span; BATCH],
}

impl Batch {
    pub const fn new() -> Self {
        Self { hashes: [0; BATCH], stems: [0; BATCH], spans: [Span { start: 0, end: 0 }; BATCH] }
    }

    /// Sends the tokens at the head of `stretches` to `sink`, as many as are short and fit; returns how many.
    ///
    /// A stretch is its two edges in `lower`, which stands at `offset` in the text.
    #[inline]
    pub fn send<S: TokenSink>(&mut self, lower: &[u8], stretches: &[[u32; 2]], offset: u32, sink: &mut S) -> usize {
        let sent = self.fill::<S>(lower, stretches, offset);
        sink.batch(&self.hashes[..sent], &self.stems[..sent], &self.spans[..sent]);
        sent
    }

    #[inline(always)]
    fn fill<S: TokenSink>(&mut self, lower: &[u8], stretches: &[[u32; 2]], offset: u32) -> usize {
        let columns = self.hashes.iter_mut().zip(&mut self.stems).zip(&mut self.spans);
        for (at, (&[from, to], ((hash, stem), span))) in stretches.iter().zip(columns).enumerate() {
            let Some(token) = short_token::<S>(lower, from as usize, (to - from) as usize) else { return at };
            (*hash, *stem) = token;
            *span = Span { start: offset + from, end: offset + to };
        }
        stretches.len().min(BATCH)
    }
}
