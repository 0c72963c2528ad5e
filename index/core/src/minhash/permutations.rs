//! The permutations of one index, and the signature that they make of a set of shingles.

use crate::error::Error;
use crate::hash::{fmix32, short};
use crate::kernel::Kernel;
#[cfg(target_arch = "aarch64")]
use crate::minhash::neon;
use crate::minhash::portable::{self, LANES};
#[cfg(target_arch = "x86_64")]
use crate::minhash::{avx2, avx512};

/// The value of a permutation that saw no shingle.
pub const EMPTY: u32 = u32::MAX;

/// Shingles mixed at a time, on the stack.
const MIXED: usize = 512;

/// The affine permutations of one index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Permutations {
    /// Filled up with ones to a multiple of [`LANES`], as are the increments with zeros.
    multipliers: Vec<u32>,
    increments: Vec<u32>,
    count: usize,
}

impl Permutations {
    /// Permutations `x → multipliers[k] · x + increments[k] mod 2³²`.
    ///
    /// # Errors
    ///
    /// If the lengths differ or are zero, or a multiplier is even (it would not be a permutation).
    pub fn new(mut multipliers: Vec<u32>, mut increments: Vec<u32>) -> Result<Self, Error> {
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
        let count = multipliers.len();
        multipliers.resize(count.next_multiple_of(LANES), 1);
        increments.resize(count.next_multiple_of(LANES), 0);
        Ok(Self { multipliers, increments, count })
    }

    /// Number of permutations.
    pub fn len(&self) -> usize {
        self.count
    }

    /// Whether there is none; never true of a value made by [`Permutations::new`].
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// The signature of a set of 32-bit shingle hashes; repeats do not matter.
    pub fn signature(&self, shingles: &[u32]) -> Vec<u32> {
        self.signature_with(Kernel::best(), shingles)
    }

    /// [`Permutations::signature`] by one kernel, for tests and benchmarks.
    ///
    /// # Panics
    ///
    /// If this machine cannot run `kernel`.
    pub fn signature_with(&self, kernel: Kernel, shingles: &[u32]) -> Vec<u32> {
        let mixed: Vec<u32> = shingles.iter().map(|&h| fmix32(h)).collect();
        let mut minima = self.no_minima();
        self.lower(kernel.checked(), &mixed, &mut minima);
        minima.truncate(self.count);
        minima
    }

    /// Replaces `signature` by the signature of these shingle hashes.
    pub(crate) fn sign(&self, shingles: &[u64], signature: &mut Vec<u32>) {
        let kernel = Kernel::best();
        signature.clear();
        signature.resize(self.multipliers.len(), EMPTY);
        let mut mixed = [0; MIXED];
        for shingles in shingles.chunks(MIXED) {
            kernel.run(
                #[inline(always)]
                || mixed.iter_mut().zip(shingles).for_each(|(mixed, &shingle)| *mixed = fmix32(short(shingle))),
            );
            self.lower(kernel, &mixed[..shingles.len()], signature);
        }
        signature.truncate(self.count);
    }

    /// The minima before any shingle, one for each lane.
    pub(super) fn no_minima(&self) -> Vec<u32> {
        vec![EMPTY; self.multipliers.len()]
    }

    /// Lowers `minima` to the values of the shingles `mixed`, each through `fmix32` already.
    pub(super) fn lower(&self, kernel: Kernel, mixed: &[u32], minima: &mut [u32]) {
        let (a, b) = (&*self.multipliers, &*self.increments);
        assert!(a.len() == minima.len() && a.len() == b.len() && a.len().is_multiple_of(LANES), "whole vectors only");
        match kernel {
            // SAFETY: a `Kernel` comes here only after `Kernel::checked` or from `Kernel::best`, so
            // the processor has its instructions; the lengths were compared above.
            #[cfg(target_arch = "x86_64")]
            Kernel::Avx512 => unsafe { avx512::minima(a, b, mixed, minima) },
            // SAFETY: as above.
            #[cfg(target_arch = "x86_64")]
            Kernel::Avx2 => unsafe { avx2::minima(a, b, mixed, minima) },
            // SAFETY: as above.
            #[cfg(target_arch = "aarch64")]
            Kernel::Neon => unsafe { neon::minima(a, b, mixed, minima) },
            _ => portable::minima(a, b, mixed, minima),
        }
    }
}
