//! Phrases that a text keeps in one place and breaks in another. Texts whose words were swapped have such phrases.

use std::collections::BTreeSet;

use crate::hash::{HashKeyed, combine};
use crate::text::{TokenizedText, Tokenizer, Tokens};
use crate::tuning::signals::phrases as tuning;

/// A phrase of two words, and what became of it where one of them was swapped; normal forms.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct BrokenPhrase {
    /// As it is whole in both texts.
    pub kept: String,
    /// As one text has it in another place.
    pub broken: String,
}

/// Phrases that are whole in both texts, and what `text` has of them with a word swapped; each once, in order.
///
/// `swaps` are words of `other`, each with the word that stands for it in `text`, both in normal form; those that
/// are no single token are passed over. A broken phrase that `other` has as well says nothing.
pub fn broken_phrases(
    text: TokenizedText<'_>,
    other: TokenizedText<'_>,
    swaps: &[(String, String)],
) -> Vec<BrokenPhrase> {
    let suspects = suspects(text, swaps);
    if suspects.is_empty() {
        return Vec::new();
    }
    let asked = suspects.iter().flat_map(|one| [one.kept, one.broken]);
    let mut phrases: HashKeyed<[bool; 2]> = asked.map(|phrase| (phrase, [false; 2])).collect();
    for (side, which) in [(text, 0), (other, 1)] {
        for pair in side.tokens.hashes.windows(2) {
            if let Some(found) = phrases.get_mut(&combine(pair[0], pair[1])) {
                found[which] = true;
            }
        }
    }
    let telling = suspects.iter().filter(|one| phrases[&one.kept] == [true; 2] && !phrases[&one.broken][1]);
    telling.filter_map(|one| one.words(text, swaps)).collect::<BTreeSet<_>>().into_iter().collect()
}

/// A phrase of a text with a swapped word in it.
struct Suspect {
    /// Place of its first token.
    first: usize,
    /// Whether the swapped word is the second one.
    second: bool,
    /// Which swap.
    swap: usize,
    /// The phrase as it stands there, and as it would be without the swap.
    broken: u64,
    kept: u64,
}

impl Suspect {
    /// In words, unless one of them is too short.
    fn words(&self, text: TokenizedText<'_>, swaps: &[(String, String)]) -> Option<BrokenPhrase> {
        let (kept, swapped) = &swaps[self.swap];
        let beside = text.tokens.spans[self.first + usize::from(!self.second)];
        let beside = text.text[beside.start as usize..beside.end as usize].to_lowercase();
        let phrase = |word: &str| if self.second { format!("{beside} {word}") } else { format!("{word} {beside}") };
        let long = [&beside, swapped].iter().all(|word| word.chars().count() >= tuning::letters());
        long.then(|| BrokenPhrase { kept: phrase(kept), broken: phrase(swapped) })
    }
}

/// All phrases of `text` with a swapped word in them.
fn suspects(text: TokenizedText<'_>, swaps: &[(String, String)]) -> Vec<Suspect> {
    let (mut tokenizer, mut tokens) = (Tokenizer::new(), Tokens::default());
    let mut single = |word: &str| {
        tokenizer.tokenize(word, &mut tokens);
        if let [hash] = tokens.hashes[..] { Some(hash) } else { None }
    };
    let hashes: Vec<_> = swaps.iter().map(|(kept, swapped)| Some((single(kept)?, single(swapped)?))).collect();
    let places = hashes.iter().enumerate().filter_map(|(swap, hashes)| hashes.map(|(_, swapped)| (swapped, swap)));
    let swapped: HashKeyed<usize> = places.collect();
    let words = &text.tokens.hashes;
    let mut found = Vec::new();
    for (place, hash) in words.iter().enumerate() {
        let Some(&swap) = swapped.get(hash) else { continue };
        let Some((kept, _)) = hashes[swap] else { continue };
        if let Some(&before) = place.checked_sub(1).and_then(|before| words.get(before)) {
            let (broken, kept) = (combine(before, *hash), combine(before, kept));
            found.push(Suspect { first: place - 1, second: true, swap, broken, kept });
        }
        if let Some(&after) = words.get(place + 1) {
            let (broken, kept) = (combine(*hash, after), combine(kept, after));
            found.push(Suspect { first: place, second: false, swap, broken, kept });
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use proptest::prelude::*;

    use super::*;
    use crate::text::tokenize;

    fn broken(text: &str, other: &str, swaps: &[(String, String)]) -> Vec<BrokenPhrase> {
        let (text_tokens, other_tokens) = (tokenize(text), tokenize(other));
        let side = |text, tokens| TokenizedText { text, tokens };
        broken_phrases(side(text, &text_tokens), side(other, &other_tokens), swaps)
    }

    /// Word by word, with sets of words.
    fn slowly(text: &str, other: &str, swaps: &[(String, String)]) -> Vec<BrokenPhrase> {
        let words = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
        let phrases = |words: &[String]| words.windows(2).map(<[_]>::to_vec).collect::<HashSet<_>>();
        let (text, other) = (words(text), words(other));
        let (here, there) = (phrases(&text), phrases(&other));
        let mut found = BTreeSet::new();
        for pair in text.windows(2) {
            for at in 0..2 {
                let Some((kept, _)) = swaps.iter().rev().find(|(_, swapped)| *swapped == pair[at]) else { continue };
                let mut whole = pair.to_vec();
                whole[at].clone_from(kept);
                let long = pair.iter().all(|word| word.chars().count() >= tuning::letters());
                if long && here.contains(&whole) && there.contains(&whole) && !there.contains(pair) {
                    found.insert(BrokenPhrase { kept: whole.join(" "), broken: pair.join(" ") });
                }
            }
        }
        found.into_iter().collect()
    }

    #[test]
    fn a_phrase_kept_here_and_broken_there() {
        let source = "The White House said so. A speaker of the White House repeated it.";
        let copy = "The White Home said so. A speaker of the White House repeated it.";
        let swaps = [("house".to_owned(), "home".to_owned())];
        let expected = BrokenPhrase { kept: "white house".into(), broken: "white home".into() };
        assert_eq!(broken(copy, source, &swaps), [expected]);
        assert_eq!(broken(source, copy, &[("home".to_owned(), "house".to_owned())]), []);
    }

    proptest! {
        /// Small vocabularies, so that phrases meet; some words are too short to count.
        #[test]
        fn as_slow_as_possible(
            text in "(amber|birch|cedar|oak|elder)( (amber|birch|cedar|oak|elder)){0,12}",
            other in "(amber|birch|cedar|oak|elder)( (amber|birch|cedar|oak|elder)){0,12}",
            swaps in prop::collection::vec(("(amber|birch|cedar|oak)", "(amber|birch|elder|oak)"), 0..4),
        ) {
            prop_assert_eq!(broken(&text, &other, &swaps), slowly(&text, &other, &swaps));
        }
    }
}
