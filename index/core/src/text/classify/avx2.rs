//! The AVX2 kernel: two registers, one strip.

use std::arch::x86_64::*;

use crate::text::classify::masks::{Masks, STRIP};
use crate::text::classify::portable;

/// Classifies whole strips.
///
/// # Safety
///
/// The processor must have AVX2, and the three slices describe the same number of strips.
#[target_feature(enable = "avx2")]
pub unsafe fn strips(text: &[u8], lower: &mut [u8], masks: &mut [Masks]) {
    for (at, masks) in masks.iter_mut().enumerate() {
        *masks = Masks::default();
        for half in 0..2 {
            let offset = at * STRIP + half * 32;
            // SAFETY: both halves of strip `at` exist in `text`, which the caller vouches for.
            let bytes = unsafe { _mm256_loadu_si256(text.as_ptr().add(offset).cast()) };
            let folded = _mm256_or_si256(bytes, _mm256_set1_epi8(0x20));
            let letter = in_range(folded, b'a', 25);
            let word = _mm256_or_si256(letter, in_range(bytes, b'0', 9));
            masks.word |= u64::from(_mm256_movemask_epi8(word) as u32) << (32 * half);
            masks.high |= u64::from(_mm256_movemask_epi8(bytes) as u32) << (32 * half);
            let lowered = _mm256_blendv_epi8(bytes, folded, letter);
            // SAFETY: both halves of strip `at` exist in `lower`, which the caller vouches for.
            unsafe { _mm256_storeu_si256(lower.as_mut_ptr().add(offset).cast(), lowered) };
        }
    }
}

/// All ones in each byte that lies in `first..=first + width`. AVX2 compares signed bytes only, so
/// the unsigned comparison is made of a minimum and an equality.
#[target_feature(enable = "avx2")]
fn in_range(bytes: __m256i, first: u8, width: u8) -> __m256i {
    let distance = _mm256_sub_epi8(bytes, _mm256_set1_epi8(first as i8));
    _mm256_cmpeq_epi8(_mm256_min_epu8(distance, _mm256_set1_epi8(width as i8)), distance)
}

/// The portable loop, with the bit instructions that every processor with AVX2 has.
///
/// # Safety
///
/// The processor must have AVX2 and BMI1.
#[target_feature(enable = "avx2,bmi1")]
pub unsafe fn edges(masks: &[Masks], edges: &mut [u32]) -> usize {
    portable::edges(masks, edges)
}
