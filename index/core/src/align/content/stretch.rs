//! The stretch of a longer text that has most of the terms of a shorter one.

use std::ops::Range;

use crate::align::content::terms::{Term, Terms};
use crate::tuning::content::stretch as tuning;

/// The terms of each text to be compared: all of them, or of a much longer text the stretch that shares most.
pub fn ranges(terms: &Terms) -> [Range<usize>; 2] {
    let lengths = terms.of.each_ref().map(Vec::len);
    let mut ranges = lengths.map(|length| 0..length);
    let long = usize::from(lengths[1] > lengths[0]);
    if lengths[long] > tuning::longer() * lengths[1 - long] {
        ranges[long] = best(terms, long, (lengths[1 - long] * tuning::room()).div_ceil(2));
    }
    ranges
}

/// The first of the stretches of `size` terms of text `long` that share most weight with the other text, without what
/// it does not share at its ends.
fn best(terms: &Terms, long: usize, size: usize) -> Range<usize> {
    let is_shared = shared(terms, 1 - long);
    let all = &terms.of[long];
    let mut counts = vec![0u32; terms.weights.len()];
    let gain =
        |term: Term, count: u32| if is_shared[term.key as usize] && count == 0 { terms.square(term.key) } else { 0.0 };
    let (mut sum, mut most, mut end) = (0.0, 0.0, 0);
    for (at, &new) in all.iter().enumerate() {
        if let Some(old) = at.checked_sub(size).map(|start| all[start]) {
            counts[old.key as usize] -= 1;
            sum -= gain(old, counts[old.key as usize]);
        }
        sum += gain(new, counts[new.key as usize]);
        counts[new.key as usize] += 1;
        // Rounding must not move the stretch.
        if sum > most + 1e-6 {
            (most, end) = (sum, at + 1);
        }
    }
    let start = end.saturating_sub(size);
    let held = |term: &Term| is_shared[term.key as usize];
    let (first, last) = (all[start..end].iter().position(held), all[start..end].iter().rposition(held));
    start + first.unwrap_or(0)..start + last.map_or(0, |last| last + 1)
}

/// Which terms text `side` has.
fn shared(terms: &Terms, side: usize) -> Vec<bool> {
    let mut found = vec![false; terms.weights.len()];
    terms.of[side].iter().for_each(|term| found[term.key as usize] = true);
    found
}
