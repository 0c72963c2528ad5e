//! The kernel in plain Rust: eight bytes at a time in one machine word.

use crate::text::classify::masks::{Masks, STRIP, changes};

const ONES: u64 = 0x0101_0101_0101_0101;
const TOPS: u64 = 0x80 * ONES;

/// Classifies whole strips; the three slices describe the same number of strips.
pub fn strips(text: &[u8], lower: &mut [u8], masks: &mut [Masks]) {
    let columns = text.chunks_exact(STRIP).zip(lower.chunks_exact_mut(STRIP)).zip(masks);
    for ((text, lower), masks) in columns {
        *masks = Masks::default();
        for (at, (text, lower)) in text.chunks_exact(8).zip(lower.chunks_exact_mut(8)).enumerate() {
            let word = u64::from_le_bytes(text.try_into().expect("eight bytes"));
            let letters = in_range((word & !TOPS) | (0x20 * ONES), b'a', b'z') & !word;
            let digits = in_range(word & !TOPS, b'0', b'9') & !word;
            lower.copy_from_slice(&(word | (letters >> 2)).to_le_bytes());
            masks.word |= gather(letters | digits) << (8 * at);
            masks.high |= gather(word & TOPS) << (8 * at);
        }
    }
}

/// The top bit of each byte that lies in `first..=last`; all bytes of `word` and both ends are ASCII.
fn in_range(word: u64, first: u8, last: u8) -> u64 {
    // A sum reaches 0x80 exactly when its byte reaches the bound, and never carries into the next.
    let reaches = word + u64::from(0x80 - first) * ONES;
    let passes = word + u64::from(0x7f - last) * ONES;
    reaches & !passes & TOPS
}

/// The top bits of eight bytes as the bits of one: the product moves bit 8·i to bit 56 + i.
fn gather(tops: u64) -> u64 {
    (tops >> 7).wrapping_mul(0x0102_0408_1020_4080) >> 56
}

/// Writes the edges of stretches, one at a time; returns how many.
#[inline(always)]
pub fn edges(masks: &[Masks], edges: &mut [u32]) -> usize {
    let (mut count, mut carry) = (0, 0);
    for (strip, masks) in masks.iter().enumerate() {
        let mut changes = changes(masks.word, &mut carry);
        let strip_edges = &mut edges[count..count + STRIP];
        let mut found = 0;
        while changes != 0 {
            strip_edges[found] = (strip * STRIP) as u32 + changes.trailing_zeros();
            changes &= changes - 1;
            found += 1;
        }
        count += found;
    }
    count
}
