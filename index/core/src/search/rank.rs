//! Ranks the sources of a text, with most weight on what distinguishes them. The measures are containments and weighted
//! Jaccard resemblance (Ružička, 1958). A word weighs more the fewer of the texts hold it.
//!
//! The first [`CLOSEST`] are also ranked by plain resemblance, which is the better measure where sources differ only in
//! names that were filled in. The two orders are joined by reciprocal rank fusion (Cormack, Clarke and Büttcher, 2009).

use crate::text::Tokens;
use crate::view::{View, shingle_hashes};

/// Sources that are ranked once more, among themselves: what tells all of them apart from the rest does not say which of
/// them is the first.
const CLOSEST: usize = 20;

/// What `n` texts hold weighs `1 / n` to this power: less where there are many texts, which share much by chance.
const AMONG_ALL: f64 = 0.5;
const AMONG_THE_CLOSEST: f64 = 1.0;

/// Weight of the share of the words of the query that a source holds: as much as that of the three other shares.
const COVERED: f64 = 3.0;

/// Weight of the order by plain resemblance, where the other order has 1: too little to change which source is the first.
const RESEMBLANCE: f64 = 0.5;

/// The `sources` of `query` as places in the list, closest first.
pub fn rank_sources(query: &Tokens, sources: &[Tokens]) -> Vec<usize> {
    let all = Compared::all(query, sources);
    let mut order: Vec<usize> = (0..sources.len()).collect();
    if order.len() > CLOSEST {
        sort(&mut order, &all, AMONG_ALL);
    }
    let closest = &mut order[..CLOSEST.min(sources.len())];
    sort(closest, &all, AMONG_THE_CLOSEST);
    join_with_resemblance(closest, &all);
    order
}

/// Joins the order of places, which are sorted by what distinguishes their sources, with that by resemblance.
fn join_with_resemblance(order: &mut [usize], all: &Compared) {
    let mut alike: Vec<usize> = (0..order.len()).collect();
    let resemblance: Vec<f64> = order.iter().map(|&at| all.resemblance(at)).collect();
    alike.sort_by(|&a, &b| resemblance[b].total_cmp(&resemblance[a]));
    let mut joined: Vec<(f64, usize)> = order.iter().zip(1..).map(|(&at, rank)| (1.0 / f64::from(rank), at)).collect();
    for (place, rank) in alike.into_iter().zip(1..) {
        joined[place].0 += RESEMBLANCE / f64::from(rank);
    }
    joined.sort_by(|a, b| b.0.total_cmp(&a.0));
    order.iter_mut().zip(joined).for_each(|(place, (_, at))| *place = at);
}

/// Sorts places by how close their sources are, as far as only these sources are looked at.
fn sort(order: &mut [usize], all: &Compared, power: f64) {
    let mut close: Vec<(f64, usize)> = all.scores(order, power).into_iter().zip(order.iter().copied()).collect();
    close.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    order.iter_mut().zip(close).for_each(|(place, (_, at))| *place = at);
}

/// A query and its sources as far as they are compared.
struct Compared {
    /// What the query says: its [`distinct_hashes`].
    query: Vec<u64>,
    /// What each source says, and the share of the words of the query that it holds, as often as they stand there.
    sources: Vec<(Vec<u64>, f64)>,
}

impl Compared {
    fn all(query: &Tokens, sources: &[Tokens]) -> Self {
        let words = sorted(query);
        let covered = |source: &Tokens| share(in_common(&words, &sorted(source)) as f64, words.len() as f64);
        let sources = sources.iter().map(|source| (distinct_hashes(source), covered(source))).collect();
        Self { query: distinct_hashes(query), sources }
    }

    /// The Jaccard resemblance of the query and source `at`, over what both say.
    fn resemblance(&self, at: usize) -> f64 {
        let source = &self.sources[at].0;
        let common = in_common(&self.query, source);
        share(common as f64, (self.query.len() + source.len() - common) as f64)
    }

