//! The AVX-512 kernel: 16 permutations to a register.

use std::arch::x86_64::*;

/// Permutations in one register.
const WIDTH: usize = 16;

/// Lowers `minima[k]` to the least `a[k] · h + b[k] mod 2³²` over `mixed`.
///
/// # Safety
///
/// The processor must have AVX-512 F, and `a`, `b` and `minima` the same length, a multiple of 16.
#[target_feature(enable = "avx512f")]
pub unsafe fn minima(a: &[u32], b: &[u32], mixed: &[u32], minima: &mut [u32]) {
    let mut at = 0;
    while at < minima.len() {
        let left = (minima.len() - at) / WIDTH;
        // SAFETY: each step ends at or before the end of the three slices, of equal length.
        let done = unsafe {
            match left {
                8.. => step::<8>(a, b, mixed, minima, at),
                4.. => step::<4>(a, b, mixed, minima, at),
                2.. => step::<2>(a, b, mixed, minima, at),
                _ => step::<1>(a, b, mixed, minima, at),
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
#[target_feature(enable = "avx512f")]
#[inline]
unsafe fn step<const N: usize>(a: &[u32], b: &[u32], mixed: &[u32], minima: &mut [u32], at: usize) -> usize {
    // SAFETY: register `n` covers the values from `at + n * WIDTH` on, inside by the caller's word.
    let load = |from: &[u32], n: usize| unsafe { _mm512_loadu_si512(from.as_ptr().add(at + n * WIDTH).cast()) };
    let factors: [__m512i; N] = std::array::from_fn(|n| load(a, n));
    let terms: [__m512i; N] = std::array::from_fn(|n| load(b, n));
    let mut least: [__m512i; N] = std::array::from_fn(|n| load(minima, n));
    for &h in mixed {
        let h = _mm512_set1_epi32(h as i32);
        for n in 0..N {
            least[n] = _mm512_min_epu32(least[n], _mm512_add_epi32(_mm512_mullo_epi32(factors[n], h), terms[n]));
        }
    }
    for (n, least) in least.into_iter().enumerate() {
        // SAFETY: as for the loads.
        unsafe { _mm512_storeu_si512(minima.as_mut_ptr().add(at + n * WIDTH).cast(), least) };
    }
    N
}
