//! Runs: maximal stretches of equal tokens, found through shared shingles.

use super::block::Block;
use super::words::HashKeyed;
use crate::hash::{SHINGLE_BASE, finish};

/// Tokens a run needs to be found.
pub const SHORTEST: usize = 5;

/// A shingle that pairs up more often than this is not looked at: it says nothing about where a run lies,
/// and repetitive texts would cost quadratic time.
const MOST_PAIRS: usize = 256;

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
pub fn runs(hashes: [&[u64]; 2]) -> Vec<Run> {
    let mut out = equal_ends(hashes);
    let shared = shared_shingles(hashes);
    let mut done: HashKeyed<u32> = HashKeyed::default();
    for (left, right) in shared {
        let diagonal = (u64::from(left)).wrapping_sub(u64::from(right));
        if done.get(&diagonal).is_some_and(|&end| left < end) {
            continue;
        }
        let run = grow(hashes, left as usize, right as usize);
        done.insert(diagonal, run.at[0] + run.len);
        out.push(run);
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

/// Pairs of positions of equal shingles, by left position; too common shingles are left out.
fn shared_shingles(hashes: [&[u64]; 2]) -> Vec<(u32, u32)> {
    let filter = Presence::new(hashes[1]);
    let mut left: Vec<(u64, u32)> = shingles(hashes[0]).filter(|&(shingle, _)| filter.may_hold(shingle)).collect();
    if left.is_empty() {
        return Vec::new();
    }
    let filter = Presence::of(left.iter().map(|&(shingle, _)| shingle), left.len());
    let mut right: Vec<(u64, u32)> = shingles(hashes[1]).filter(|&(shingle, _)| filter.may_hold(shingle)).collect();
    left.sort_unstable();
    right.sort_unstable();
    let mut out = Vec::new();
    join(&left, &right, &mut out);
    out.sort_unstable();
    out
}

/// All pairs of equal shingles from two sorted lists.
fn join(left: &[(u64, u32)], right: &[(u64, u32)], out: &mut Vec<(u32, u32)>) {
    let mut from = 0;
    for group in left.chunk_by(|a, b| a.0 == b.0) {
        from += right[from..].partition_point(|item| item.0 < group[0].0);
        let twins = right[from..].partition_point(|item| item.0 == group[0].0);
        if group.len() * twins <= MOST_PAIRS {
            let twins = &right[from..from + twins];
            out.extend(group.iter().flat_map(|a| twins.iter().map(|b| (a.1, b.1))));
        }
    }
}

/// Rolling hashes of [`SHORTEST`] tokens with the position of the first.
fn shingles(hashes: &[u64]) -> impl Iterator<Item = (u64, u32)> {
    let windows = hashes.windows(SHORTEST).zip(0..);
    windows.map(|(window, at)| {
        let state = window.iter().fold(0u64, |state, &hash| state.wrapping_mul(SHINGLE_BASE).wrapping_add(hash));
        (finish(state), at)
    })
}

/// Which shingles may be in a text: one bit each, with false positives.
struct Presence {
    bits: Vec<u64>,
    shift: u32,
}

impl Presence {
    fn new(hashes: &[u64]) -> Self {
        Self::of(shingles(hashes).map(|(shingle, _)| shingle), hashes.len())
    }

    /// Sixteen bits a shingle: one false positive in sixteen.
    fn of(shingles: impl Iterator<Item = u64>, count: usize) -> Self {
        let log = (count.max(4) * 16).next_power_of_two().trailing_zeros();
        let mut out = Self { bits: vec![0; 1 << (log - 6)], shift: 64 - log };
        for shingle in shingles {
            let bit = shingle >> out.shift;
            out.bits[(bit >> 6) as usize] |= 1 << (bit & 63);
        }
        out
    }

    fn may_hold(&self, shingle: u64) -> bool {
        let bit = shingle >> self.shift;
        self.bits[(bit >> 6) as usize] >> (bit & 63) & 1 == 1
    }
}