    /// How close each source at `places` is, 0 to 6; more is closer.
    ///
    /// The sum of three shares over the distinct words and shingles of both views: how much of the query the source holds,
    /// how much of the source the query holds, and their resemblance. What `n` of these texts hold weighs `n^-power`: what
    /// all versions of a text have in common hardly counts, the few words by which they differ decide. As much again
    /// counts the share of the words of the query.
    fn scores(&self, places: &[usize], power: f64) -> Vec<f64> {
        let texts = std::iter::once(&self.query).chain(places.iter().map(|&at| &self.sources[at].0));
        let mut held: Vec<(u64, u32)> =
            texts.zip(0..).flat_map(|(hashes, text)| hashes.iter().map(move |&hash| (hash, text))).collect();
        held.sort_unstable();
        let (mut whole, mut shared) = (vec![0.0; places.len() + 1], vec![0.0; places.len() + 1]);
        for holders in held.chunk_by(|a, b| a.0 == b.0) {
            let weight = (holders.len() as f64).powf(-power);
            for &(_, text) in holders {
                whole[text as usize] += weight;
                // The query has the lowest number, so it comes first where it is one of them.
                shared[text as usize] += if holders[0].1 == 0 { weight } else { 0.0 };
            }
        }
        let close = |(&at, text): (&usize, usize)| {
            let (part, own) = (shared[text], whole[text]);
            let shares = share(part, whole[0]) + share(part, own) + share(part, whole[0] + own - part);
            shares + COVERED * self.sources[at].1
        };
        places.iter().zip(1..).map(close).collect()
    }
}

fn share(part: f64, whole: f64) -> f64 {
    if whole > 0.0 { part / whole } else { 0.0 }
}

/// The distinct hashes of the words and of the shingles of a text, rising.
fn distinct_hashes(tokens: &Tokens) -> Vec<u64> {
    let shingles = [View::Verbatim, View::Context].map(|view| shingle_hashes(tokens, view));
    let mut hashes = [tokens.hashes.as_slice(), &shingles[0], &shingles[1]].concat();
    hashes.sort_unstable();
    hashes.dedup();
    hashes
}

fn sorted(tokens: &Tokens) -> Vec<u64> {
    let mut hashes = tokens.hashes.clone();
    hashes.sort_unstable();
    hashes
}

