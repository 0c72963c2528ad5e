//! Exact resemblance and containments on the distinct `verbatim` shingles.

use crate::text::Tokens;
use crate::view::{View, shingle_hashes};

/// How much of each text's distinct shingles the two have in common.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Overlap {
    /// Jaccard resemblance.
    pub resemblance: f64,
    /// Containment of the left text in the right one, and of the right one in the left one.
    pub containment: [f64; 2],
}

/// Measures two texts; all zeros when either has no token.
pub fn overlap(tokens: [&Tokens; 2]) -> Overlap {
    let [left, right] = tokens.map(distinct);
    let common = common(&left, &right);
    let share = |whole: usize| if whole == 0 { 0.0 } else { common as f64 / whole as f64 };
    let containment = [share(left.len()), share(right.len())];
    Overlap { resemblance: share(left.len() + right.len() - common), containment }
}

fn distinct(tokens: &Tokens) -> Vec<u64> {
    let mut hashes = shingle_hashes(tokens, View::Verbatim);
    hashes.sort_unstable();
    hashes.dedup();
    hashes
}

/// Number of equal values in two sorted lists without repetition.
fn common(left: &[u64], right: &[u64]) -> usize {
    let (mut a, mut b, mut count) = (0, 0, 0);
    while a < left.len() && b < right.len() {
        count += usize::from(left[a] == right[b]);
        let (step_a, step_b) = (left[a] <= right[b], right[b] <= left[a]);
        a += usize::from(step_a);
        b += usize::from(step_b);
    }
    count
}
