//! Views: the two ways in which tokens become shingles.
//!
//! | view | shingle | finds |
//! |---|---|---|
//! | [`View::Verbatim`] | 5 consecutive tokens, in order | copied text; input of the signature |
//! | [`View::Context`] | 3 neighbouring stems, in any order | rewritten, reordered, translated-back text |
//!
//! A text too short for a shingle has one made of what there is; a text without tokens has none.

use crate::hash;
use crate::kernel::Kernel;
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
    let mut hashes = Vec::new();
    hash_shingles(tokens, view, &mut hashes);
    hashes
}

/// Replaces `out` by [`shingle_hashes`].
pub(crate) fn hash_shingles(tokens: &Tokens, view: View, out: &mut Vec<u64>) {
    out.clear();
    match view {
        View::Verbatim => {
            let size = SHINGLE_SIZE.min(tokens.len()).max(1);
            out.extend(tokens.hashes.windows(size).map(verbatim_hash));
        }
        View::Context => {
            out.extend(tokens.stems.iter().filter(|stem| **stem != 0));
            if out.is_empty() {
                out.extend_from_slice(&tokens.hashes);
            }
            let size = CONTEXT_SIZE.min(out.len()).max(1);
            // In place: the sum of a window goes where the window began.
            for at in 0..(out.len() + 1).saturating_sub(size) {
                let sum = out[at..at + size].iter().fold(0u64, |sum, stem| sum.wrapping_add(*stem));
                out[at] = hash::finish(sum);
            }
            out.truncate((out.len() + 1).saturating_sub(size));
        }
    }
}

fn verbatim(hashes: &[u64]) -> Vec<Shingle> {
    let size = SHINGLE_SIZE.min(hashes.len());
    if size == 0 {
        return Vec::new();
    }
    let shingle =
        |(window, first): (&[u64], u32)| Shingle { hash: verbatim_hash(window), first, last: first + size as u32 - 1 };
    hashes.windows(size).zip(0..).map(shingle).collect()
}

/// Polynomial over token hashes modulo 2⁶⁴, spread.
///
/// Worked out anew for each shingle: five products that wait for nobody are faster than a rolling sum
/// where each waits for the one before.
#[inline(always)]
fn verbatim_hash(window: &[u64]) -> u64 {
    let sum = window.iter().fold(0u64, |sum, &token| sum.wrapping_mul(hash::SHINGLE_BASE).wrapping_add(token));
    hash::finish(sum)
}

/// Replaces `mixed` by `fmix32` of the short form of every `verbatim` shingle: what MinHash permutes.
pub(crate) fn mixed_shingles(kernel: Kernel, hashes: &[u64], mixed: &mut Vec<u32>) {
    if hashes.len() < SHINGLE_SIZE {
        mixed.clear();
        if !hashes.is_empty() {
            mixed.push(hash::fmix32(hash::short(verbatim_hash(hashes))));
        }
        return;
    }
    mixed.resize(hashes.len() + 1 - SHINGLE_SIZE, 0);
    match kernel {
        // SAFETY: a `Kernel` that comes here was `Kernel::checked`: the processor has its instructions.
        #[cfg(target_arch = "x86_64")]
        Kernel::Avx512 => unsafe { mix_avx512(hashes, mixed) },
        // SAFETY: as above.
        #[cfg(target_arch = "x86_64")]
        Kernel::Avx2 => unsafe { mix_avx2(hashes, mixed) },
        _ => mix(hashes, mixed),
    }
}

#[inline(always)]
fn mix(hashes: &[u64], mixed: &mut [u32]) {
    for (mixed, window) in mixed.iter_mut().zip(hashes.windows(SHINGLE_SIZE)) {
        *mixed = hash::fmix32(hash::short(verbatim_hash(window)));
    }
}

/// [`mix`], compiled for eight 64-bit products at a time.
#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f,avx512dq,avx512vl")]
fn mix_avx512(hashes: &[u64], mixed: &mut [u32]) {
    mix(hashes, mixed);
}

/// [`mix`], compiled for AVX2.
#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
fn mix_avx2(hashes: &[u64], mixed: &mut [u32]) {
    mix(hashes, mixed);
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::text::tokenize;

    proptest! {
        /// The hashes alone are those of the shingles with their places.
        #[test]
        fn hashes_are_those_of_the_shingles(text in "([a-z]{1,7} ){0,12}") {
            let tokens = tokenize(&text);
            for view in [View::Verbatim, View::Context] {
                let expected: Vec<u64> = shingles(&tokens, view).iter().map(|shingle| shingle.hash).collect();
                prop_assert_eq!(shingle_hashes(&tokens, view), expected);
            }
        }
    }
}
