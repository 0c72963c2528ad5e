//! How close the sources of a text are to it, measured by what tells them apart.

use crate::text::Tokens;
use crate::view::{View, shingle_hashes};

/// How close each of `sources` is to `query`, 0 to 3; more is closer.
///
/// The sum of three shares over the distinct words and `context` shingles: how much of the query the source holds, how
/// much of the source the query holds, and their resemblance. What `n` of these texts hold weighs `1 / √n`: what all
/// versions of a text have in common hardly counts, the few words by which they differ decide.
pub fn closeness(query: &Tokens, sources: &[Tokens]) -> Vec<f64> {
    let mut held: Vec<(u64, u32)> = Vec::new();
    for (tokens, text) in std::iter::once(query).chain(sources).zip(0..) {
        held.extend(said(tokens).map(|hash| (hash, text)));
    }
    held.sort_unstable();
    held.dedup();
    let (mut whole, mut shared) = (vec![0.0; sources.len() + 1], vec![0.0; sources.len() + 1]);
    for holders in held.chunk_by(|a, b| a.0 == b.0) {
        let weight = (holders.len() as f64).sqrt().recip();
        for &(_, text) in holders {
            whole[text as usize] += weight;
            // The query has the lowest number, so it comes first where it is one of them.
            shared[text as usize] += if holders[0].1 == 0 { weight } else { 0.0 };
        }
    }
    let share = |part: f64, all: f64| if all > 0.0 { part / all } else { 0.0 };
    let close = |text: usize| {
        let all = whole[0] + whole[text] - shared[text];
        share(shared[text], whole[0]) + share(shared[text], whole[text]) + share(shared[text], all)
    };
    (1..=sources.len()).map(close).collect()
}

/// Hashes of the words and of the `context` shingles of a text.
fn said(tokens: &Tokens) -> impl Iterator<Item = u64> + '_ {
    tokens.hashes.iter().copied().chain(shingle_hashes(tokens, View::Context))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;
    use crate::text::tokenize;

    /// The definition, text by text.
    fn naive(query: &Tokens, sources: &[Tokens]) -> Vec<f64> {
        let set = |tokens: &Tokens| -> BTreeSet<u64> {
            let words: BTreeSet<u64> = tokens.hashes.iter().copied().collect();
            &words | &shingle_hashes(tokens, View::Context).into_iter().collect()
        };
        let all: Vec<BTreeSet<u64>> = std::iter::once(query).chain(sources).map(set).collect();
        let weigh = |hashes: &mut dyn Iterator<Item = &u64>| -> f64 {
            hashes.map(|hash| 1.0 / (all.iter().filter(|set| set.contains(hash)).count() as f64).sqrt()).sum()
        };
        let close = |source: &BTreeSet<u64>| {
            let shared = weigh(&mut all[0].intersection(source));
            [weigh(&mut all[0].iter()), weigh(&mut source.iter()), weigh(&mut all[0].union(source))]
                .map(|whole| if whole > 0.0 { shared / whole } else { 0.0 })
                .iter()
                .sum()
        };
        all[1..].iter().map(close).collect()
    }

    proptest! {
        #[test]
        fn closeness_is_what_it_says(texts in prop::collection::vec("([a-f]{4,5} ){0,12}", 1..6)) {
            let tokens: Vec<Tokens> = texts.iter().map(|text| tokenize(text)).collect();
            for (fast, slow) in closeness(&tokens[0], &tokens[1..]).into_iter().zip(naive(&tokens[0], &tokens[1..])) {
                prop_assert!((fast - slow).abs() < 1e-9, "{fast} is not {slow}");
            }
        }
    }

    /// Among versions of a text, the one with the same distinguishing words is closest.
    #[test]
    fn few_words_tell_versions_apart() {
        let body = "the holder may copy and share the work with anyone who asks for it in writing within a year";
        let version = |name: &str| tokenize(&format!("{body} as granted by the {name} foundation"));
        let query = tokenize(&format!("{body} once more as granted by the cedar foundation"));
        let close = closeness(&query, &["alder", "birch", "cedar", "hazel"].map(version));
        assert!((0..4).all(|at| at == 2 || close[at] < close[2]), "{close:?}");
    }
}
