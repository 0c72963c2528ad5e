//! The shingles of a text, sorted, and what two texts have in common of them. Streaks and exact measures are computed
//! from them.

use crate::align::region::Extent;
use crate::view::Shingle;

/// The distinct shingles of one text in one view, and where each stands.
#[derive(Debug, Default)]
pub struct ShingleTable {
    /// Rising.
    hashes: Vec<u64>,
    /// Where the places of each shingle begin in `places`; one more than there are shingles.
    starts: Vec<u32>,
    /// First tokens; those of one shingle rise.
    places: Vec<u32>,
    /// A bit for each value of the upper bits of a hash.
    sieve: Vec<u64>,
}

/// Bits of the sieve for each shingle, at least.
const SIEVE: usize = 8;

impl ShingleTable {
    /// Sorts the shingles of a text. One pass spreads them, hashes as they are, over lists of one or two.
    pub fn of(shingles: &[Shingle]) -> Self {
        let shift = 64 - (shingles.len() as u64 + 1).next_power_of_two().trailing_zeros().max(1);
        let mut ends = vec![0u32; (1 << (64 - shift)) + 1];
        shingles.iter().for_each(|one| ends[(one.hash >> shift) as usize + 1] += 1);
        (1..ends.len()).for_each(|at| ends[at] += ends[at - 1]);
        let mut all = vec![(0u64, 0u32); shingles.len()];
        for one in shingles {
            let end = &mut ends[(one.hash >> shift) as usize];
            all[*end as usize] = (one.hash, one.first);
            *end += 1;
        }
        let mut from = 0;
        for end in ends {
            all[from..(end as usize).max(from)].sort_unstable();
            from = (end as usize).max(from);
        }
        let mut table = Self::with_capacity(all.len());
        all.iter().for_each(|&one| table.push(one));
        table.finished()
    }

    /// Ends the last list of places, and makes the sieve.
    fn finished(mut self) -> Self {
        self.starts.push(self.places.len() as u32);
        self.sieve = vec![0; (SIEVE * self.hashes.len() / 64).next_power_of_two()];
        let bits = self.sieve.len().trailing_zeros() + 6;
        for &hash in &self.hashes {
            let bit = hash >> (64 - bits);
            self.sieve[bit as usize / 64] |= 1 << (bit % 64);
        }
        self
    }

    /// Whether it may hold this shingle.
    fn may_hold(&self, hash: u64) -> bool {
        let bit = hash >> (58 - self.sieve.len().trailing_zeros());
        self.sieve[bit as usize / 64] >> (bit % 64) & 1 == 1
    }

    /// The same without the shingles that have a token among `removed`, which are in order, or less than `size` tokens
    /// before them; what stands behind moves up. `new` are the shingles over what was removed.
    pub fn without(&self, removed: &[Extent], size: u32, new: &[Shingle]) -> Self {
        let mut shifts = Vec::with_capacity(removed.len());
        let mut all = 0;
        for extent in removed {
            all += extent.len();
            shifts.push(all);
        }
        let kept = |place: u32| {
            let at = removed.partition_point(|extent| extent.end <= place);
            let is_free = removed.get(at).is_none_or(|next| place + size <= next.start);
            is_free.then(|| place - at.checked_sub(1).map_or(0, |before| shifts[before]))
        };
        let mut new: Vec<(u64, u32)> = new.iter().map(|one| (one.hash, one.first)).collect();
        new.sort_unstable();
        let mut new = new.into_iter().peekable();
        let mut table = Self::with_capacity(self.places.len());
        for number in 0..self.distinct() as u32 {
            let hash = self.hashes[number as usize];
            while let Some(one) = new.next_if(|one| one.0 < hash) {
                table.push(one);
            }
            let from = table.places.len();
            for &place in self.places(number) {
                if let Some(place) = kept(place) {
                    table.push((hash, place));
                }
            }
            if new.peek().is_some_and(|one| one.0 == hash) {
                while let Some(one) = new.next_if(|one| one.0 == hash) {
                    table.push(one);
                }
                table.places[from..].sort_unstable();
            }
        }
        new.for_each(|one| table.push(one));
        table.finished()
    }

    fn with_capacity(shingles: usize) -> Self {
        Self {
            hashes: Vec::with_capacity(shingles),
            starts: Vec::with_capacity(shingles + 1),
            places: Vec::with_capacity(shingles),
            sieve: Vec::new(),
        }
    }

    /// Adds a place of the last shingle or of a greater one.
    fn push(&mut self, (hash, place): (u64, u32)) {
        if self.hashes.last() != Some(&hash) {
            self.hashes.push(hash);
            self.starts.push(self.places.len() as u32);
        }
        self.places.push(place);
    }

    /// The places of all shingles from one hash to another.
    pub fn between(&self, hashes: std::ops::RangeInclusive<u64>) -> &[u32] {
        let from = self.hashes.partition_point(|hash| hash < hashes.start());
        let count = self.hashes[from..].iter().take_while(|hash| *hash <= hashes.end()).count();
        &self.places[self.starts[from] as usize..self.starts[from + count] as usize]
    }

