//! The shingles of two texts as small integers. Streaks and exact measures are computed from them.

use crate::align::seeds::words::Numbers;
use crate::hash::{SHINGLE_BASE, finish};
use crate::view::SHINGLE_SIZE;

/// The `verbatim` shingles of two texts over one vocabulary.
pub struct Shingles {
    /// The number of the shingle that begins at each token, left and right; a text too short for a shingle has one.
    pub at: [Vec<u32>; 2],
    /// How often each shingle stands in each text.
    pub counts: Vec<[u32; 2]>,
}

impl Shingles {
    /// Numbers the shingles in order of appearance.
    pub fn new(hashes: [&[u64]; 2]) -> Self {
        let mut numbers = Numbers::with_capacity(hashes[0].len() + hashes[1].len());
        let at = hashes.map(|hashes| {
            let windows = hashes.windows(SHINGLE_SIZE.min(hashes.len()).max(1));
            windows.map(|window| numbers.number(shingle(window))).collect::<Vec<u32>>()
        });
        let mut counts = vec![[0u32; 2]; numbers.len()];
        for side in 0..2 {
            at[side].iter().for_each(|&number| counts[number as usize][side] += 1);
        }
        Self { at, counts }
    }

    /// How many pairs of places hold a shingle.
    pub fn pairs_up(&self, number: u32) -> u64 {
        let [left, right] = self.counts[number as usize];
        u64::from(left) * u64::from(right)
    }

    /// How much the two texts have in common; all zeros when either has no token.
    pub fn shares(&self) -> Shares {
        let distinct = |side: usize| self.counts.iter().filter(|counts| counts[side] > 0).count();
        let (left, right, all) = (distinct(0), distinct(1), self.counts.len());
        let common = left + right - all;
        let share = |whole: usize| if whole == 0 { 0.0 } else { common as f64 / whole as f64 };
        Shares { resemblance: share(all), containment: [share(left), share(right)] }
    }
}

/// The hash of one `verbatim` shingle.
fn shingle(window: &[u64]) -> u64 {
    finish(window.iter().fold(0u64, |state, &hash| state.wrapping_mul(SHINGLE_BASE).wrapping_add(hash)))
}

/// How much of each text's distinct shingles the two have in common.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Shares {
    /// Jaccard resemblance.
    pub resemblance: f64,
    /// Containment of the left text in the right one, and of the right one in the left one.
    pub containment: [f64; 2],
}
