//! A group: the postings of 2¹⁶ neighbouring buckets, packed so that one can be found without unpacking the others.
//!
//! ```text
//! postings (u32) | least value (u32) | bits of a value (u8) | zero (7)
//! occupied: a bit for each bucket                                                      occupancy
//! ranks: for each 512 buckets the number of postings before them (u32)
//! continuation: a bit for each posting, set when the next one is in the same bucket
//! remainders: the bits of each key below its bucket                                      payload
//! values: each value less the least
//! ```
//!
//! A look-up reads one bit of the occupancy, and in most cases ends there. A group is a quotient filter (Bender and
//! others, 2012) with exact remainders, so it has no false positives.

use crate::postings::Posting;
use crate::segment::bits::{bit, load, pack, select, unpack, width};
use crate::segment::shape::{RANKED, Shape};

const HEADER: usize = 16;

/// Appends the group of `postings` (sorted, all of group `group`) to `out`; returns the length of its occupancy.
pub fn encode(shape: Shape, postings: &[Posting], out: &mut Vec<u8>) -> usize {
    let (least, most) = extent(postings);
    let value_bits = width(most - least);
    let start = out.len();
    out.extend((postings.len() as u32).to_le_bytes());
    out.extend(least.to_le_bytes());
    out.extend([value_bits as u8, 0, 0, 0, 0, 0, 0, 0]);
    occupancy(shape, postings, out);
    let occupancy = out.len() - start;
    let count = postings.len();
    let buckets = |posting: &Posting| shape.bucket(posting.key);
    let continuation = postings.windows(2).map(|pair| u64::from(buckets(&pair[0]) == buckets(&pair[1])));
    pack(out, 1, count, continuation.chain([0]));
    pack(out, shape.remainder_bits(), count, postings.iter().map(|posting| shape.remainder(posting.key)));
    pack(out, value_bits, count, postings.iter().map(|posting| u64::from(posting.value - least)));
    occupancy
}

/// The least and the greatest value.
fn extent(postings: &[Posting]) -> (u32, u32) {
    let first = postings.first().map_or(0, |posting| posting.value);
    postings.iter().fold((first, first), |(least, most), posting| (least.min(posting.value), most.max(posting.value)))
}

fn occupancy(shape: Shape, postings: &[Posting], out: &mut Vec<u8>) {
    let at = out.len();
    out.resize(at + shape.buckets() / 8, 0);
    let mut ranks = vec![0u32; ranks(shape)];
    for posting in postings {
        let bucket = shape.bucket(posting.key);
        out[at + bucket / 8] |= 1 << (bucket % 8);
        ranks[bucket / RANKED] += 1;
    }
    let mut before = 0;
    for rank in ranks {
        out.extend(u32::to_le_bytes(before));
        before += rank;
    }
}

fn ranks(shape: Shape) -> usize {
    shape.buckets().div_ceil(RANKED)
}

/// Bytes of the occupancy of every group.
pub fn occupancy_bytes(shape: Shape) -> usize {
    HEADER + shape.buckets() / 8 + 4 * ranks(shape)
}

/// The occupancy of a group: which buckets hold anything.
#[derive(Clone, Copy, Debug)]
pub struct Occupancy<'a> {
    shape: Shape,
    bytes: &'a [u8],
}

impl<'a> Occupancy<'a> {
    /// The occupancy at the beginning of `group`; `None` if that is too short.
    pub fn of(shape: Shape, group: &'a [u8]) -> Option<Self> {
        Some(Self { shape, bytes: group.get(..occupancy_bytes(shape))? })
    }

    /// Number of postings in the group.
    pub fn postings(&self) -> usize {
        u32_at(self.bytes, 0) as usize
    }

    /// Where it is said whether `bucket` holds anything: a byte, and the bit of it that is set then.
    #[inline]
    pub fn mark(&self, bucket: usize) -> (&'a u8, u8) {
        (&self.bytes[HEADER + bucket / 8], 1 << (bucket % 8))
    }

    /// The marks of the buckets from 64 times `word` on, a bit each.
    #[inline]
    fn marks(&self, word: usize) -> u64 {
        load(&self.bytes[HEADER..], word * 8)
    }

