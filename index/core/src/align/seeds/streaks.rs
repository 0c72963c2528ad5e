//! Streaks: maximal stretches of equal tokens (maximal exact matches, as sequence aligners say), found through shared
//! shingles.

use crate::align::cover::Cover;
use crate::align::region::Region;
use crate::align::seeds::shingles::Shingles;
use crate::hash::HashKeyed;
use crate::tuning::seeds::streaks as tuning;
use crate::view::SHINGLE_SIZE;
use crate::work::Work;

/// Tokens a streak needs to be found.
pub const SHORTEST: usize = SHINGLE_SIZE;

/// A maximal stretch of equal tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Streak {
    /// Index of the first token in each text.
    pub at: [u32; 2],
    /// Number of tokens.
    pub len: u32,
}

impl Streak {
    /// The streak as a region.
    pub fn region(self) -> Region {
        let [left, right] = self.at;
        Region::new((left, left + self.len), (right, right + self.len))
    }
}

/// The maximal streaks of [`SHORTEST`] or more equal tokens that hold a shingle which is not too common, and the
/// equal beginning and end of both texts, in order.
pub fn streaks(hashes: [&[u64]; 2], shingles: &Shingles, work: &Work<'_>) -> Vec<Streak> {
    if hashes.iter().any(|hashes| hashes.len() < SHORTEST) {
        return Vec::new();
    }
    let mut out = equal_ends(hashes);
    let share = work.share(tuning::most_steps() * (hashes[0].len() + hashes[1].len()));
    let postings = Postings::new(shingles);
    let mut done: HashKeyed<u32> = HashKeyed::default();
    for (&number, left) in shingles.at[0].iter().zip(0u32..) {
        let places = postings.of(number);
        if !places.is_empty() && !share.may_go_on() {
            break;
        }
        share.spend(1 + places.len());
        for &right in places {
            let end = done.entry(u64::from(left).wrapping_sub(u64::from(right))).or_insert(0);
            if left >= *end {
                let streak = grow(hashes, left as usize, right as usize);
                *end = streak.at[0] + streak.len;
                share.spend(streak.len as usize);
                out.push(streak);
            }
        }
    }
    out.sort_unstable();
    out.dedup();
    out
}

/// The streak at the beginning and the streak at the end of both texts, where there are any.
fn equal_ends(hashes: [&[u64]; 2]) -> Vec<Streak> {
    let [left, right] = hashes;
    let head = left.iter().zip(right).take_while(|(a, b)| a == b).count();
    let tail = left.iter().rev().zip(right.iter().rev()).take_while(|(a, b)| a == b).count();
    let first = Streak { at: [0, 0], len: head as u32 };
    let last = Streak { at: [(left.len() - tail) as u32, (right.len() - tail) as u32], len: tail as u32 };
    [first, last].into_iter().filter(|streak| streak.len as usize >= SHORTEST).collect()
}

/// The whole streak around a pair of equal tokens.
fn grow(hashes: [&[u64]; 2], left: usize, right: usize) -> Streak {
    let before =
        hashes[0][..left].iter().rev().zip(hashes[1][..right].iter().rev()).take_while(|(a, b)| a == b).count();
    let after = hashes[0][left..].iter().zip(&hashes[1][right..]).take_while(|(a, b)| a == b).count();
    Streak { at: [(left - before) as u32, (right - before) as u32], len: (before + after) as u32 }
}

/// Where in the right text each shingle stands that both texts hold and that is not too common.
struct Postings {
    starts: Vec<u32>,
    places: Vec<u32>,
}

impl Postings {
    fn new(shingles: &Shingles) -> Self {
        let serves = |number: u32| (1..=tuning::most_pairs()).contains(&shingles.pairs_up(number));
        let mut starts = Vec::with_capacity(shingles.counts.len() + 1);
        let mut total = 0u32;
        for (counts, number) in shingles.counts.iter().zip(0u32..) {
            starts.push(total);
            total += if serves(number) { counts[1] } else { 0 };
        }
        starts.push(total);
        let mut places = vec![0u32; total as usize];
        let mut next = starts.clone();
        for (&number, at) in shingles.at[1].iter().zip(0u32..).filter(|&(&number, _)| serves(number)) {
            places[next[number as usize] as usize] = at;
            next[number as usize] += 1;
        }
        Self { starts, places }
    }

    fn of(&self, number: u32) -> &[u32] {
        &self.places[self.starts[number as usize] as usize..self.starts[number as usize + 1] as usize]
    }
}

/// The stretches of each text that the long ones of `streaks` account for.
pub fn explained(streaks: &[Streak]) -> Cover {
    let long: Vec<Region> =
        streaks.iter().filter(|streak| streak.len >= tuning::explains()).map(|streak| streak.region()).collect();
    Cover::of(&long)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::work::Stop;

    /// Every maximal streak of equal tokens, by comparing all pairs of positions.
    fn naive_streaks(left: &[u64], right: &[u64]) -> Vec<Streak> {
        let equal = |i: usize, j: usize| i < left.len() && j < right.len() && left[i] == right[j];
        let mut out = Vec::new();
        for i in 0..left.len() {
            for j in 0..right.len() {
                let starts = equal(i, j) && !(i > 0 && j > 0 && equal(i - 1, j - 1));
                let len = if starts { (0..).take_while(|&n| equal(i + n, j + n)).count() } else { 0 };
                if len >= SHORTEST {
                    out.push(Streak { at: [i as u32, j as u32], len: len as u32 });
                }
            }
        }
        out
    }

    proptest! {
        /// Streaks are found as the naive twin finds them, as long as no shingle is too common.
        #[test]
        fn runs_equal_those_of_the_naive_twin(
            left in prop::collection::vec(0u64..6, 0..15), right in prop::collection::vec(0u64..6, 0..15)
        ) {
            prop_assert_eq!(streaks([&left, &right], &Shingles::new([&left, &right]), &Work::new(&Stop::new())), naive_streaks(&left, &right));
        }
    }
}
