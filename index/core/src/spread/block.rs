//! The frame of a block, and how numbers stand in it.
//!
//! ```text
//! magic (8) | version (u32) | kind (u32) | digest (32) | numbers … | XXH3-64 of all before (u64)
//! ```
//!
//! Numbers have seven bits a byte, the lowest first; a byte with the upper bit set has another one after it.

use std::path::PathBuf;

use xxhash_rust::xxh3::xxh3_64;

use crate::error::Error;
use crate::segment::Digest;

/// Version of the blocks that this crate writes, and the only one that it reads: blocks live as long as a job.
pub const BLOCK_VERSION: u32 = 1;

const MAGIC: [u8; 8] = *b"PROVBLK\n";
const HEAD: usize = 48;
const CHECK: usize = 8;

/// What a block holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Postings = 1,
    Evidence = 2,
    Proposed = 3,
    Signatures = 4,
}

/// Numbers on their way into a block.
#[derive(Clone, Debug, Default)]
pub struct Body(Vec<u8>);

impl Body {
    /// Appends a number.
    pub fn number(&mut self, mut number: u64) {
        while number >= 0x80 {
            self.0.push(number as u8 | 0x80);
            number >>= 7;
        }
        self.0.push(number as u8);
    }

    /// Appends numbers that rise, after how many there are.
    pub fn rising(&mut self, numbers: impl Iterator<Item = u64>) {
        let (mut differences, mut count, mut last) = (Self::default(), 0, 0);
        for number in numbers {
            differences.number(number - last);
            (last, count) = (number, count + 1);
        }
        self.number(count);
        self.append(&differences);
    }

    /// Appends all of another body.
    pub fn append(&mut self, other: &Self) {
        self.0.extend_from_slice(&other.0);
    }

    /// The block of these numbers.
    pub fn sealed(&self, kind: Kind, digest: &Digest) -> Vec<u8> {
        let mut block = Vec::with_capacity(HEAD + self.0.len() + CHECK);
        block.extend_from_slice(&MAGIC);
        block.extend_from_slice(&BLOCK_VERSION.to_le_bytes());
        block.extend_from_slice(&(kind as u32).to_le_bytes());
        block.extend_from_slice(digest);
        block.extend_from_slice(&self.0);
        block.extend_from_slice(&xxh3_64(&block).to_le_bytes());
        block
    }
}

/// The numbers of a block, read in order.
#[derive(Clone, Copy, Debug)]
pub struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    /// Opens a block of this kind that was made under the parameters with this digest.
    ///
    /// # Errors
    ///
    /// If it is damaged, of another kind or version, or made under other parameters.
    pub fn open(block: &'a [u8], kind: Kind, digest: &Digest) -> Result<Self, Error> {
        let (head, check) = block.split_last_chunk::<CHECK>().ok_or_else(|| damaged("it is cut short"))?;
        let body = head.get(HEAD..).ok_or_else(|| damaged("it is cut short"))?;
        if xxh3_64(head).to_le_bytes() != *check {
            return Err(damaged("its checksum does not match"));
        }
        if head[..12] != [&MAGIC[..], &BLOCK_VERSION.to_le_bytes()].concat() {
            return Err(foreign("written by another version"));
        }
        if head[12..16] != (kind as u32).to_le_bytes() {
            return Err(damaged("it holds something else"));
        }
        if head[16..HEAD] != digest[..] {
            return Err(foreign("made under other index parameters"));
        }
        Ok(Self(body))
    }

    /// The next number.
    pub fn number(&mut self) -> Result<u64, Error> {
        let mut number = 0;
        for shift in (0..u64::BITS).step_by(7) {
            let (&byte, rest) = self.0.split_first().ok_or_else(|| damaged("it ends too early"))?;
            self.0 = rest;
            number |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Ok(number);
            }
        }
        Err(damaged("a number has too many digits"))
    }

    /// The next number, of 32 bits.
    pub fn small(&mut self) -> Result<u32, Error> {
        u32::try_from(self.number()?).map_err(|_| damaged("a number is too large"))
    }

    /// What `one` makes of what comes next, as often as the next number says.
    pub fn many<T>(&mut self, mut one: impl FnMut(&mut Self) -> Result<T, Error>) -> Result<Vec<T>, Error> {
        let count = self.number()?;
        (0..count).map(|_| one(self)).collect()
    }

    /// The next numbers that rise.
    pub fn rising(&mut self) -> Result<Vec<u64>, Error> {
        let mut last = 0u64;
        self.many(|reader| {
            last = last.checked_add(reader.number()?).ok_or_else(|| damaged("a number is too large"))?;
            Ok(last)
        })
    }

    /// Checks that nothing is left.
    pub fn end(self) -> Result<(), Error> {
        if self.0.is_empty() { Ok(()) } else { Err(damaged("it goes on after its end")) }
    }
}

/// That a block is not what was written.
pub fn damaged(what: &str) -> Error {
    Error::Corrupt { path: PathBuf::from("a block of a spread join"), what: what.to_owned() }
}

fn foreign(what: &str) -> Error {
    Error::Incompatible { path: PathBuf::from("a block of a spread join"), what: what.to_owned() }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const DIGEST: Digest = [7; 32];

    fn block(numbers: &[u64], rising: &[u64]) -> Vec<u8> {
        let mut body = Body::default();
        numbers.iter().for_each(|&number| body.number(number));
        body.rising(rising.iter().copied());
        body.sealed(Kind::Evidence, &DIGEST)
    }

    proptest! {
        /// Numbers of any size come back as they were, and nothing is left.
        #[test]
        fn numbers_come_back(numbers in prop::collection::vec(any::<u64>(), 0..9), mut rising in prop::collection::vec(any::<u64>(), 0..9)) {
            rising.sort_unstable();
            let block = block(&numbers, &rising);
            let mut reader = Reader::open(&block, Kind::Evidence, &DIGEST).unwrap();
            for &number in &numbers {
                prop_assert_eq!(reader.number().unwrap(), number);
            }
            prop_assert_eq!(reader.rising().unwrap(), rising);
            reader.end().unwrap();
        }

        /// A flipped bit and a missing end are noticed wherever they are.
        #[test]
        fn damage_is_noticed(numbers in prop::collection::vec(any::<u64>(), 0..9), place in any::<prop::sample::Index>(), bit in 0u8..8) {
            let mut block = block(&numbers, &[]);
            let at = place.index(block.len());
            prop_assert!(Reader::open(&block[..at], Kind::Evidence, &DIGEST).is_err());
            block[at] ^= 1 << bit;
            prop_assert!(Reader::open(&block, Kind::Evidence, &DIGEST).is_err());
        }
    }

    /// A block of another kind, of other parameters or of another version is refused, and each is said.
    #[test]
    fn what_is_not_this_block_is_refused() {
        let one = block(&[1], &[]);
        let said = |block: &[u8], kind, digest: &Digest| Reader::open(block, kind, digest).unwrap_err().to_string();
        assert!(said(&one, Kind::Postings, &DIGEST).contains("something else"));
        assert!(said(&one, Kind::Evidence, &[8; 32]).contains("other index parameters"));
        let mut newer = one[..one.len() - CHECK].to_vec();
        newer[8] += 1;
        newer.extend_from_slice(&xxh3_64(&newer).to_le_bytes());
        assert!(said(&newer, Kind::Evidence, &DIGEST).contains("another version"));
    }
}
