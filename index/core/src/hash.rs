//! The one hash family of the index.
//!
//! Everything that is stored or compared is hashed here. So two texts read years apart, on other machines and by other
//! kernels, get equal keys. The family is versioned: a change of any constant or formula is a change of
//! [`HASH_VERSION`], which is part of every parameter digest.
//!
//! The mixing step is the folded 64 × 64 → 128 bit multiplication of wyhash (Wang Yi, 2019); the
//! finaliser of MinHash input is `fmix32` of MurmurHash3 (Austin Appleby, 2011), because that is
//! what `datasketch.MinHash(scheme="affine32")` applies.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// Version of the hash family. Stored with every index; never reused for other formulas.
pub const HASH_VERSION: u32 = 1;

const K0: u64 = 0xa076_1d64_78bd_642f;
const K1: u64 = 0xe703_7ed1_a0b4_28db;
const K2: u64 = 0x8ebc_6af0_9c88_c6e3;

/// Multiplier of the polynomial over token hashes; odd, so invertible modulo 2⁶⁴.
pub const SHINGLE_BASE: u64 = 0x9e37_79b9_7f4a_7c15;

/// Folds the 128-bit product of `a` and `b` to 64 bits.
#[inline(always)]
pub const fn fold_multiply(a: u64, b: u64) -> u64 {
    let product = (a as u128) * (b as u128);
    (product as u64) ^ ((product >> 64) as u64)
}

/// Hash of a token of at most 16 bytes, given as two little-endian words padded with zeros.
///
/// Equal to [`token`] of the same bytes; kernels that hold a token in registers call this.
#[inline(always)]
pub const fn short_token(low: u64, high: u64, len: usize) -> u64 {
    fold_multiply(low ^ K0, high ^ K1 ^ (len as u64).wrapping_mul(K2))
}

/// Hash of the normal form of one token.
pub fn token(bytes: &[u8]) -> u64 {
    let mut state = bytes.len() as u64;
    let mut rest = bytes;
    while rest.len() > 16 {
        state = fold_multiply(word(&rest[..8]) ^ K0 ^ state, word(&rest[8..16]) ^ K1);
        rest = &rest[16..];
    }
    if bytes.len() <= 16 {
        return short_token(word(&rest[..rest.len().min(8)]), word(&rest[rest.len().min(8)..]), bytes.len());
    }
    let split = rest.len().min(8);
    short_token(word(&rest[..split]) ^ state, word(&rest[split..]), bytes.len())
}

/// Up to eight bytes as a little-endian word, padded with zeros.
///
/// Short ones are put together from reads that may overlap: a copy of unknown length is a call.
#[inline]
fn word(bytes: &[u8]) -> u64 {
    let len = bytes.len();
    if let Some(whole) = bytes.first_chunk::<8>() {
        u64::from_le_bytes(*whole)
    } else if let (Some(first), Some(last)) = (bytes.first_chunk::<4>(), bytes.last_chunk::<4>()) {
        u64::from(u32::from_le_bytes(*first)) | u64::from(u32::from_le_bytes(*last)) << (8 * (len - 4))
    } else if len > 0 {
        let (middle, last) = (u64::from(bytes[len / 2]), u64::from(bytes[len - 1]));
        u64::from(bytes[0]) | middle << (8 * (len / 2)) | last << (8 * (len - 1))
    } else {
        0
    }
}

/// Spreads the bits of a sum or polynomial of token hashes; a bijection on 64 bits.
///
/// This is the finaliser of SplitMix64 (Steele, Lea and Flood, 2014).
#[inline(always)]
pub const fn finish(mut x: u64) -> u64 {
    x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}

/// The 32-bit form of a shingle hash, which is what MinHash permutes.
#[inline(always)]
pub const fn short(shingle: u64) -> u32 {
    (shingle >> 32) as u32
}

/// `fmix32` of MurmurHash3: the first step of the `affine32` scheme.
#[inline(always)]
pub const fn fmix32(mut h: u32) -> u32 {
    h = (h ^ (h >> 16)).wrapping_mul(0x85eb_ca6b);
    h = (h ^ (h >> 13)).wrapping_mul(0xc2b2_ae35);
    h ^ (h >> 16)
}

/// Folds `value` into the running key `state`, in order: for keys made of several parts.
#[inline(always)]
pub const fn combine(state: u64, value: u64) -> u64 {
    fold_multiply(state ^ K0, value ^ K1)
}

/// Takes a 64-bit hash for what it is: mixed already.
#[derive(Clone, Copy, Default)]
pub struct Mixed(u64);

impl Hasher for Mixed {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(SHINGLE_BASE);
        }
    }

    fn write_u64(&mut self, value: u64) {
        self.0 = value.wrapping_mul(SHINGLE_BASE);
    }
}

/// A map keyed by hashes.
pub type HashKeyed<V> = HashMap<u64, V, BuildHasherDefault<Mixed>>;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn golden_vectors_hold_the_family_still() {
        assert_eq!(fmix32(1), 0x514e_28b7);
        assert_eq!(fmix32(0xffff_ffff), 0x81f1_6f39);
        assert_eq!(finish(1), 0x5692_161d_100b_05e5);
        assert_eq!(token(b""), short_token(0, 0, 0));
        assert_ne!(token(b"a"), token(b"a\0"));
        assert_ne!(token(b"0123456789abcdef0"), token(b"0123456789abcdef1"));
    }
}
