//! Streaks: maximal stretches of equal tokens (maximal exact matches, as sequence aligners say), found through shared
//! shingles.

use crate::align::cover::Cover;
use crate::align::region::Region;
use crate::align::seeds::shingles::Shared;
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
///
/// Costs a step for each place of a shared shingle, and for each token of a streak; together at most
/// [`tuning::most_steps`] for each token of both texts.
pub fn streaks(hashes: [&[u64]; 2], shared: &Shared<'_>, work: &Work<'_>) -> Vec<Streak> {
    if hashes.iter().any(|hashes| hashes.len() < SHORTEST) {
        return Vec::new();
    }
    let mut out = equal_ends(hashes);
    let share = work.share(tuning::most_steps() * (hashes[0].len() + hashes[1].len()));
    let mut done: HashKeyed<u32> = HashKeyed::default();
    for (left, places) in meetings(shared) {
        if !share.may_go_on() {
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

/// The places of the left text whose shingle both texts hold, and not too often, in order; with those of the right one.
fn meetings<'a>(shared: &Shared<'a>) -> Vec<(u32, &'a [u32])> {
    let mut out: Vec<(u32, &[u32])> = Vec::new();
    for [left, right] in shared.numbers.iter().map(|&number| shared.places(number)) {
        if left.len() as u64 * right.len() as u64 <= tuning::most_pairs() {
            out.extend(left.iter().map(|&place| (place, right)));
        }
    }
    out.sort_unstable_by_key(|&(place, _)| place);
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
    use crate::align::seeds::shingles::ShingleTable;
    use crate::text::Tokens;
    use crate::view::{View, shingles};
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
            let tokens = [&left, &right].map(|hashes| Tokens { hashes: hashes.clone(), ..Tokens::default() });
            let tables = tokens.each_ref().map(|tokens| ShingleTable::of(&shingles(tokens, View::Verbatim)));
            let found = streaks([&left, &right], &Shared::new(tables.each_ref()), &Work::new(&Stop::new()));
            prop_assert_eq!(found, naive_streaks(&left, &right));
        }
    }
}
