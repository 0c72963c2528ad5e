//! Winnowing: the few shingles of a text that stand for all of them.
//!
//! *Winnowing* (Schleimer, Wilkerson and Aiken, 2003) keeps the least of every `window` consecutive hashes. If two
//! texts share a stretch of `window` shingles (`window + k − 1` tokens for shingles of `k`), they keep at least one
//! fingerprint in common, wherever the stretch stands in each. About 2 in `window + 1` shingles are kept.

use crate::kernel::Kernel;

/// Appends the fingerprints of a text to `out`: the least hash of each window, once for windows in a row that have it.
///
/// A text with fewer hashes than `window` is one window. A `window` of 0 or 1 keeps all. `minima` is memory to work in.
///
/// The least of two neighbours, then of two such pairs, and so on: every step is one pass without a branch, several
/// hashes at a time.
///
/// ```
/// let hashes = [77, 74, 42, 17, 98, 50, 17, 98, 8, 88, 67, 39, 77, 74, 42, 17, 98];
/// let mut kept = Vec::new();
/// provenance_core::winnow::winnow(&hashes, 4, &mut Vec::new(), &mut kept);
/// assert_eq!(kept, [17, 8, 39, 17]);
/// ```
pub fn winnow(hashes: &[u64], window: usize, minima: &mut Vec<u64>, out: &mut Vec<u64>) {
    let window = window.min(hashes.len()).max(1);
    minima.clear();
    minima.extend_from_slice(hashes);
    let mut covered = 1;
    while covered < window {
        let step = covered.min(window - covered);
        let count = minima.len() - step;
        let all = &mut minima[..count + step];
        Kernel::best().run(
            #[inline(always)]
            || (0..count).for_each(|at| all[at] = all[at].min(all[at + step])),
        );
        minima.truncate(count);
        covered += step;
    }
    let from = out.len();
    out.resize(from + minima.len(), 0);
    let (mut end, mut before) = (from, minima.first().map_or(0, |first| !first));
    for &least in minima.iter() {
        out[end] = least;
        end += usize::from(least != before);
        before = least;
    }
    out.truncate(end);
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use proptest::prelude::*;

    use super::*;

    fn winnowed(hashes: &[u64], window: usize) -> Vec<u64> {
        let mut kept = vec![7];
        winnow(hashes, window, &mut vec![9], &mut kept);
        assert_eq!(kept.remove(0), 7, "what was there stays");
        kept
    }

    /// The definition, window by window.
    fn naive(hashes: &[u64], window: usize) -> Vec<u64> {
        if hashes.is_empty() {
            return Vec::new();
        }
        let windows = hashes.windows(window.clamp(1, hashes.len()));
        let mut kept: Vec<u64> = windows.map(|window| *window.iter().min().expect("not empty")).collect();
        kept.dedup();
        kept
    }

    proptest! {
        #[test]
        fn equals_the_definition(
            hashes in prop_oneof![
                prop::collection::vec(any::<u64>(), 0..100),
                prop::collection::vec(0u64..4, 0..100),
                prop::collection::vec(prop_oneof![Just(0), Just(u64::MAX)], 0..100),
            ],
            window in 0usize..20,
        ) {
            prop_assert_eq!(winnowed(&hashes, window), naive(&hashes, window));
        }

        #[test]
        fn a_shared_run_of_a_window_shares_a_fingerprint(
            shared in prop::collection::vec(0u64..9, 1..30),
            left in prop::collection::vec(0u64..9, 0..30),
            right in prop::collection::vec(0u64..9, 0..30),
            window in 1usize..10,
        ) {
            prop_assume!(shared.len() >= window);
            let hashes = |text: &[u64]| winnowed(text, window).into_iter().collect::<HashSet<_>>();
            let a = hashes(&[left.clone(), shared.clone(), right.clone()].concat());
            let b = hashes(&[right, shared, left].concat());
            prop_assert!(!a.is_disjoint(&b));
        }

        #[test]
        fn a_window_of_one_keeps_all(hashes in prop::collection::vec(any::<u64>(), 0..50)) {
            prop_assert_eq!(winnowed(&hashes, 1).into_iter().collect::<HashSet<_>>(), hashes.into_iter().collect());
        }
    }
}
