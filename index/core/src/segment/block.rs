//! One block: up to [`BLOCK_POSTINGS`] postings, bit-packed against the block's first key and least value.
//!
//! Layout, little-endian: number of postings (u16), bits of a key gap (u8), bits of a value (u8),
//! least value (u32), first key (u64), then the gaps of all keys after the first and the values above the
//! least, each packed without padding, the gaps first, the whole rounded up to a byte.

use crate::postings::Posting;

/// Postings in a full block: a look-up decodes one or two blocks, so small; each costs 28 bytes of
/// header and directory, so not too small.
pub const BLOCK_POSTINGS: usize = 256;

const HEADER: usize = 16;

/// Appends `postings` (sorted, not empty, at most [`BLOCK_POSTINGS`]) to `out`.
pub fn encode(postings: &[Posting], out: &mut Vec<u8>) {
    let least = postings.iter().map(|p| p.value).min().expect("a block is not empty");
    let gaps: Vec<u64> = postings.windows(2).map(|pair| pair[1].key - pair[0].key).collect();
    let values: Vec<u64> = postings.iter().map(|p| u64::from(p.value - least)).collect();
    let (gap_bits, value_bits) = (width(&gaps), width(&values));
    out.extend((postings.len() as u16).to_le_bytes());
    out.extend([gap_bits, value_bits]);
    out.extend(least.to_le_bytes());
    out.extend(postings[0].key.to_le_bytes());
    let mut packer = Packer { out, pending: 0, used: 0 };
    gaps.iter().for_each(|&gap| packer.push(gap, gap_bits));
    values.iter().for_each(|&value| packer.push(value, value_bits));
    packer.finish();
}

/// Appends the postings of `block` to `out`; `None` if the bytes are not a block.
pub fn decode(block: &[u8], out: &mut Vec<Posting>) -> Option<()> {
    let header = block.get(..HEADER)?;
    let count = usize::from(u16::from_le_bytes(header[..2].try_into().ok()?));
    let (gap_bits, value_bits) = (header[2], header[3]);
    let least = u32::from_le_bytes(header[4..8].try_into().ok()?);
    let mut key = u64::from_le_bytes(header[8..].try_into().ok()?);
    let packed = (count.checked_sub(1)?) * usize::from(gap_bits) + count * usize::from(value_bits);
    if count > BLOCK_POSTINGS || gap_bits > 57 || value_bits > 32 || block.len() != HEADER + packed.div_ceil(8) {
        return None;
    }
    let body = &block[HEADER..];
    let values_at = (count - 1) * usize::from(gap_bits);
    for at in 0..count {
        if at > 0 {
            key = key.checked_add(unpack(body, (at - 1) * usize::from(gap_bits), gap_bits))?;
        }
        let value = unpack(body, values_at + at * usize::from(value_bits), value_bits) as u32;
        out.push(Posting { key, value: least.checked_add(value)? });
    }
    Some(())
}

/// Bits that hold every one of `numbers`.
fn width(numbers: &[u64]) -> u8 {
    let widest = numbers.iter().copied().max().unwrap_or(0);
    (u64::BITS - widest.leading_zeros()) as u8
}

struct Packer<'a> {
    out: &'a mut Vec<u8>,
    pending: u128,
    used: u32,
}

impl Packer<'_> {
    fn push(&mut self, number: u64, bits: u8) {
        self.pending |= u128::from(number) << self.used;
        self.used += u32::from(bits);
        while self.used >= 8 {
            self.out.push(self.pending as u8);
            self.pending >>= 8;
            self.used -= 8;
        }
    }

    fn finish(self) {
        if self.used > 0 {
            self.out.push(self.pending as u8);
        }
    }
}

/// `bits` (at most 57) bits of `body` from bit `at`.
fn unpack(body: &[u8], at: usize, bits: u8) -> u64 {
    let start = at / 8;
    let mut window = [0u8; 8];
    let available = body.len().saturating_sub(start).min(8);
    window[..available].copy_from_slice(&body[start..start + available]);
    (u64::from_le_bytes(window) >> (at % 8)) & ((1u64 << bits) - 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn sorted_postings() -> impl Strategy<Value = Vec<Posting>> {
        prop::collection::vec((0u64..1 << 40, any::<u32>()), 1..BLOCK_POSTINGS).prop_map(|pairs| {
            let mut postings: Vec<Posting> = pairs.into_iter().map(|(key, value)| Posting { key, value }).collect();
            postings.sort_unstable();
            postings
        })
    }

    proptest! {
        /// What was encoded is decoded again, to the last posting.
        #[test]
        fn a_block_gives_back_its_postings(postings in sorted_postings()) {
            let mut bytes = Vec::new();
            encode(&postings, &mut bytes);
            let mut decoded = Vec::new();
            prop_assert_eq!(decode(&bytes, &mut decoded), Some(()));
            prop_assert_eq!(decoded, postings);
        }

        /// Bytes that are no block are refused or decoded, never a panic.
        #[test]
        fn any_bytes_are_survived(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
            let mut decoded = Vec::new();
            let _ = decode(&bytes, &mut decoded);
        }
    }
}
