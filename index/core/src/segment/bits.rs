//! Numbers of any width, one after the other without padding, lowest bits first.

/// Bits that hold `number`.
pub fn width(number: u32) -> u32 {
    u32::BITS - number.leading_zeros()
}

/// Appends numbers to a list of bytes.
pub struct Packer<'a> {
    out: &'a mut Vec<u8>,
    pending: u64,
    used: u32,
}

impl<'a> Packer<'a> {
    pub fn new(out: &'a mut Vec<u8>) -> Self {
        Self { out, pending: 0, used: 0 }
    }

    /// Appends the lowest `bits` (at most 63) of `number`, which has no others.
    #[inline]
    pub fn push(&mut self, number: u64, bits: u32) {
        self.pending |= number << self.used;
        self.used += bits;
        if self.used >= u64::BITS {
            self.out.extend(self.pending.to_le_bytes());
            self.used -= u64::BITS;
            self.pending = number >> (bits - self.used);
        }
    }

    /// Fills the last byte up with zeros.
    pub fn finish(self) {
        let bytes = self.used.div_ceil(8) as usize;
        self.out.extend(&self.pending.to_le_bytes()[..bytes]);
    }
}

/// The number at place `at` of numbers of `bits` (at most 57) each.
#[inline]
pub fn unpack(bytes: &[u8], at: usize, bits: u32) -> u64 {
    let from = at * bits as usize;
    (load(bytes, from / 8) >> (from % 8)) & ((1 << bits) - 1)
}

/// The 64 bits from bit `at` on; zeros past the end.
#[inline]
pub fn word(bytes: &[u8], at: usize) -> u64 {
    let low = load(bytes, at / 8) >> (at % 8);
    if at.is_multiple_of(8) {
        low
    } else {
        low | u64::from(bytes.get(at / 8 + 8).copied().unwrap_or(0)) << (64 - at % 8)
    }
}

/// Whether bit `at` is set.
#[inline]
pub fn bit(bytes: &[u8], at: usize) -> bool {
    bytes[at / 8] >> (at % 8) & 1 != 0
}

/// Eight bytes from `at` on; zeros past the end.
#[inline]
fn load(bytes: &[u8], at: usize) -> u64 {
    if let Some(whole) = bytes.get(at..at + 8) {
        return u64::from_le_bytes(whole.try_into().expect("eight bytes"));
    }
    let rest = bytes.get(at..).unwrap_or(&[]);
    let mut padded = [0; 8];
    padded[..rest.len()].copy_from_slice(rest);
    u64::from_le_bytes(padded)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// Numbers come back as they were, and so does every bit of them.
        #[test]
        fn packing_can_be_undone(numbers in prop::collection::vec(any::<u64>(), 0..100), bits in 0u32..58) {
            let numbers: Vec<u64> = numbers.iter().map(|number| number & ((1 << bits) - 1)).collect();
            let mut bytes = Vec::new();
            let mut packer = Packer::new(&mut bytes);
            numbers.iter().for_each(|&number| packer.push(number, bits));
            packer.finish();
            prop_assert_eq!(bytes.len(), (numbers.len() * bits as usize).div_ceil(8));
            let unpacked: Vec<u64> = (0..numbers.len()).map(|at| unpack(&bytes, at, bits)).collect();
            prop_assert_eq!(unpacked, numbers);
            for at in 0..8 * bytes.len() {
                let expected = (0..64).filter(|&ahead| at + ahead < 8 * bytes.len() && bit(&bytes, at + ahead));
                prop_assert_eq!(word(&bytes, at), expected.fold(0, |word, ahead| word | 1 << ahead));
            }
        }
    }
}