    /// Occupied ones among the buckets of `stretch`, which are ranked together.
    fn occupied(&self, stretch: usize) -> u32 {
        let words = stretch * RANKED / 64..self.shape.buckets().min((stretch + 1) * RANKED) / 64;
        words.map(|word| self.marks(word).count_ones()).sum()
    }

    /// Occupied ones among the buckets before `bucket` that are ranked with it.
    #[inline(always)]
    fn occupied_before(&self, bucket: usize) -> usize {
        const WORDS: usize = RANKED / 64;
        /// From the right place on, as many words of ones as are wanted.
        const MASKS: [u64; 2 * WORDS] = [!0, !0, !0, !0, !0, !0, !0, !0, 0, 0, 0, 0, 0, 0, 0, 0];
        let (stretch, at) = (HEADER + bucket / RANKED * (RANKED / 8), bucket % RANKED / 64);
        let word = |word: usize| load(self.bytes, stretch + 8 * word);
        let whole: u32 = (0..WORDS).map(|one| (word(one) & MASKS[WORDS - at + one]).count_ones()).sum();
        (whole + (word(at) & ((1 << (bucket % 64)) - 1)).count_ones()) as usize
    }

    /// Postings before those of `stretch`, the number of so many buckets that are ranked together.
    #[inline]
    fn rank(&self, stretch: usize) -> usize {
        u32_at(&self.bytes[HEADER + self.shape.buckets() / 8..], 4 * stretch) as usize
    }
}

/// A whole group.
#[derive(Clone, Copy, Debug)]
pub struct Group<'a> {
    occupancy: Occupancy<'a>,
    continuation: &'a [u8],
    remainders: &'a [u8],
    values: &'a [u8],
    least: u32,
    value_bits: u32,
}

impl<'a> Group<'a> {
    /// The group in `bytes`; `None` if they are no group of this shape.
    pub fn of(shape: Shape, bytes: &'a [u8]) -> Option<Self> {
        let occupancy = Occupancy::of(shape, bytes)?;
        let (count, least, value_bits) = (occupancy.postings(), u32_at(bytes, 4), u32::from(bytes[8]));
        let (continuation, remainder) = bytes[occupancy_bytes(shape)..].split_at_checked(count.div_ceil(8))?;
        let (remainders, values) = remainder.split_at_checked((count * shape.remainder_bits() as usize).div_ceil(8))?;
        let whole = value_bits <= 32 && values.len() == (count * value_bits as usize).div_ceil(8);
        whole.then_some(Self { occupancy, continuation, remainders, values, least, value_bits })
    }

    /// Whether the counts in it agree: as many postings as are said, and before every stretch of buckets as many as its rank.
    ///
    /// Reading one where they do not agree is safe, and gives nonsense.
    pub fn is_sound(&self) -> bool {
        let mut at = 0;
        for stretch in 0..ranks(self.occupancy.shape) {
            if self.occupancy.rank(stretch) != at {
                return false;
            }
            at = self.behind(at, self.occupancy.occupied(stretch));
        }
        at == self.occupancy.postings()
    }

    /// Hands on the values, rising, at most `limit` of them, under the key with this remainder in the bucket whose postings
    /// begin at `at`.
    #[inline]
    pub fn values(&self, mut at: usize, remainder: u64, limit: usize, mut hand_on: impl FnMut(u32)) {
        let mut left = limit;
        while left > 0 {
            let found = self.remainder(at);
            if found == remainder {
                hand_on(self.value(at));
                left -= 1;
            }
            if found > remainder || !bit(self.continuation, at) {
                break;
            }
            at += 1;
        }
    }

    /// Hands on the postings of the buckets from `first` to before `end`, as bucket and place in the group, in order.
    ///
    /// One after the other, without a branch on whether a posting is the last of its bucket.
    #[inline(always)]
    pub fn each(&self, first: usize, end: usize, mut hand_on: impl FnMut(usize, usize)) {
        let mut at = self.start(first);
        for word in first / 64..end.div_ceil(64) {
            let (before, beyond) = (first.saturating_sub(word * 64), 64 - (end - word * 64).min(64));
            let mut left = self.occupancy.marks(word) >> before << before << beyond >> beyond;
            while left != 0 {
                hand_on(word * 64 + left.trailing_zeros() as usize, at);
                left &= (left - 1) | u64::from(bit(self.continuation, at)).wrapping_neg();
                at += 1;
            }
        }
    }

