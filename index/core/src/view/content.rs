//! The view `content`: pairs of rare terms that are neighbours, in any order.
//!
//! Free rewriting leaves few words where they stood. Names, numbers and terms stay, and those of one sentence mostly stay
//! near each other. Where common words are left out, whatever was put between them no longer parts them. A pair of rare
//! terms is rarer than each of them, so few texts have it by chance.

use crate::hash;
use crate::language::{Frequencies, term_at};
use crate::text::TokenizedText;

/// Version of the rule by which these keys are made, the bound of what is rare among it. Part of every parameter digest
/// of an index that has them.
pub const CONTENT_VERSION: u32 = 1;

/// Pairs that a text shall have: one with fewer rare terms pairs each with more of those that follow it.
const PAIRS: usize = 48;

/// Rare terms after a rare term that may make a pair with it.
const MOST_REACH: usize = 3;

/// Rare terms from which on each is paired with the next one only, however many there are.
pub(crate) const SETTLED_TERMS: usize = PAIRS / 2 + 1;

/// The rare terms of a text, in order.
pub(crate) fn rare_terms(text: TokenizedText<'_>, frequencies: &Frequencies) -> impl Iterator<Item = u64> {
    let terms = (0..text.tokens.len()).filter_map(move |at| term_at(text, at));
    terms.filter(|term| term.is_rare(frequencies)).map(|term| term.hash)
}

/// Appends to `out` the keys of the text, in the order in which their first terms come. `rare` is memory to work in.
pub(crate) fn content_keys(
    text: TokenizedText<'_>,
    frequencies: &Frequencies,
    rare: &mut Vec<u64>,
    out: &mut Vec<u64>,
) {
    rare.clear();
    rare.extend(rare_terms(text, frequencies));
    let reach = (PAIRS / rare.len().max(1)).clamp(1, MOST_REACH);
    for (at, &first) in rare.iter().enumerate() {
        let others = rare[at + 1..].iter().take(reach).filter(|&&other| other != first);
        out.extend(others.map(|&other| pair_hash(first, other)));
    }
}

/// The same for both orders.
#[inline(always)]
fn pair_hash(one: u64, other: u64) -> u64 {
    hash::finish(one.wrapping_add(other))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;
    use crate::text::tokenize;

    const COMMON: [&str; 3] = ["with", "water", "about"];

    fn keys(text: &str) -> BTreeSet<u64> {
        let (tokens, mut keys) = (tokenize(text), Vec::new());
        let frequencies = Frequencies::new(COMMON.map(|word| (word, 1e-3)));
        content_keys(TokenizedText { text, tokens: &tokens }, &frequencies, &mut vec![7], &mut keys);
        keys.into_iter().collect()
    }

    proptest! {
        /// The keys are the pairs of different rare terms with few rare terms between them, none in a long text, by whatever
        /// words they are parted, in whatever order they stand.
        #[test]
        fn keys_are_the_pairs_of_rare_terms(
            words in prop::collection::vec(
                prop::sample::select(vec!["alder", "birch", "cedar", "1984", "62", "with", "water", "of", "Birch"]), 0..120),
        ) {
            let is_rare = |word: &&&str| !COMMON.contains(*word) && !["of", "62"].contains(*word);
            let rare: Vec<String> = words.iter().filter(is_rare).map(|word| word.to_lowercase()).collect();
            let reach = match rare.len() { 0..=16 => 3, 17..=24 => 2, _ => 1 };
            let pairs: BTreeSet<[&str; 2]> = (0..rare.len())
                .flat_map(|at| (at + 1..rare.len().min(at + 1 + reach)).map(move |other| (at, other)))
                .map(|(at, other)| [rare[at].as_str().min(&rare[other]), rare[at].as_str().max(&rare[other])])
                .filter(|pair| pair[0] != pair[1])
                .collect();
            let expected: BTreeSet<u64> = pairs.iter().flat_map(|pair| keys(&pair.join(" with "))).collect();
            prop_assert_eq!(pairs.len(), expected.len());
            prop_assert_eq!(keys(&words.join(" ")), expected);
        }
    }
}
