//! Winnowing: the few shingles of a text that stand for all of them.
//!
//! *Robust winnowing* (Schleimer, Wilkerson and Aiken, 2003): of every `window` consecutive hashes the
//! least is kept. Two texts that share a run of `window` shingles, that is of `window + k − 1` tokens
//! for shingles of `k`, keep at least one fingerprint in common, wherever the run stands in each;
//! about 2 in `window + 1` are kept.

/// The fingerprints of a text: shingle hashes, each with its position.
///
/// Equal least hashes in a window: the one kept for the window before stays, otherwise the last one
/// is taken. A text with fewer hashes than `window` is one window. A `window` of 0 or 1 keeps all.
///
/// Linear in the number of hashes, whatever they are.
///
/// ```
/// let hashes = [77, 74, 42, 17, 98, 50, 17, 98, 8, 88, 67, 39, 77, 74, 42, 17, 98];
/// let kept = provenance_core::winnow::winnow(&hashes, 4);
/// assert_eq!(kept, [(17, 3), (17, 6), (8, 8), (39, 11), (17, 15)]);
/// ```
///
/// # Panics
///
/// If there are 2³² hashes or more.
pub fn winnow(hashes: &[u64], window: usize) -> Vec<(u64, u32)> {
    assert!(u32::try_from(hashes.len()).is_ok(), "2^32 hashes or more");
    let window = window.min(hashes.len()).max(1);
    let mut kept = Vec::with_capacity(2 * hashes.len() / (window + 1) + 1);
    let mut suffixes = vec![(0, 0); window];
    for block in 0..hashes.len() / window {
        let start = block * window;
        suffix_minima(hashes, start, &mut suffixes);
        select(hashes, start, &suffixes, &mut kept);
    }
    // The windows that begin after the last whole block begin too late to be whole.
    kept
}

/// For each position of the block at `start`, the last least hash from there to its end.
fn suffix_minima(hashes: &[u64], start: usize, minima: &mut [(u64, u32)]) {
    let mut least = (u64::MAX, u32::MAX);
    for (offset, minimum) in minima.iter_mut().enumerate().rev() {
        let hash = hashes[start + offset];
        if hash < least.0 || least.1 == u32::MAX {
            least = (hash, (start + offset) as u32);
        }
        *minimum = least;
    }
}

/// Keeps the fingerprints of the windows that begin in the block at `start`.
///
/// Each is a suffix of this block and a prefix of the next, and its least hash the less of theirs
/// (van Herk, 1992; Gil and Werman, 1993), so that no hash is compared more than three times.
fn select(hashes: &[u64], start: usize, suffixes: &[(u64, u32)], kept: &mut Vec<(u64, u32)>) {
    let mut prefix = (u64::MAX, u32::MAX);
    for (offset, &suffix) in suffixes.iter().enumerate() {
        let begin = start + offset;
        if offset > 0 {
            let end = begin + suffixes.len() - 1;
            let Some(&hash) = hashes.get(end) else { return };
            if hash <= prefix.0 {
                prefix = (hash, end as u32);
            }
        }
        let least = if offset > 0 && prefix.0 <= suffix.0 { prefix } else { suffix };
        if kept.last().is_none_or(|&(hash, at)| (at as usize) < begin || hash != least.0) {
            kept.push(least);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use proptest::prelude::*;

    use super::*;

    /// The definition, window by window.
    fn naive(hashes: &[u64], window: usize) -> Vec<(u64, u32)> {
        let mut kept: Vec<(u64, u32)> = Vec::new();
        if hashes.is_empty() {
            return kept;
        }
        for (start, slice) in hashes.windows(window.clamp(1, hashes.len())).enumerate() {
            let least = *slice.iter().min().expect("not empty");
            let stays = kept.last().is_some_and(|&(hash, at)| hash == least && at as usize >= start);
            if !stays {
                let last = slice.iter().rposition(|&hash| hash == least).expect("it is there");
                kept.push((least, (start + last) as u32));
            }
        }
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
            prop_assert_eq!(winnow(&hashes, window), naive(&hashes, window));
        }

        #[test]
        fn a_shared_run_of_a_window_shares_a_fingerprint(
            shared in prop::collection::vec(0u64..9, 1..30),
            left in prop::collection::vec(0u64..9, 0..30),
            right in prop::collection::vec(0u64..9, 0..30),
            window in 1usize..10,
        ) {
            prop_assume!(shared.len() >= window);
            let hashes = |text: &[u64]| winnow(text, window).into_iter().map(|(hash, _)| hash).collect::<HashSet<_>>();
            let a = hashes(&[left.clone(), shared.clone(), right.clone()].concat());
            let b = hashes(&[right, shared, left].concat());
            prop_assert!(!a.is_disjoint(&b));
        }

        #[test]
        fn a_window_of_one_keeps_all(hashes in prop::collection::vec(any::<u64>(), 0..50)) {
            let all: Vec<(u64, u32)> = hashes.iter().copied().zip(0..).collect();
            prop_assert_eq!(winnow(&hashes, 1), all);
        }
    }
}
