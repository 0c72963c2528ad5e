//! The AVX-512 kernel: one register, one strip.

use std::arch::x86_64::*;

use crate::text::classify::masks::{Masks, STRIP, changes};

/// Classifies whole strips.
///
/// # Safety
///
/// The processor must have AVX-512 F and BW, and the three slices describe the same number of strips.
#[target_feature(enable = "avx512f,avx512bw")]
pub unsafe fn strips(text: &[u8], lower: &mut [u8], masks: &mut [Masks]) {
    let case = _mm512_set1_epi8(0x20);
    let (a, zero) = (_mm512_set1_epi8(b'a' as i8), _mm512_set1_epi8(b'0' as i8));
    let (letters, digits) = (_mm512_set1_epi8(25), _mm512_set1_epi8(9));
    for (at, masks) in masks.iter_mut().enumerate() {
        // SAFETY: strip `at` exists in `text`, which the caller vouches for.
        let bytes = unsafe { _mm512_loadu_si512(text.as_ptr().add(at * STRIP).cast()) };
        let folded = _mm512_or_si512(bytes, case);
        let letter = _mm512_cmple_epu8_mask(_mm512_sub_epi8(folded, a), letters);
        let digit = _mm512_cmple_epu8_mask(_mm512_sub_epi8(bytes, zero), digits);
        *masks = Masks { word: letter | digit, high: _mm512_movepi8_mask(bytes) };
        let lowered = _mm512_mask_blend_epi8(letter, bytes, folded);
        // SAFETY: strip `at` exists in `lower`, which the caller vouches for.
        unsafe { _mm512_storeu_si512(lower.as_mut_ptr().add(at * STRIP).cast(), lowered) };
    }
}

/// Writes the edges of stretches, sixteen positions at a time pressed together; returns how many.
///
/// # Safety
///
/// The processor must have AVX-512 F and POPCNT, and `edges` room for a strip more than `masks` describe.
#[target_feature(enable = "avx512f,popcnt")]
pub unsafe fn edges(masks: &[Masks], edges: &mut [u32]) -> usize {
    const LANES: usize = 16;
    let step = _mm512_set1_epi32(LANES as i32);
    let mut positions = _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
    let (mut count, mut carry) = (0, 0);
    for masks in masks {
        let changes = changes(masks.word, &mut carry);
        for quarter in 0..STRIP / LANES {
            let here = (changes >> (quarter * LANES)) as u16;
            let pressed = _mm512_maskz_compress_epi32(here, positions);
            // SAFETY: no more positions were found than bits were read, and a register more fits.
            unsafe { _mm512_storeu_si512(edges.as_mut_ptr().add(count).cast(), pressed) };
            count += here.count_ones() as usize;
            positions = _mm512_add_epi32(positions, step);
        }
    }
    count
}
