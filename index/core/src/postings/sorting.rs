//! Sorting hashes. Their values are evenly spread.

use rayon::prelude::*;

/// Postings that fit the first-level cache, twice, are sorted there.
const PARTITION: usize = 1 << 11;

/// All numbers of `lists` in one rising list.
///
/// They are hashes, evenly spread: one pass brings those of equal upper bits together, and what is left is sorted in
/// the cache, likewise.
pub fn sorted(lists: Vec<Vec<u64>>) -> Vec<u64> {
    let count: usize = lists.iter().map(Vec::len).sum();
    let bits = (count / PARTITION).checked_ilog2().unwrap_or(0).min(PARTITION_BITS);
    let mut ends = vec![0usize; 1 << bits];
    lists.iter().flatten().for_each(|&packed| ends[top(packed, bits)] += 1);
    let mut total = 0;
    ends.iter_mut().for_each(|end| total += std::mem::replace(end, total));
    let mut all = vec![0; count];
    for list in lists {
        for packed in list {
            let end = &mut ends[top(packed, bits)];
            all[*end] = packed;
            *end += 1;
        }
    }
    let mut rest = &mut *all;
    let mut partitions = Vec::with_capacity(ends.len());
    let mut start = 0;
    for end in ends {
        let (one, after) = std::mem::take(&mut rest).split_at_mut(end - start);
        partitions.push(one);
        (rest, start) = (after, end);
    }
    partitions.into_par_iter().for_each_init(Spread::default, |spread, partition| spread.sort(partition, bits));
    all
}

/// Most bits of the first pass: more lists written at once than this are slower than a longer second pass.
const PARTITION_BITS: u32 = 11;

/// The upper `bits` of `number`.
fn top(number: u64, bits: u32) -> usize {
    number.checked_shr(64 - bits).unwrap_or(0) as usize
}

/// Sorts numbers that are evenly spread; its memory is kept from list to list.
#[derive(Default)]
struct Spread {
    copy: Vec<u64>,
    ends: Vec<u32>,
}

impl Spread {
    /// Numbers in a heap that is as small as was hoped for.
    const MOST: u32 = 32;

    /// Sorts `numbers`, all of the same upper `known` bits: into heaps of one or two by the next bits, so that each
    /// then lies close to its place.
    fn sort(&mut self, numbers: &mut [u64], known: u32) {
        let bits = numbers.len().checked_ilog2().unwrap_or(0);
        let heap = |number: u64| top(number << known, bits);
        self.ends.clear();
        self.ends.resize(1 << bits, 0);
        numbers.iter().for_each(|&number| self.ends[heap(number)] += 1);
        let mut total = 0;
        self.ends.iter_mut().for_each(|end| total += std::mem::replace(end, total));
        self.copy.clear();
        self.copy.resize(numbers.len(), 0);
        for &number in &*numbers {
            let end = &mut self.ends[heap(number)];
            self.copy[*end as usize] = number;
            *end += 1;
        }
        self.sort_large_heaps();
        insert(&self.copy, numbers);
    }

    /// Sorts the heaps in which numbers may lie far from their places.
    fn sort_large_heaps(&mut self) {
        let mut start = 0;
        for &end in &self.ends {
            if end - start > Self::MOST {
                self.copy[start as usize..end as usize].sort_unstable();
            }
            start = end;
        }
    }
}

/// Copies `from` to `to`, which is as long, in rising order; numbers must lie near their places.
fn insert(from: &[u64], to: &mut [u64]) {
    for (count, &number) in from.iter().enumerate() {
        let mut place = count;
        while place > 0 && to[place - 1] > number {
            to[place] = to[place - 1];
            place -= 1;
        }
        to[place] = number;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// Numbers come out in order, none lost, whether they fit one partition or many, evenly spread or not.
        #[test]
        fn sorting_is_sorting(seed in any::<u64>(), count in 0usize..60_000, shift in 0u32..60, cuts in 1usize..5) {
            let numbers: Vec<u64> = (0..count as u64).map(|at| crate::hash::finish(seed ^ at) >> shift).collect();
            let lists = numbers.chunks(count.div_ceil(cuts).max(1)).map(<[u64]>::to_vec).collect();
            let mut expected = numbers;
            expected.sort_unstable();
            prop_assert!(sorted(lists) == expected);
        }
    }
}
