//! MinHash signatures, equal bit for bit to `datasketch.MinHash(scheme="affine32")`.
//!
//! For permutation *k* and 32-bit shingle hash *h* the value is `a_k · fmix32(h) + b_k mod 2³²`, and
//! the signature keeps the minimum over all shingles of the text (Broder, 1997).

mod portable;

use crate::error::Error;
use crate::hash::fmix32;

/// The value of a permutation that saw no shingle.
pub const EMPTY: u32 = u32::MAX;

/// The affine permutations of one index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Permutations {
    multipliers: Vec<u32>,
    increments: Vec<u32>,
}

impl Permutations {
    /// Permutations `x → multipliers[k] · x + increments[k] mod 2³²`.
    ///
    /// # Errors
    ///
    /// If the lengths differ or are zero, or a multiplier is even (it would not be a permutation).
    pub fn new(multipliers: Vec<u32>, increments: Vec<u32>) -> Result<Self, Error> {
        if multipliers.is_empty() || multipliers.len() != increments.len() {
            return Err(Error::Parameters(format!(
                "{} multipliers and {} increments; there must be as many of both, and at least one",
                multipliers.len(),
                increments.len()
            )));
        }
        if let Some(at) = multipliers.iter().position(|a| a % 2 == 0) {
            return Err(Error::Parameters(format!("multiplier {at} is even: {}", multipliers[at])));
        }
        Ok(Self { multipliers, increments })
    }

    /// Number of permutations.
    pub fn len(&self) -> usize {
        self.multipliers.len()
    }

    /// Whether there is none; never true of a value made by [`Permutations::new`].
    pub fn is_empty(&self) -> bool {
        self.multipliers.is_empty()
    }

    /// The signature of a set of 32-bit shingle hashes; repeats do not matter.
    pub fn signature(&self, shingles: &[u32]) -> Vec<u32> {
        let mixed: Vec<u32> = shingles.iter().map(|&h| fmix32(h)).collect();
        let mut minima = vec![EMPTY; self.len()];
        portable::minima(&self.multipliers, &self.increments, &mixed, &mut minima);
        minima
    }
}
