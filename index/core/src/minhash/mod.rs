//! MinHash signatures, equal bit for bit to `datasketch.MinHash(scheme="affine32")`.
//!
//! For permutation *k* and 32-bit shingle hash *h* the value is `a_k · fmix32(h) + b_k mod 2³²`, and
//! the signature keeps the minimum over all shingles of the text (Broder, 1997).
//!
//! The kernels hold the minima of up to 128 permutations in registers while the shingles stream by.

#[cfg(target_arch = "x86_64")]
mod avx2;
#[cfg(target_arch = "x86_64")]
mod avx512;
#[cfg(target_arch = "aarch64")]
mod neon;
mod permutations;
mod portable;
mod signer;
#[cfg(test)]
mod tests;

pub use crate::minhash::permutations::{EMPTY, Permutations};
pub use crate::minhash::signer::Signer;
