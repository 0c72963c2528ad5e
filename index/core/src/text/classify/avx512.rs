//! The AVX-512 kernel: one register, one block.

use std::arch::x86_64::*;

use super::{BLOCK, Masks};

/// Classifies whole blocks.
///
/// # Safety
///
/// The processor must have AVX-512 F and BW, and the three slices describe the same number of blocks.
#[target_feature(enable = "avx512f,avx512bw")]
pub unsafe fn blocks(text: &[u8], lower: &mut [u8], masks: &mut [Masks]) {
    let case = _mm512_set1_epi8(0x20);
    let (a, zero) = (_mm512_set1_epi8(b'a' as i8), _mm512_set1_epi8(b'0' as i8));
    let (letters, digits) = (_mm512_set1_epi8(25), _mm512_set1_epi8(9));
    for (at, masks) in masks.iter_mut().enumerate() {
        // SAFETY: block `at` exists in `text`, which the caller vouches for.
        let bytes = unsafe { _mm512_loadu_si512(text.as_ptr().add(at * BLOCK).cast()) };
        let folded = _mm512_or_si512(bytes, case);
        let letter = _mm512_cmple_epu8_mask(_mm512_sub_epi8(folded, a), letters);
        let digit = _mm512_cmple_epu8_mask(_mm512_sub_epi8(bytes, zero), digits);
        *masks = Masks { word: letter | digit, high: _mm512_movepi8_mask(bytes) };
        let lowered = _mm512_mask_blend_epi8(letter, bytes, folded);
        // SAFETY: block `at` exists in `lower`, which the caller vouches for.
        unsafe { _mm512_storeu_si512(lower.as_mut_ptr().add(at * BLOCK).cast(), lowered) };
    }
}
