//! The classes of 64 bytes of text, as bits.

/// Bytes that one pair of masks describes.
pub const STRIP: usize = 64;

/// What 64 bytes of text are; bit *i* speaks of byte *i*.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Masks {
    /// ASCII letters and digits.
    pub word: u64,
    /// Bytes of characters beyond ASCII.
    pub high: u64,
}

/// The bits of `word` that differ from the bit before; `carry` is the last bit of the strip before.
#[inline(always)]
pub fn changes(word: u64, carry: &mut u64) -> u64 {
    let changes = word ^ (word << 1 | *carry);
    *carry = word >> (STRIP - 1);
    changes
}
