//! Numbers of any width, one after the other without padding, lowest bits first.

/// Bits that hold `number`.
pub fn width(number: u32) -> u32 {
    u32::BITS - number.leading_zeros()
}

/// Appends `count` numbers to `out`, the lowest `bits` (at most 63) of each, which have no others; zeros fill the last
/// byte up.
pub fn pack(out: &mut Vec<u8>, bits: u32, count: usize, numbers: impl Iterator<Item = u64>) {
    let end = out.len() + (count * bits as usize).div_ceil(8);
    out.reserve(end + 8 - out.len());
    let (mut word, mut used) = (0u64, 0);
    for number in numbers.take(count) {
        word |= number << used;
        used += bits;
        if used >= u64::BITS {
            out.extend_from_slice(&word.to_le_bytes());
            used -= u64::BITS;
            word = number >> (bits - used);
        }
    }
    out.extend_from_slice(&word.to_le_bytes());
    out.truncate(end);
}

/// The number at place `at` of numbers of `bits` (at most 57) each.
#[inline]
pub fn unpack(bytes: &[u8], at: usize, bits: u32) -> u64 {
    let from = at * bits as usize;
    (load(bytes, from / 8) >> (from % 8)) & ((1 << bits) - 1)
}

/// Whether bit `at` is set; past the end none is.
#[inline]
pub fn bit(bytes: &[u8], at: usize) -> bool {
    bytes.get(at / 8).is_some_and(|byte| byte >> (at % 8) & 1 != 0)
}

/// The place of the bit of `word` that is set and has so many set ones below it; there is one.
///
/// All bytes are counted at once, then all bits of one byte: broadword programming (Vigna, 2008).
#[inline]
pub fn select(word: u64, before: u32) -> u32 {
    let pairs = word - (word >> 1 & 0x5555_5555_5555_5555);
    let fours = (pairs & 0x3333_3333_3333_3333) + (pairs >> 2 & 0x3333_3333_3333_3333);
    // In each byte, how many bits are set in it and in those below.
    let sums = ((fours + (fours >> 4)) & 0x0f0f_0f0f_0f0f_0f0f).wrapping_mul(ONES);
    let byte = 8 * bytes_up_to(sums, u64::from(before));
    let left = u64::from(before) - (sums << 8 >> byte & 0xff);
    // The eight bits of that byte, each in a byte of its own, and summed up likewise.
    let bits = (word >> byte & 0xff).wrapping_mul(ONES) & 0x8040_2010_0804_0201;
    let ones = ((bits | ((bits | HIGH) - ONES)) & HIGH) >> 7;
    byte + bytes_up_to(ones.wrapping_mul(ONES), left)
}

/// In every byte a one, and in every byte its upper bit.
const ONES: u64 = 0x0101_0101_0101_0101;
const HIGH: u64 = 0x8080_8080_8080_8080;

/// How many bytes of `sums`, all below 128, are no more than `most`.
#[inline]
fn bytes_up_to(sums: u64, most: u64) -> u32 {
    ((((most * ONES) | HIGH) - sums) & HIGH).count_ones()
}

/// Eight bytes from `at` on; zeros past the end.
#[inline]
pub fn load(bytes: &[u8], at: usize) -> u64 {
    if let Some(whole) = bytes.get(at..at + 8) {
        return u64::from_le_bytes(whole.try_into().expect("eight bytes"));
    }
    let remainder = bytes.get(at..).unwrap_or(&[]);
    let mut padded = [0; 8];
    padded[..remainder.len()].copy_from_slice(remainder);
    u64::from_le_bytes(padded)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// Every set bit is found by how many there are below it.
        #[test]
        fn bits_are_found_by_their_rank(word in prop_oneof![any::<u64>(), Just(0), Just(u64::MAX)], thin in any::<u64>()) {
            for word in [word, word & thin, word | thin] {
                for (before, place) in (0..64).filter(|&place| word >> place & 1 != 0).enumerate() {
                    prop_assert_eq!(select(word, before as u32), place);
                }
            }
        }

        /// Numbers come back as they were, and so does every bit of them.
        #[test]
        fn packing_can_be_undone(numbers in prop::collection::vec(any::<u64>(), 0..100), bits in 0u32..57) {
            let numbers: Vec<u64> = numbers.iter().map(|number| number & ((1 << bits) - 1)).collect();
            let mut bytes = vec![0xff];
            pack(&mut bytes, bits, numbers.len(), numbers.iter().copied());
            prop_assert_eq!(bytes.remove(0), 0xff);
            prop_assert_eq!(bytes.len(), (numbers.len() * bits as usize).div_ceil(8));
            let unpacked: Vec<u64> = (0..numbers.len()).map(|at| unpack(&bytes, at, bits)).collect();
            prop_assert_eq!(unpacked, numbers);
            for at in 0..bytes.len() {
                let expected = (0..64).filter(|&ahead| 8 * at + ahead < 8 * bytes.len() && bit(&bytes, 8 * at + ahead));
                prop_assert_eq!(load(&bytes, at), expected.fold(0, |word, ahead| word | 1 << ahead));
            }
        }
    }
}
