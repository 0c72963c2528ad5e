//! The NEON kernel: four registers, one strip.

use std::arch::aarch64::*;

use crate::text::classify::masks::{Masks, STRIP};

/// The bit of each lane in its half of a mask.
const BITS: [u8; 16] = [1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128];

/// Classifies whole strips.
///
/// # Safety
///
/// The processor must have NEON, and the three slices describe the same number of strips.
#[target_feature(enable = "neon")]
pub unsafe fn strips(text: &[u8], lower: &mut [u8], masks: &mut [Masks]) {
    for (at, masks) in masks.iter_mut().enumerate() {
        let mut word = [vdupq_n_u8(0); 4];
        let mut high = [vdupq_n_u8(0); 4];
        for quarter in 0..4 {
            let offset = at * STRIP + quarter * 16;
            // SAFETY: all quarters of strip `at` exist in `text`, which the caller vouches for.
            let bytes = unsafe { vld1q_u8(text.as_ptr().add(offset)) };
            let folded = vorrq_u8(bytes, vdupq_n_u8(0x20));
            let letter = vcleq_u8(vsubq_u8(folded, vdupq_n_u8(b'a')), vdupq_n_u8(25));
            let digit = vcleq_u8(vsubq_u8(bytes, vdupq_n_u8(b'0')), vdupq_n_u8(9));
            word[quarter] = vorrq_u8(letter, digit);
            high[quarter] = vcgeq_u8(bytes, vdupq_n_u8(0x80));
            // SAFETY: all quarters of strip `at` exist in `lower`, which the caller vouches for.
            unsafe { vst1q_u8(lower.as_mut_ptr().add(offset), vbslq_u8(letter, folded, bytes)) };
        }
        *masks = Masks { word: gather(word), high: gather(high) };
    }
}

/// One bit a lane of four vectors of all-ones or all-zeros lanes: three rounds of pairwise sums put
/// the bits of 64 lanes into eight bytes.
#[target_feature(enable = "neon")]
fn gather(lanes: [uint8x16_t; 4]) -> u64 {
    // SAFETY: `BITS` has the sixteen bytes that are read.
    let bits = unsafe { vld1q_u8(BITS.as_ptr()) };
    let [a, b, c, d] = lanes.map(|lane| vandq_u8(lane, bits));
    let sum = vpaddq_u8(vpaddq_u8(a, b), vpaddq_u8(c, d));
    vgetq_lane_u64::<0>(vreinterpretq_u64_u8(vpaddq_u8(sum, sum)))
}
