//! Views: the two ways in which tokens become shingles.
//!
//! | view | shingle | finds |
//! |---|---|---|
//! | [`View::Verbatim`] | 5 consecutive tokens, in order | copied text; input of the signature |
//! | [`View::Context`] | 3 neighbouring stems, in any order | rewritten, reordered, translated-back text |
//!
//! A text too short for a shingle has one made of what there is; a text without tokens has none.

use crate::hash;
use crate::text::Tokens;

/// Tokens in a `verbatim` shingle.
pub const SHINGLE_SIZE: usize = 5;

/// Stems in a `context` shingle.
pub const CONTEXT_SIZE: usize = 3;

/// A way to turn tokens into shingles.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum View {
    /// [`SHINGLE_SIZE`] consecutive tokens.
    Verbatim,
    /// [`CONTEXT_SIZE`] neighbouring stems, sorted; words under four letters do not count.
    Context,
}

/// One shingle: its hash and the tokens it covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shingle {
    /// Hash of the shingle in its view.
    pub hash: u64,
    /// Index of the first token.
    pub first: u32,
    /// Index of the last token, inclusive.
    pub last: u32,
}

/// The shingles of `tokens` in text order, repeated ones included.
pub fn shingles(tokens: &Tokens, view: View) -> Vec<Shingle> {
    match view {
        View::Verbatim => verbatim(&tokens.hashes),
        View::Context => context(tokens),
    }
}

/// The hashes of [`shingles`] alone, for signatures and fingerprints.
pub fn shingle_hashes(tokens: &Tokens, view: View) -> Vec<u64> {
    shingles(tokens, view).into_iter().map(|shingle| shingle.hash).collect()
}

/// Rolling polynomial over token hashes, modulo 2⁶⁴.
fn verbatim(hashes: &[u64]) -> Vec<Shingle> {
    let size = SHINGLE_SIZE.min(hashes.len());
    if size == 0 {
        return Vec::new();
    }
    let oldest = hash::SHINGLE_BASE.wrapping_pow(size as u32);
    let mut state = 0u64;
    let mut out = Vec::with_capacity(hashes.len() - size + 1);
    for (last, &entering) in hashes.iter().enumerate() {
        state = state.wrapping_mul(hash::SHINGLE_BASE).wrapping_add(entering);
        if last >= size {
            state = state.wrapping_sub(hashes[last - size].wrapping_mul(oldest));
        }
        if last + 1 >= size {
            out.push(Shingle { hash: hash::finish(state), first: (last + 1 - size) as u32, last: last as u32 });
        }
    }
    out
}

/// Sums of neighbouring stems: a sum does not depend on order, and hashes are mixed enough to be summed.
fn context(tokens: &Tokens) -> Vec<Shingle> {
    let mut items: Vec<(u64, u32)> = stems(&tokens.stems);
    if items.is_empty() {
        items = tokens.hashes.iter().zip(0..).map(|(&hash, at)| (hash, at)).collect();
    }
    let size = CONTEXT_SIZE.min(items.len());
    if size == 0 {
        return Vec::new();
    }
    items.windows(size).map(context_shingle).collect()
}

fn stems(stems: &[u64]) -> Vec<(u64, u32)> {
    stems.iter().zip(0..).filter(|(stem, _)| **stem != 0).map(|(&stem, at)| (stem, at)).collect()
}

fn context_shingle(window: &[(u64, u32)]) -> Shingle {
    let sum = window.iter().fold(0u64, |sum, (stem, _)| sum.wrapping_add(*stem));
    Shingle { hash: hash::finish(sum), first: window[0].1, last: window[window.len() - 1].1 }
}
