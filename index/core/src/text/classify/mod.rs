//! Which bytes of a text are ASCII letters and digits, which are not ASCII, and its lower case.
//!
//! Each kernel is one function from 64 bytes of text to 64 bits of mask. The files of the kernels depend only on
//! [`Masks`], so that they can be compiled and tested alone for other machines.

#[cfg(target_arch = "x86_64")]
mod avx2;
#[cfg(target_arch = "x86_64")]
mod avx512;
mod masks;
#[cfg(target_arch = "aarch64")]
mod neon;
mod portable;

use crate::kernel::Kernel;
pub use crate::text::classify::masks::{Masks, STRIP};

/// Classifies `text` and writes it, ASCII letters lower-cased, to `lower`.
///
/// Writes one pair of masks for each strip begun; bits past the end of `text` are 0, and so are the
/// bytes of `lower` up to the end of the last strip.
pub fn classify(kernel: Kernel, text: &[u8], lower: &mut [u8], masks: &mut [Masks]) {
    let whole = text.len() - text.len() % STRIP;
    strips(kernel, &text[..whole], &mut lower[..whole], &mut masks[..whole / STRIP]);
    if whole < text.len() {
        let mut last = [0u8; STRIP];
        last[..text.len() - whole].copy_from_slice(&text[whole..]);
        let at = whole / STRIP;
        strips(kernel, &last, &mut lower[whole..whole + STRIP], &mut masks[at..=at]);
    }
}

fn strips(kernel: Kernel, text: &[u8], lower: &mut [u8], masks: &mut [Masks]) {
    assert!(text.len() == lower.len() && text.len() == masks.len() * STRIP, "whole strips only");
    match kernel {
        // SAFETY: a `Kernel` comes here only after `Kernel::checked` or from `Kernel::best`, so
        // the processor has its instructions; the lengths were compared above.
        #[cfg(target_arch = "x86_64")]
        Kernel::Avx512 => unsafe { avx512::strips(text, lower, masks) },
        // SAFETY: as above.
        #[cfg(target_arch = "x86_64")]
        Kernel::Avx2 => unsafe { avx2::strips(text, lower, masks) },
        // SAFETY: as above.
        #[cfg(target_arch = "aarch64")]
        Kernel::Neon => unsafe { neon::strips(text, lower, masks) },
        _ => portable::strips(text, lower, masks),
    }
}

/// Writes where the `word` bits of `masks` change from 0 to 1 and back, in turn; returns how many.
///
/// A last stretch without end inside `masks` ends where they do. `edges` has room for a strip more than
/// `masks` describe, because kernels write whole registers.
pub fn edges(kernel: Kernel, masks: &[Masks], edges: &mut [u32]) -> usize {
    assert!(edges.len() >= (masks.len() + 1) * STRIP, "room for a strip more");
    let count = match kernel {
        // SAFETY: the processor has the instructions, as in `strips`; the room was checked above.
        #[cfg(target_arch = "x86_64")]
        Kernel::Avx512 => unsafe { avx512::edges(masks, edges) },
        // SAFETY: as above.
        #[cfg(target_arch = "x86_64")]
        Kernel::Avx2 => unsafe { avx2::edges(masks, edges) },
        _ => portable::edges(masks, edges),
    };
    // Stretches begin and end in turn, so an odd number of edges is a stretch that has not ended.
    if count % 2 == 1 {
        edges[count] = (masks.len() * STRIP) as u32;
    }
    count.next_multiple_of(2)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The definition, one byte at a time.
    fn naive(text: &[u8]) -> (Vec<u8>, Vec<Masks>) {
        let mut masks = vec![Masks::default(); text.len().div_ceil(STRIP)];
        for (at, byte) in text.iter().enumerate() {
            masks[at / STRIP].word |= u64::from(byte.is_ascii_alphanumeric()) << (at % STRIP);
            masks[at / STRIP].high |= u64::from(!byte.is_ascii()) << (at % STRIP);
        }
        (text.to_ascii_lowercase(), masks)
    }

    fn check(text: &[u8]) {
        let expected = naive(text);
        for kernel in Kernel::available() {
            let strips = text.len().div_ceil(STRIP);
            let (mut lower, mut masks) = (vec![0xaa; strips * STRIP], vec![Masks::default(); strips]);
            classify(kernel, text, &mut lower, &mut masks);
            assert_eq!(&lower[..text.len()], expected.0, "{kernel}");
            assert!(lower[text.len()..].iter().all(|&byte| byte == 0), "{kernel}: padding");
            assert_eq!(masks, expected.1, "{kernel}");
        }
    }

    fn check_edges(words: &[u64]) {
        let masks: Vec<Masks> = words.iter().map(|&word| Masks { word, high: 0 }).collect();
        let bits: Vec<u64> = (0..words.len() * STRIP).map(|at| words[at / STRIP] >> (at % STRIP) & 1).collect();
        let changed = |at: &usize| bits.get(*at).unwrap_or(&0) != at.checked_sub(1).map_or(&0, |before| &bits[before]);
        let expected: Vec<u32> = (0..=bits.len()).filter(changed).map(|at| at as u32).collect();
        for kernel in Kernel::available() {
            let mut found = vec![7; (words.len() + 1) * STRIP];
            let count = edges(kernel, &masks, &mut found);
            assert_eq!(&found[..count], expected, "{kernel}");
        }
    }

    #[test]
    fn every_kernel_knows_every_byte_in_every_lane() {
        let all: Vec<u8> = (0..=255u8).collect();
        for shift in 0..STRIP {
            check(&all[shift..]);
        }
    }

    proptest! {
        #[test]
        fn every_kernel_equals_the_definition(text in proptest::collection::vec(any::<u8>(), 0..300)) {
            check(&text);
        }

        #[test]
        fn every_kernel_finds_the_edges(words in proptest::collection::vec(
            prop_oneof![any::<u64>(), Just(0), Just(u64::MAX), Just(1 << 63), Just(0x5555_5555_5555_5555)], 0..9,
        )) {
            check_edges(&words);
        }
    }
}