/// How many of the `left` hashes are `right` hashes, too, each as often as both have it; both are sorted.
fn in_common(left: &[u64], right: &[u64]) -> usize {
    let (mut right, mut common) = (right.iter().peekable(), 0);
    for hash in left {
        while right.next_if(|other| *other < hash).is_some() {}
        common += usize::from(right.next_if_eq(&hash).is_some());
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
    fn naive(query: &Tokens, sources: &[Tokens], power: f64) -> Vec<f64> {
        let set = |tokens: &Tokens| -> BTreeSet<u64> {
            let shingles = [View::Verbatim, View::Context].map(|view| shingle_hashes(tokens, view));
            tokens.hashes.iter().copied().chain(shingles.concat()).collect()
        };
        let all: Vec<BTreeSet<u64>> = std::iter::once(query).chain(sources).map(set).collect();
        let weigh = |hashes: &mut dyn Iterator<Item = &u64>| -> f64 {
            let held = |hash| all.iter().filter(|set| set.contains(hash)).count() as f64;
            hashes.map(|hash| held(hash).powf(-power)).sum()
        };
        let covered = |source: &Tokens| {
            let mut left = source.hashes.clone();
            let taken = |hash| left.iter().position(|other| other == hash).map(|at| left.swap_remove(at)).is_some();
            query.hashes.iter().map(taken).filter(|taken| *taken).count() as f64 / query.len().max(1) as f64
        };
        let close = |(set, source): (&BTreeSet<u64>, &Tokens)| {
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
        fn scores_are_what_they_say(texts in prop::collection::vec("([a-f]{1,4} ){0,12}", 1..6), power in 0.0..1.5f64) {
            let tokens: Vec<Tokens> = texts.iter().map(|text| tokenize(text)).collect();
            let all: Vec<usize> = (0..tokens.len() - 1).collect();
            let fast = Compared::all(&tokens[0], &tokens[1..]).scores(&all, power);
            for (fast, slow) in fast.into_iter().zip(naive(&tokens[0], &tokens[1..], power)) {
                prop_assert!((fast - slow).abs() < 1e-9, "{fast} is not {slow}");
            }
        }
    }

    /// The definition: a reciprocal rank by what distinguishes, and half of one by resemblance; equals keep their order.
    fn naively_ranked(query: &Tokens, sources: &[Tokens]) -> Vec<usize> {
        let set = |tokens: &Tokens| distinct_hashes(tokens).into_iter().collect::<BTreeSet<u64>>();
        let asked = set(query);
        let alike = |at: usize| {
            let own = set(&sources[at]);
            share(asked.intersection(&own).count() as f64, asked.union(&own).count() as f64)
        };
        let by = |close: &dyn Fn(usize) -> f64, mut order: Vec<usize>| {
            order.sort_by(|&a, &b| close(b).total_cmp(&close(a)));
            order
        };
        let places: Vec<usize> = (0..sources.len()).collect();
        let telling = Compared::all(query, sources).scores(&places, AMONG_THE_CLOSEST);
        let first = by(&|at| telling[at], places);
        let second = by(&alike, first.clone());
        let rank = |order: &[usize], at: usize| 1.0 + order.iter().position(|&other| other == at).unwrap() as f64;
        by(&|at| 1.0 / rank(&first, at) + 0.5 / rank(&second, at), first.clone())
    }

    proptest! {
        /// Few sources are ranked by their definition, and the first by what distinguishes stays first.
        #[test]
        fn two_orders_are_joined(texts in prop::collection::vec("([a-f]{1,4} ){0,12}", 2..CLOSEST)) {
            let tokens: Vec<Tokens> = texts.iter().map(|text| tokenize(text)).collect();
            let ranked = rank_sources(&tokens[0], &tokens[1..]);
            let all = Compared::all(&tokens[0], &tokens[1..]);
            let mut telling: Vec<usize> = (0..tokens.len() - 1).collect();
            sort(&mut telling, &all, AMONG_THE_CLOSEST);
            prop_assert_eq!(ranked[0], telling[0]);
            prop_assert_eq!(ranked, naively_ranked(&tokens[0], &tokens[1..]));
        }
    }

    /// A source that is nearly the query as a whole comes before others that share its telling names and little else.
    #[test]
    fn what_is_alike_as_a_whole_is_among_the_first() {
        let body = "the holder may copy and share the work with anyone who asks for it in writing within a year";
        let query = tokenize(&format!("{body} as granted by the cedar foundation of the northern lakes"));
        let whole = tokenize(&format!("{body} as granted by the alder institute for the southern coast"));
        let mut sources: Vec<Tokens> = (0..6)
            .map(|at| {
                tokenize(&format!("cedar foundation of the northern lakes, report {at} on {at}{at} wells of the year"))
            })
            .collect();
        sources.push(whole);
        let ranked = rank_sources(&query, &sources);
        assert!(ranked[..3].contains(&6), "{ranked:?}");
    }

    /// Equally close sources keep their order, also where the closest are compared once more.
    #[test]
    fn equally_close_sources_keep_their_order() {
        let query = tokenize("the gate by the river is made of old timber");
        let texts = ["nothing of the kind", "the gate by the river is made of iron"];
        let sources: Vec<Tokens> = (0..3 * CLOSEST).map(|at| tokenize(texts[at % 2])).collect();
        let (near, far) = (0..sources.len()).partition::<Vec<usize>, _>(|at| at % 2 == 1);
        assert_eq!(rank_sources(&query, &sources), [near, far].concat());
    }

    /// Among versions of a text, the one with the same distinguishing words is closest.
    #[test]
    fn few_words_tell_versions_apart() {
        let body = "the holder may copy and share the work with anyone who asks for it in writing within a year";
        let version = |name: &str| tokenize(&format!("{body} as granted by the {name} foundation"));
        let query = tokenize(&format!("{body} once more as granted by the cedar foundation"));
        let versions = ["alder", "birch", "cedar", "hazel"].map(version);
        assert_eq!(rank_sources(&query, &versions)[0], 2);
    }
}
