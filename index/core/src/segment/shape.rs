//! The place of a key in a section: its group, and its bucket in the group.
//!
//! The upper bits of a key number its *bucket*, and 2¹⁶ buckets make a *group*. There are about four times as many
//! buckets as postings, so that an empty bucket answers most questions for keys that are not there.

use std::ops::Range;

use crate::postings::KEY_BITS;

/// Most buckets in a group, as a power of two.
const GROUP_BITS: u32 = 16;

/// Fewest buckets of a section, as a power of two: a machine word of them.
const LEAST_BITS: u32 = 6;

/// Buckets for which one count of postings is kept.
pub const RANKED: usize = 512;

/// How the keys of one section are spread over its groups and buckets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shape {
    bucket_bits: u32,
}

impl Shape {
    /// The shape for about `postings` of them: 2.8 to 5.7 buckets each.
    pub fn of(postings: u64) -> Self {
        let buckets = postings.saturating_mul(17) / 6;
        Self { bucket_bits: buckets.checked_ilog2().map_or(0, |bits| bits + 1).clamp(LEAST_BITS, KEY_BITS - 1) }
    }

    /// The shape with 2 to this many buckets; `None` if there is none.
    pub fn with_bucket_bits(bucket_bits: u32) -> Option<Self> {
        (LEAST_BITS..KEY_BITS).contains(&bucket_bits).then_some(Self { bucket_bits })
    }

    /// The number of buckets, as a power of two.
    pub fn bucket_bits(self) -> u32 {
        self.bucket_bits
    }

    /// Number of groups, a power of two.
    pub fn groups(self) -> usize {
        1 << self.bucket_bits.saturating_sub(GROUP_BITS)
    }

    /// Buckets of each group.
    pub fn buckets(self) -> usize {
        1 << self.bucket_bits.min(GROUP_BITS)
    }

    /// Bits of a key below its bucket.
    pub fn remainder_bits(self) -> u32 {
        KEY_BITS - self.bucket_bits
    }

    /// Keys that share a group.
    pub fn group_keys(self) -> u64 {
        (self.buckets() as u64) << self.remainder_bits()
    }

    /// The group of `key`.
    #[inline]
    pub fn group(self, key: u64) -> usize {
        (key >> self.remainder_bits()) as usize / self.buckets()
    }

    /// The groups that end in `keys`: who reads all keys in order is done with them then.
    pub fn ended(self, keys: Range<u64>) -> Range<usize> {
        self.group(keys.start)..self.group(keys.end)
    }

    /// The bucket of `key` in its group.
    #[inline]
    pub fn bucket(self, key: u64) -> usize {
        (key >> self.remainder_bits()) as usize % self.buckets()
    }

    /// The bits of `key` below its bucket.
    #[inline]
    pub fn remainder(self, key: u64) -> u64 {
        key & ((1 << self.remainder_bits()) - 1)
    }

    /// The least key of a bucket of a group.
    pub fn key(self, group: usize, bucket: usize) -> u64 {
        ((group * self.buckets() + bucket) as u64) << self.remainder_bits()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// Group, bucket and rest are the key, taken apart.
        #[test]
        fn a_key_can_be_put_together_again(key in 0u64..1 << KEY_BITS, postings in prop_oneof![0u64..100_000, any::<u64>()]) {
            let shape = Shape::of(postings);
            let (group, bucket) = (shape.group(key), shape.bucket(key));
            prop_assert!(group < shape.groups() && bucket < shape.buckets());
            prop_assert_eq!(shape.key(group, bucket) + shape.remainder(key), key);
            prop_assert_eq!(Shape::with_bucket_bits(shape.bucket_bits()), Some(shape));
        }

        /// Who reads the keys group by group of another shape leaves every group behind once, at its last key.
        #[test]
        fn every_group_ends_once(postings in 0u64..1 << 32, read in 0u64..1 << 32) {
            let (shape, steps) = (Shape::of(postings), Shape::of(read));
            let ends = (0..steps.groups()).map(|step| {
                let keys = steps.key(step, 0)..steps.key(step, 0) + steps.group_keys();
                let ended = shape.ended(keys.clone());
                let last = |group: usize| shape.key(group, 0) + shape.group_keys() - 1;
                assert!(ended.clone().all(|group| keys.contains(&last(group))));
                ended
            });
            let mut next = 0;
            for ended in ends {
                prop_assert_eq!(ended.start.min(ended.end), next);
                next = ended.end;
            }
            prop_assert_eq!(next, shape.groups());
        }
    }

    #[test]
    fn there_are_a_few_buckets_for_each_posting() {
        for postings in [100u64, 4_000_000, 300_000_000] {
            let buckets = 1u64 << Shape::of(postings).bucket_bits();
            assert!((postings * 28 / 10..=postings * 57 / 10).contains(&buckets), "{postings}: {buckets}");
        }
    }
}
