//! Views: the ways in which tokens become keys.
//!
//! | view | key | finds |
//! |---|---|---|
//! | [`View::Verbatim`] | shingle of 5 consecutive tokens, in order | copied text; input of the signature |
//! | [`View::Context`] | shingle of 3 neighbouring stems, in any order | rewritten, reordered, translated-back text |
//! | `content` | 2 rare terms that are neighbours, in any order | text told in other words |
//!
//! A text too short for a shingle has one shingle of all its tokens. A text without tokens has none. The view `content`
//! has keys only of texts in a known language.

mod content;

pub use crate::view::content::CONTENT_VERSION;
pub(crate) use crate::view::content::{SETTLED_TERMS, content_keys, rare_terms};

use crate::hash;
use crate::kernel::Kernel;
use crate::text::Tokens;

/// Tokens in a `verbatim` shingle.
pub const SHINGLE_SIZE: usize = 5;

/// Stems in a `context` shingle.
pub const CONTEXT_SIZE: usize = 3;

/// A way to turn tokens into shingles; these need no language.
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
    hash_shingles(Kernel::best(), tokens, view, &mut hashes);
    hashes
}

/// Replaces `out` by [`shingle_hashes`].
pub(crate) fn hash_shingles(kernel: Kernel, tokens: &Tokens, view: View, out: &mut Vec<u64>) {
    match view {
        View::Verbatim => each_verbatim(kernel, &tokens.hashes, out, verbatim_hash),
        View::Context => hash_context(kernel, tokens, out),
    }
}

/// Replaces `out` by what `hash` makes of each `verbatim` shingle.
#[inline(always)]
fn each_verbatim<T: Copy + Default>(kernel: Kernel, hashes: &[u64], out: &mut Vec<T>, hash: impl Fn(&[u64]) -> T) {
    if hashes.len() < SHINGLE_SIZE {
        out.clear();
        out.extend((!hashes.is_empty()).then(|| hash(hashes)));
        return;
    }
    out.resize(hashes.len() + 1 - SHINGLE_SIZE, T::default());
    kernel.run(
        #[inline(always)]
        || out.iter_mut().zip(hashes.windows(SHINGLE_SIZE)).for_each(|(out, window)| *out = hash(window)),
    );
}

fn hash_context(kernel: Kernel, tokens: &Tokens, out: &mut Vec<u64>) {
    keep_stems(&tokens.stems, out);
    if out.is_empty() {
        out.extend_from_slice(&tokens.hashes);
    }
    if out.len() < CONTEXT_SIZE {
        let hash = context_hash(out);
        out.truncate(1);
        out.iter_mut().for_each(|out| *out = hash);
        return;
    }
    let count = out.len() + 1 - CONTEXT_SIZE;
    let all = &mut out[..count + CONTEXT_SIZE - 1];
    kernel.run(
        #[inline(always)]
        || {
            // In place: the sum of a window goes where the window began.
            for at in 0..count {
                all[at] = context_hash(&all[at..at + CONTEXT_SIZE]);
            }
        },
    );
    out.truncate(count);
}

/// Sum of neighbouring stems, spread: it does not depend on their order, and hashes are mixed enough to be summed.
#[inline(always)]
fn context_hash(stems: &[u64]) -> u64 {
    hash::finish(stems.iter().fold(0, |sum: u64, &stem| sum.wrapping_add(stem)))
}

/// Replaces `out` by the stems of words that count, without a branch on what is one.
fn keep_stems(stems: &[u64], out: &mut Vec<u64>) {
    out.resize(stems.len(), 0);
    let mut count = 0;
    for &stem in stems {
        out[count] = stem;
        count += usize::from(stem != 0);
    }
    out.truncate(count);
}

/// Replaces `mixed` by `fmix32` of the short form of every `verbatim` shingle: what MinHash permutes.
pub(crate) fn mixed_shingles(kernel: Kernel, hashes: &[u64], mixed: &mut Vec<u32>) {
    each_verbatim(kernel, hashes, mixed, |window| hash::fmix32(hash::short(verbatim_hash(window))));
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

fn verbatim(hashes: &[u64]) -> Vec<Shingle> {
    let size = SHINGLE_SIZE.min(hashes.len());
    if size == 0 {
        return Vec::new();
    }
    let shingle =
        |(window, first): (&[u64], u32)| Shingle { hash: verbatim_hash(window), first, last: first + size as u32 - 1 };
    hashes.windows(size).zip(0..).map(shingle).collect()
}

/// Shingles of neighbouring stems.
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
        /// The hashes alone are those of the shingles with their places, by every kernel.
        #[test]
        fn hashes_are_those_of_the_shingles(text in "([a-z]{1,7} ){0,40}") {
            let tokens = tokenize(&text);
            for (view, kernel) in [View::Verbatim, View::Context].into_iter().flat_map(|view| Kernel::available().map(move |kernel| (view, kernel))) {
                let expected: Vec<u64> = shingles(&tokens, view).iter().map(|shingle| shingle.hash).collect();
                let mut hashes = vec![7; 3];
                hash_shingles(kernel, &tokens, view, &mut hashes);
                prop_assert_eq!(hashes, expected);
            }
        }
    }
}
