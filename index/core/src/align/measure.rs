//! Exact resemblance and containments on the distinct `verbatim` shingles.

use super::shingles::Shingles;

/// How much of each text's distinct shingles the two have in common.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Overlap {
    /// Jaccard resemblance.
    pub resemblance: f64,
    /// Containment of the left text in the right one, and of the right one in the left one.
    pub containment: [f64; 2],
}

/// Measures two texts; all zeros when either has no token.
pub fn overlap(shingles: &Shingles) -> Overlap {
    let distinct = |side: usize| shingles.counts.iter().filter(|counts| counts[side] > 0).count();
    let (left, right, all) = (distinct(0), distinct(1), shingles.counts.len());
    let common = left + right - all;
    let share = |whole: usize| if whole == 0 { 0.0 } else { common as f64 / whole as f64 };
    Overlap { resemblance: share(all), containment: [share(left), share(right)] }
}