    /// Where the postings of `bucket` begin: behind those of all occupied buckets before it.
    ///
    /// Without a branch on what is read, nearly always, so that the machine works on many buckets at a time.
    #[inline(always)]
    pub fn start(&self, bucket: usize) -> usize {
        let stretch = bucket / RANKED;
        self.behind(self.occupancy.rank(stretch), self.occupancy.occupied_before(bucket) as u32)
    }

    /// The place behind the postings of so many `buckets`, those of the first of which begin at `at`.
    #[inline(always)]
    fn behind(&self, at: usize, buckets: u32) -> usize {
        if buckets == 0 {
            return at;
        }
        let (mut from, mut before, mut hidden) = (at / 8 * 8, 0, at % 8);
        loop {
            // The last posting of each bucket, in four words at a time; how many there are in these and before.
            let lasts: [u64; 4] = std::array::from_fn(|word| !load(self.continuation, from / 8 + 8 * word));
            let lasts = [lasts[0] >> hidden << hidden, lasts[1], lasts[2], lasts[3]];
            let mut counts = [before; 5];
            (0..4).for_each(|word| counts[word + 1] = counts[word] + lasts[word].count_ones());
            if counts[4] >= buckets {
                let word = (1..4).map(|word| usize::from(counts[word] < buckets)).sum::<usize>();
                return from + 64 * word + select(lasts[word], buckets - counts[word] - 1) as usize + 1;
            }
            (from, before, hidden) = (from + 256, counts[4], 0);
        }
    }

    /// What the key of the posting at a place adds to the least one of its bucket.
    #[inline]
    pub fn remainder(&self, at: usize) -> u64 {
        unpack(self.remainders, at, self.occupancy.shape.remainder_bits())
    }

