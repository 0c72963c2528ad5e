//! Which sources of a text are closest to it, measured by what tells them apart.

use crate::text::Tokens;
use crate::view::{View, shingle_hashes};

/// The closest sources are compared once more, among themselves: what tells all of them apart from the rest says
/// nothing about which is the first.
const CLOSEST: usize = 20;

/// What `n` texts hold weighs `1 / n` to this power: many share much by chance, of a few each word tells something.
const AMONG_ALL: f64 = 0.5;
const AMONG_THE_CLOSEST: f64 = 1.0;

/// Weight of the share of the words of the query that a source holds: as much as that of the three other shares.
const COVERED: f64 = 3.0;

/// The `sources` of `query` as places in the list, closest first.
pub fn closest_first(query: &Tokens, sources: &[&Tokens]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..sources.len()).collect();
    if order.len() > CLOSEST {
        sort(&mut order, query, sources, AMONG_ALL);
    }
    sort(&mut order[..CLOSEST.min(sources.len())], query, sources, AMONG_THE_CLOSEST);
    order
}

/// Sorts places by how close their sources are, as far as only these sources are looked at.
fn sort(order: &mut [usize], query: &Tokens, sources: &[&Tokens], power: f64) {
    let among: Vec<&Tokens> = order.iter().map(|&at| sources[at]).collect();
    let mut close: Vec<(f64, usize)> = closeness(query, &among, power).into_iter().zip(order.iter().copied()).collect();
    close.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    order.iter_mut().zip(close).for_each(|(place, (_, at))| *place = at);
}

/// How close each of `sources` is to `query`, 0 to 6; more is closer.
///
/// The sum of three shares over the distinct words and shingles of both views: how much of the query the source holds, how
/// much of the source the query holds, and their resemblance. What `n` of these texts hold weighs `n^-power`: what all
/// versions of a text have in common hardly counts, the few words by which they differ decide. As much again counts how
/// many of the words of the query the source holds, as often as they stand there.
fn closeness(query: &Tokens, sources: &[&Tokens], power: f64) -> Vec<f64> {
    let mut held: Vec<(u64, u32)> = Vec::new();
    for (tokens, text) in std::iter::once(query).chain(sources.iter().copied()).zip(0..) {
        held.extend(said(tokens).map(|hash| (hash, text)));
    }
    held.sort_unstable();
    held.dedup();
    let (mut whole, mut shared) = (vec![0.0; sources.len() + 1], vec![0.0; sources.len() + 1]);
    for holders in held.chunk_by(|a, b| a.0 == b.0) {
        let weight = (holders.len() as f64).powf(-power);
        for &(_, text) in holders {
            whole[text as usize] += weight;
            // The query has the lowest number, so it comes first where it is one of them.
            shared[text as usize] += if holders[0].1 == 0 { weight } else { 0.0 };
        }
    }
    let share = |part: f64, all: f64| if all > 0.0 { part / all } else { 0.0 };
    let words = sorted(query);
    let close = |text: usize| {
        let all = whole[0] + whole[text] - shared[text];
        let covered = share(in_common(&words, &sorted(sources[text - 1])) as f64, words.len() as f64);
        share(shared[text], whole[0]) + share(shared[text], whole[text]) + share(shared[text], all) + COVERED * covered
    };
    (1..=sources.len()).map(close).collect()
}

/// Hashes of the words and of the shingles of a text.
fn said(tokens: &Tokens) -> impl Iterator<Item = u64> + '_ {
    let shingles = [View::Verbatim, View::Context].into_iter().flat_map(|view| shingle_hashes(tokens, view));
    tokens.hashes.iter().copied().chain(shingles)
}

fn sorted(tokens: &Tokens) -> Vec<u64> {
    let mut hashes = tokens.hashes.clone();
    hashes.sort_unstable();
    hashes
}

/// How many of the `left` words are `right` words, too, each as often as both have it; both are sorted.
fn in_common(left: &[u64], right: &[u64]) -> usize {
    let (mut right, mut common) = (right.iter().peekable(), 0);
    for word in left {
        while right.next_if(|other| *other < word).is_some() {}
        common += usize::from(right.next_if_eq(&word).is_some());
    }
    common
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;
    use crate::text::tokenize;

    /// The definition, text by text.
    fn naive(query: &Tokens, sources: &[&Tokens], power: f64) -> Vec<f64> {
        let set = |tokens: &Tokens| -> BTreeSet<u64> {
            let shingles = [View::Verbatim, View::Context].map(|view| shingle_hashes(tokens, view));
            tokens.hashes.iter().copied().chain(shingles.concat()).collect()
        };
        let all: Vec<BTreeSet<u64>> = std::iter::once(query).chain(sources.iter().copied()).map(set).collect();
        let weigh = |hashes: &mut dyn Iterator<Item = &u64>| -> f64 {
            let held = |hash| all.iter().filter(|set| set.contains(hash)).count() as f64;
            hashes.map(|hash| held(hash).powf(-power)).sum()
        };
        let covered = |source: &Tokens| {
            let mut left = source.hashes.clone();
            let taken = |hash| left.iter().position(|other| other == hash).map(|at| left.swap_remove(at)).is_some();
            query.hashes.iter().map(taken).filter(|taken| *taken).count() as f64 / query.len().max(1) as f64
        };
        let close = |(set, source): (&BTreeSet<u64>, &&Tokens)| {
            let shared = weigh(&mut all[0].intersection(set));
            [weigh(&mut all[0].iter()), weigh(&mut set.iter()), weigh(&mut all[0].union(set))]
                .map(|whole| if whole > 0.0 { shared / whole } else { 0.0 })
                .iter()
                .sum::<f64>()
                + 3.0 * covered(source)
        };
        all[1..].iter().zip(sources).map(close).collect()
    }

    proptest! {
        #[test]
        fn closeness_is_what_it_says(texts in prop::collection::vec("([a-f]{1,4} ){0,12}", 1..6), power in 0.0..1.5f64) {
            let tokens: Vec<Tokens> = texts.iter().map(|text| tokenize(text)).collect();
            let sources: Vec<&Tokens> = tokens[1..].iter().collect();
            let fast = closeness(&tokens[0], &sources, power);
            for (fast, slow) in fast.into_iter().zip(naive(&tokens[0], &sources, power)) {
                prop_assert!((fast - slow).abs() < 1e-9, "{fast} is not {slow}");
            }
        }
    }

    /// Equally close sources keep their order, also where the closest are compared once more.
    #[test]
    fn equally_close_sources_keep_their_order() {
        let query = tokenize("the gate by the river is made of old timber");
        let [near, far] = ["the gate by the river is made of iron", "nothing of the kind"].map(tokenize);
        let sources: Vec<&Tokens> = (0..3 * CLOSEST).map(|at| if at % 2 == 0 { &far } else { &near }).collect();
        let (near, far) = (0..sources.len()).partition::<Vec<usize>, _>(|at| at % 2 == 1);
        assert_eq!(closest_first(&query, &sources), [near, far].concat());
    }

    /// Among versions of a text, the one with the same distinguishing words is closest.
    #[test]
    fn few_words_tell_versions_apart() {
        let body = "the holder may copy and share the work with anyone who asks for it in writing within a year";
        let version = |name: &str| tokenize(&format!("{body} as granted by the {name} foundation"));
        let query = tokenize(&format!("{body} once more as granted by the cedar foundation"));
        let versions = ["alder", "birch", "cedar", "hazel"].map(version);
        assert_eq!(closest_first(&query, &versions.each_ref())[0], 2);
    }
}
