//! Runs: maximal stretches of equal tokens, found through shared shingles.

use crate::align::cover::Places;
use crate::align::region::Block;
use crate::align::seeds::shingles::Shingles;
use crate::hash::HashKeyed;
use crate::view::SHINGLE_SIZE;
use crate::work::Work;

/// Tokens a run needs to be found.
pub const SHORTEST: usize = SHINGLE_SIZE;

/// A shingle that pairs up more often than this is not looked at: it says nothing about where a run lies,
/// and repetitive texts would cost quadratic time.
const MOST_PAIRS: u64 = 256;

/// Steps for each token of both texts. Each shingle is at most 8 pairs a token, and runs that hold a shingle of its own
/// lie on few diagonals; natural text takes 2.
const MOST_STEPS: usize = 64;

/// A run this long says where its words came from: their sentences need no other proposal.
const EXPLAINS: u32 = 15;

/// A maximal stretch of equal tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Run {
    /// Index of the first token in each text.
    pub at: [u32; 2],
    /// Number of tokens.
    pub len: u32,
}

impl Run {
    /// The run as a block.
    pub fn block(self) -> Block {
        let [left, right] = self.at;
        Block::new((left, left + self.len), (right, right + self.len))
    }
}

/// The maximal runs of [`SHORTEST`] or more equal tokens that hold a shingle which is not too common, and the
/// equal beginning and end of both texts, in order.
pub fn runs(hashes: [&[u64]; 2], shingles: &Shingles, work: &Work<'_>) -> Vec<Run> {
    if hashes.iter().any(|hashes| hashes.len() < SHORTEST) {
        return Vec::new();
    }
    let mut out = equal_ends(hashes);
    let share = work.share(MOST_STEPS * (hashes[0].len() + hashes[1].len()));
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
                let run = grow(hashes, left as usize, right as usize);
                *end = run.at[0] + run.len;
                share.spend(run.len as usize);
                out.push(run);
            }
        }
    }
    out.sort_unstable();
    out.dedup();
    out
}

/// The run at the beginning and the run at the end of both texts, where there are any.
fn equal_ends(hashes: [&[u64]; 2]) -> Vec<Run> {
    let [left, right] = hashes;
    let head = left.iter().zip(right).take_while(|(a, b)| a == b).count();
    let tail = left.iter().rev().zip(right.iter().rev()).take_while(|(a, b)| a == b).count();
    let first = Run { at: [0, 0], len: head as u32 };
    let last = Run { at: [(left.len() - tail) as u32, (right.len() - tail) as u32], len: tail as u32 };
    [first, last].into_iter().filter(|run| run.len as usize >= SHORTEST).collect()
}

/// The whole run around a pair of equal tokens.
fn grow(hashes: [&[u64]; 2], left: usize, right: usize) -> Run {
    let before =
        hashes[0][..left].iter().rev().zip(hashes[1][..right].iter().rev()).take_while(|(a, b)| a == b).count();
    let after = hashes[0][left..].iter().zip(&hashes[1][right..]).take_while(|(a, b)| a == b).count();
    Run { at: [(left - before) as u32, (right - before) as u32], len: (before + after) as u32 }
}

/// Where in the right text each shingle stands that both texts hold and that is not too common.
struct Postings {
    starts: Vec<u32>,
    places: Vec<u32>,
}

impl Postings {
    fn new(shingles: &Shingles) -> Self {
        let serves = |number: u32| (1..=MOST_PAIRS).contains(&shingles.pairs_up(number));
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

/// The stretches of each text that the long ones of `runs` account for.
pub fn explained(runs: &[Run]) -> Places {
    let long: Vec<Block> = runs.iter().filter(|run| run.len >= EXPLAINS).map(|run| run.block()).collect();
    Places::of(&long)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::work::Stop;

    /// Every maximal run of equal tokens, by comparing all pairs of positions.
    fn naive_runs(left: &[u64], right: &[u64]) -> Vec<Run> {
        let equal = |i: usize, j: usize| i < left.len() && j < right.len() && left[i] == right[j];
        let mut out = Vec::new();
        for i in 0..left.len() {
            for j in 0..right.len() {
                let starts = equal(i, j) && !(i > 0 && j > 0 && equal(i - 1, j - 1));
                let len = if starts { (0..).take_while(|&n| equal(i + n, j + n)).count() } else { 0 };
                if len >= SHORTEST {
                    out.push(Run { at: [i as u32, j as u32], len: len as u32 });
                }
            }
        }
        out
    }

    proptest! {
        /// Runs are found as the naive twin finds them, as long as no shingle is too common.
        #[test]
        fn runs_equal_those_of_the_naive_twin(
            left in prop::collection::vec(0u64..6, 0..15), right in prop::collection::vec(0u64..6, 0..15)
        ) {
            prop_assert_eq!(runs([&left, &right], &Shingles::new([&left, &right]), &Work::new(&Stop::new())), naive_runs(&left, &right));
        }
    }
}