    /// The value of the posting at a place.
    #[inline]
    pub fn value(&self, at: usize) -> u32 {
        self.least.wrapping_add(unpack(self.values, at, self.value_bits) as u32)
    }
}

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    u32::from_le_bytes(bytes[at..at + 4].try_into().expect("four bytes"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Postings of one group of a shape for `expected` of them, some buckets crowded.
    fn postings(shape: Shape) -> impl Strategy<Value = Vec<Posting>> {
        let keys = shape.group_keys();
        let key = prop_oneof![0..keys, 0..keys.min(40), (0..keys.min(9)).prop_map(move |payload| keys - 1 - payload)];
        prop::collection::vec((key, prop_oneof![0u32..9, any::<u32>()]), 0..700).prop_map(|pairs| {
            let mut postings: Vec<Posting> = pairs.into_iter().map(|(key, value)| Posting { key, value }).collect();
            postings.sort_unstable();
            postings.dedup();
            postings
        })
    }

    fn shaped() -> impl Strategy<Value = (Shape, Vec<Posting>)> {
        (6u32..30).prop_flat_map(|bits| {
            let shape = Shape::with_bucket_bits(bits).unwrap();
            (Just(shape), postings(shape))
        })
    }

    /// Reads a group in every way there is.
    fn read_all(shape: Shape, group: &Group<'_>) {
        group.is_sound();
        let mut count = 0usize;
        group.each(0, shape.buckets(), |_, _| count += 1);
        assert!(count <= group.occupancy.postings() + shape.buckets(), "more than there can be");
        for bucket in 0..shape.buckets().min(2000) {
            let at = group.start(bucket);
            [0, group.remainder(at)].into_iter().for_each(|remainder| group.values(at, remainder, 9, |_| count += 1));
        }
    }

    proptest! {
        /// What was packed is found again, all of it in order and each key by itself.
        #[test]
        fn a_group_gives_back_its_postings((shape, postings) in shaped(), limit in 1usize..20) {
            let mut bytes = Vec::new();
            prop_assert_eq!(encode(shape, &postings, &mut bytes), occupancy_bytes(shape));
            let group = Group::of(shape, &bytes).unwrap();
            let mut all = Vec::new();
            group.each(0, shape.buckets(), |bucket, at| {
                all.push(Posting { key: shape.key(0, bucket) + group.remainder(at), value: group.value(at) });
            });
            prop_assert_eq!(&all, &postings);
            for same in postings.chunk_by(|a, b| a.key == b.key) {
                let (start, mut found) = (group.start(shape.bucket(same[0].key)), Vec::new());
                group.values(start, shape.remainder(same[0].key), limit, |value| found.push(value));
                let expected: Vec<u32> = same.iter().take(limit).map(|posting| posting.value).collect();
                prop_assert_eq!(found, expected);
            }
        }

        /// A key that is not there has no values; a bucket is occupied when it holds any.
        #[test]
        fn nothing_is_found_that_is_not_there((shape, postings) in shaped(), probe in any::<prop::sample::Index>()) {
            let mut bytes = Vec::new();
            encode(shape, &postings, &mut bytes);
            let group = Group::of(shape, &bytes).unwrap();
            let key = probe.index(shape.group_keys() as usize) as u64;
            let bucket = shape.bucket(key);
            let occupied = postings.iter().any(|posting| shape.bucket(posting.key) == bucket);
            let (byte, bit) = group.occupancy.mark(bucket);
            prop_assert_eq!(byte & bit != 0, occupied);
            if occupied {
                let mut found = Vec::new();
                group.values(group.start(bucket), shape.remainder(key), usize::MAX, |value| found.push(value));
                let expected: Vec<u32> = postings.iter().filter(|p| p.key == key).map(|p| p.value).collect();

                prop_assert_eq!(found, expected);
            }
        }

        /// Some of the buckets give the postings of these buckets.
        #[test]
        fn a_part_of_a_group_can_be_read((shape, postings) in shaped(), a in any::<prop::sample::Index>(), b in any::<prop::sample::Index>()) {
            let mut bytes = Vec::new();
            encode(shape, &postings, &mut bytes);
            let group = Group::of(shape, &bytes).unwrap();
            let (a, b) = (a.index(shape.buckets()), b.index(shape.buckets()));
            let (first, end) = (a.min(b), a.max(b) + 1);
            let mut found = Vec::new();
            group.each(first, end, |_, at| found.push(group.value(at)));
            let inside = |posting: &&Posting| (first..end).contains(&shape.bucket(posting.key));
            prop_assert_eq!(found, postings.iter().filter(inside).map(|posting| posting.value).collect::<Vec<u32>>());
        }

        /// Bytes that are no group are refused, or read without a panic as whatever they say.
        #[test]
        fn any_bytes_are_survived(
            bits in 6u32..12, count in 0u32..300, width in 0u8..40, bytes in prop::collection::vec(any::<u8>(), 3000)
        ) {
            let shape = Shape::with_bucket_bits(bits).unwrap();
            let mut bytes = bytes;
            bytes[..4].copy_from_slice(&count.to_le_bytes());
            bytes[8] = width;
            let parts = [1, shape.remainder_bits() as usize, width as usize];
            bytes.truncate(occupancy_bytes(shape) + parts.map(|bits| (bits * count as usize).div_ceil(8)).iter().sum::<usize>());
            let group = Group::of(shape, &bytes);
            prop_assert_eq!(group.is_some(), width <= 32);
            group.into_iter().for_each(|group| read_all(shape, &group));
            prop_assert!(Group::of(shape, &bytes[..bytes.len() - 1]).is_none());
        }

        /// A group with one bit turned round is refused or read without a panic; its own counts agree.
        #[test]
        fn a_turned_bit_is_survived((shape, postings) in shaped(), at in any::<prop::sample::Index>()) {
            let mut bytes = Vec::new();
            encode(shape, &postings, &mut bytes);
            prop_assert!(Group::of(shape, &bytes).unwrap().is_sound());
            let at = at.index(8 * bytes.len());
            bytes[at / 8] ^= 1 << (at % 8);
            Group::of(shape, &bytes).into_iter().for_each(|group| read_all(shape, &group));
        }
    }
}