    /// Number of distinct shingles.
    pub fn distinct(&self) -> usize {
        self.hashes.len()
    }

    /// Where shingle `number` stands.
    pub fn places(&self, number: u32) -> &[u32] {
        &self.places[self.starts[number as usize] as usize..self.starts[number as usize + 1] as usize]
    }
}

/// How many of `hashes`, which rise, are less than `hash`: few, so that near ones are looked at first.
fn behind(hashes: &[u64], hash: u64) -> usize {
    let mut step = 1;
    while hashes.get(step - 1).is_some_and(|&other| other < hash) {
        step *= 2;
    }
    let from = step / 2;
    from + hashes[from..step.min(hashes.len())].partition_point(|&other| other < hash)
}

/// The shingles that two texts share.
pub struct Shared<'a> {
    tables: [&'a ShingleTable; 2],
    /// The number of each in both tables, rising.
    pub numbers: Vec<[u32; 2]>,
}

impl<'a> Shared<'a> {
    /// Joins two tables: steps follow the number of shingles in the smaller one, and those that pass the sieve of the
    /// larger one are looked for in it.
    pub fn new(tables: [&'a ShingleTable; 2]) -> Self {
        let small = usize::from(tables[0].distinct() > tables[1].distinct());
        let large = tables[1 - small];
        let hashes = &tables[small].hashes;
        let mut passed = vec![0u32; hashes.len() + 1];
        let mut count = 0;
        // No branch on what passes: it could not be guessed.
        for (&hash, number) in hashes.iter().zip(0u32..) {
            passed[count] = number;
            count += usize::from(large.may_hold(hash));
        }
        let mut from = 0;
        let mut numbers = Vec::with_capacity(count);
        for &number in &passed[..count] {
            let hash = hashes[number as usize];
            from += behind(&large.hashes[from..], hash);
            if large.hashes.get(from) == Some(&hash) {
                numbers.push(if small == 0 { [number, from as u32] } else { [from as u32, number] });
            }
        }
        Self { tables, numbers }
    }

    /// Where a shared shingle stands in each text.
    pub fn places(&self, [left, right]: [u32; 2]) -> [&'a [u32]; 2] {
        [self.tables[0].places(left), self.tables[1].places(right)]
    }

    /// How much the two texts have in common; all zeros when either has no token.
    pub fn shares(&self) -> Shares {
        let [left, right] = self.tables.map(ShingleTable::distinct);
        let common = self.numbers.len();
        let share = |whole: usize| if whole == 0 { 0.0 } else { common as f64 / whole as f64 };
        Shares { resemblance: share(left + right - common), containment: [share(left), share(right)] }
    }
}

/// How much of each text's distinct shingles the two have in common.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Shares {
    /// Jaccard resemblance.
    pub resemblance: f64,
    /// Containment of the left text in the right one, and of the right one in the left one.
    pub containment: [f64; 2],
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use proptest::prelude::*;

    use super::*;

    fn table(hashes: &[u64]) -> ShingleTable {
        let shingle = |(&hash, first): (&u64, u32)| Shingle { hash, first, last: first };
        ShingleTable::of(&hashes.iter().zip(0..).map(shingle).collect::<Vec<Shingle>>())
    }

    fn hash() -> impl Strategy<Value = u64> {
        prop_oneof![0u64..9, any::<u64>(), Just(u64::MAX)]
    }

    proptest! {
        /// A table holds each shingle once, rising, with all its places in order.
        #[test]
        fn a_table_is_that_of_the_naive_twin(hashes in prop::collection::vec(hash(), 0..60)) {
            let mut naive: BTreeMap<u64, Vec<u32>> = BTreeMap::new();
            hashes.iter().zip(0..).for_each(|(&hash, at)| naive.entry(hash).or_default().push(at));
            let table = table(&hashes);
            let found: Vec<(u64, Vec<u32>)> = (0..table.distinct()).map(|at| (table.hashes[at], table.places(at as u32).to_vec())).collect();
            prop_assert_eq!(found, naive.into_iter().collect::<Vec<_>>());
        }

        /// What is shared is what both sets hold, and the shares follow from it.
        #[test]
        fn shared_shingles_are_the_common_ones(left in prop::collection::vec(hash(), 1..40), right in prop::collection::vec(hash(), 1..40)) {
            let tables = [table(&left), table(&right)];
            let shared = Shared::new(tables.each_ref());
            let sets = [left, right].map(|hashes| hashes.into_iter().collect::<BTreeSet<u64>>());
            let common: Vec<u64> = sets[0].intersection(&sets[1]).copied().collect();
            let found: Vec<u64> = shared.numbers.iter().map(|&[number, _]| tables[0].hashes[number as usize]).collect();
            prop_assert_eq!(&found, &common);
            prop_assert!(shared.numbers.iter().all(|&[a, b]| tables[0].hashes[a as usize] == tables[1].hashes[b as usize]));
            prop_assert_eq!(shared.shares().resemblance, common.len() as f64 / sets[0].union(&sets[1]).count() as f64);
            prop_assert_eq!(shared.shares().containment[1], common.len() as f64 / sets[1].len() as f64);
        }
    }
}
