//! The NEON kernel: 4 permutations to a register.

use std::arch::aarch64::*;

/// Permutations in one register.
const WIDTH: usize = 4;

/// Lowers `minima[k]` to the least `a[k] · h + b[k] mod 2³²` over `mixed`.
///
/// # Safety
///
/// The processor must have NEON, and `a`, `b` and `minima` the same length, a multiple of 16.
#[target_feature(enable = "neon")]
pub unsafe fn minima(a: &[u32], b: &[u32], mixed: &[u32], minima: &mut [u32]) {
    let mut at = 0;
    while at < minima.len() {
        let left = (minima.len() - at) / WIDTH;
        // SAFETY: each step ends at or before the end of the three slices, of equal length.
        let done = unsafe {
            match left {
                8.. => step::<8>(a, b, mixed, minima, at),
                _ => step::<4>(a, b, mixed, minima, at),
            }
        };
        at += done * WIDTH;
    }
}

/// Lowers the minima of `N` registers from permutation `at` on; returns `N`.
///
/// # Safety
///
/// As for [`minima`], and `at + N * WIDTH` must not pass the end of the slices.
#[target_feature(enable = "neon")]
#[inline]
unsafe fn step<const N: usize>(a: &[u32], b: &[u32], mixed: &[u32], minima: &mut [u32], at: usize) -> usize {
    // SAFETY: register `n` covers the values from `at + n * WIDTH` on, inside by the caller's word.
    let load = |from: &[u32], n: usize| unsafe { vld1q_u32(from.as_ptr().add(at + n * WIDTH)) };
    let factors: [uint32x4_t; N] = std::array::from_fn(|n| load(a, n));
    let terms: [uint32x4_t; N] = std::array::from_fn(|n| load(b, n));
    let mut least: [uint32x4_t; N] = std::array::from_fn(|n| load(minima, n));
    for &h in mixed {
        let h = vdupq_n_u32(h);
        for n in 0..N {
            least[n] = vminq_u32(least[n], vmlaq_u32(terms[n], factors[n], h));
        }
    }
    for (n, least) in least.into_iter().enumerate() {
        // SAFETY: as for the loads.
        unsafe { vst1q_u32(minima.as_mut_ptr().add(at + n * WIDTH), least) };
    }
    N
}
