//! One text with all that its pairs need of it, worked out once.

use std::borrow::Cow;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use crate::align::boilerplate::{notices, without};
use crate::align::content::TextTerms;
use crate::align::disguise::tables::DisguiseTables;
use crate::align::region::Extent;
use crate::align::seeds::tables::SeedTables;
use crate::language::Frequencies;
use crate::search::Boilerplate;
use crate::text::{TokenizedText, Tokens, tokenize};

/// The tokens of a text, and what alignment works out of them alone: keys, sentences, sorted shingles, words.
///
/// A text that is aligned with many others is prepared once. It may be shared between threads.
#[derive(Debug)]
pub struct PreparedText {
    tokens: Tokens,
    seeds: OnceLock<SeedTables>,
    disguises: DisguiseTables,
    terms: OnceLock<TextTerms>,
    /// What was left of it without boilerplate the last time, which is often what is left the next time.
    rest: Mutex<Option<Remainder>>,
}

/// What is left of a text without some of its tokens.
#[derive(Clone, Debug)]
struct Remainder {
    /// What is missing.
    notices: Vec<Extent>,
    rest: Arc<PreparedText>,
}

impl PreparedText {
    /// Prepares a text. Steps follow its length.
    pub fn new(text: &str) -> Self {
        Self::of(tokenize(text))
    }

    /// Prepares a text with these tokens, which need not be all that it has.
    pub fn of(tokens: Tokens) -> Self {
        Self::with(tokens, OnceLock::new())
    }

    fn with(tokens: Tokens, seeds: OnceLock<SeedTables>) -> Self {
        Self { tokens, seeds, disguises: DisguiseTables::default(), terms: OnceLock::new(), rest: Mutex::new(None) }
    }

    /// What is left of the text without its boilerplate; `None` if it has none.
    pub(in crate::align) fn without(&self, text: &str, boilerplate: &Boilerplate) -> Option<Arc<Self>> {
        if boilerplate.verbatim.is_empty() {
            return None;
        }
        let all = self.seeds(text);
        let notices = notices(&self.tokens, all.verbatim(&self.tokens), boilerplate);
        if notices.is_empty() {
            return None;
        }
        let last = self.rest.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(last) = last.filter(|last| last.notices == notices) {
            return Some(last.rest);
        }
        let tokens = without(&self.tokens, &notices);
        let seeds = all.without(&self.tokens, &notices, TokenizedText { text, tokens: &tokens });
        let rest = Arc::new(Self::with(tokens, seeds.into()));
        *self.rest.lock().unwrap_or_else(PoisonError::into_inner) = Some(Remainder { notices, rest: rest.clone() });
        Some(rest)
    }

    /// Its tokens.
    pub fn tokens(&self) -> &Tokens {
        &self.tokens
    }

    /// What its seeds are made of; `text` is the one that was prepared.
    pub(in crate::align) fn seeds(&self, text: &str) -> &SeedTables {
        self.seeds.get_or_init(|| SeedTables::of(TokenizedText { text, tokens: &self.tokens }))
    }

    /// What it says, by these `frequencies`: kept from the first ones asked for, as most texts of a collection are in
    /// one language. `text` is the one that was prepared.
    pub(in crate::align) fn terms(&self, text: &str, frequencies: &Frequencies) -> Cow<'_, TextTerms> {
        let side = TokenizedText { text, tokens: &self.tokens };
        let kept = self.terms.get_or_init(|| TextTerms::new(side, frequencies));
        if kept.is_by(frequencies) {
            return Cow::Borrowed(kept);
        }
        Cow::Owned(TextTerms::new(side, frequencies))
    }

    /// What its disguises are found by.
    pub(in crate::align) fn disguises(&self) -> &DisguiseTables {
        &self.disguises
    }
}

/// A text and what was prepared of it.
#[derive(Clone, Copy, Debug)]
pub struct Source<'a> {
    /// The text.
    pub text: &'a str,
    /// What was prepared of this text and no other.
    pub prepared: &'a PreparedText,
}

/// A text that is asked about, and what of it is boilerplate: taken out once for all its pairs.
#[derive(Debug)]
pub struct Query<'a> {
    source: Source<'a>,
    boilerplate: &'a Boilerplate,
    rest: OnceLock<Option<Arc<PreparedText>>>,
}

impl<'a> Query<'a> {
    /// A text of which the index says this.
    pub fn new(source: Source<'a>, boilerplate: &'a Boilerplate) -> Self {
        Self { source, boilerplate, rest: OnceLock::new() }
    }

    /// The text.
    pub fn source(&self) -> Source<'a> {
        self.source
    }

    /// What of it is boilerplate.
    pub fn boilerplate(&self) -> &'a Boilerplate {
        self.boilerplate
    }

    /// What is left without it; `None` if that is all.
    pub(in crate::align) fn rest(&self) -> Option<&PreparedText> {
        let rest = || self.source.prepared.without(self.source.text, self.boilerplate);
        self.rest.get_or_init(rest).as_deref()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::align::content::Terms;
    use crate::align::seeds::shingles::Shared;
    use crate::align::seeds::words::Words;
    use crate::postings::key_of;
    use crate::view::{View, shingle_hashes};

    /// Extents in order that do not touch.
    fn extents() -> impl Strategy<Value = Vec<(usize, usize)>> {
        prop::collection::vec((1usize..9, 1usize..9), 0..5)
    }

    fn removed(gaps: &[(usize, usize)], length: usize) -> Vec<Extent> {
        let mut at = 0;
        let mut out = Vec::new();
        for (gap, count) in gaps {
            let start = (at + gap).min(length);
            at = (start + count).min(length);
            out.push(Extent { start: start as u32, end: at as u32 });
        }
        out.retain(|extent| extent.len() > 0);
        out
    }

    /// Terms are those of the list asked for, whichever was asked for first.
    #[test]
    fn terms_are_worth_what_the_list_at_hand_says() {
        let text = "council repairs the river sluice";
        let prepared = PreparedText::new(text);
        let lists = [1e-3, 1e-5].map(|share| Frequencies::new([("council", share), ("river", 1e-4)]));
        let weights = lists.each_ref().map(|list| {
            let terms = prepared.terms(text, list);
            let joined = Terms::new([&terms, &terms]);
            joined.of[0].iter().map(|term| joined.weights[term.key as usize].weight).fold(f64::MAX, f64::min)
        });
        assert_eq!(weights, [3.0, 4.0]);
    }

    /// What is left without boilerplate is the same whether it was asked for before or not, and other boilerplate
    /// leaves other text.
    #[test]
    fn what_is_left_is_that_of_the_boilerplate_at_hand() {
        let words = |word: &str| (0..40).map(|at| format!("{word}{at} ")).collect::<String>();
        let [notice, story, other] = ["notice", "story", "other"].map(words);
        let text = format!("{notice}{story}{other}");
        let prepared = PreparedText::new(&text);
        let known = |part: &str| {
            let hashes = shingle_hashes(&tokenize(part), View::Verbatim);
            let mut verbatim: Vec<u64> = hashes.into_iter().map(key_of).collect();
            verbatim.sort_unstable();
            Boilerplate { verbatim, context: Vec::new() }
        };
        for part in [&notice, &notice, &other, &notice] {
            let rest = prepared.without(&text, &known(part)).expect("it has a notice");
            let expected = tokenize(&text.replace(part.as_str(), ""));
            assert_eq!(rest.tokens().hashes, expected.hashes);
        }
    }

    proptest! {
        /// What is left of a prepared text is what preparing the rest gives: the same shingles at the same places, the
        /// same keys, and sentences without gaps.
        #[test]
        fn the_rest_is_prepared_like_a_text(text in "([abc]{4,5}[ .]){0,60}", gaps in extents()) {
            let all = PreparedText::new(&text);
            let removed = removed(&gaps, all.tokens.len());
            let tokens = without(&all.tokens, &removed);
            let side = TokenizedText { text: &text, tokens: &tokens };
            let (rest, anew) = (all.seeds(&text).without(&all.tokens, &removed, side), SeedTables::of(side));
            let [left, right] = [&rest, &anew].map(|seeds| seeds.verbatim(&tokens));
            let shared = Shared::new([left, right]);
            prop_assert_eq!(shared.numbers.len(), left.distinct());
            prop_assert_eq!(shared.numbers.len(), right.distinct());
            for &numbers in &shared.numbers {
                let [one, other] = shared.places(numbers);
                prop_assert_eq!(one, other);
            }
            let words = Words::new([&rest.keys, &anew.keys]);
            prop_assert_eq!(&words.keys[0], &words.keys[1]);
            prop_assert!(words.counts.iter().all(|[one, other]| one == other));
            let ends = rest.sentences.iter().fold(0, |end, sentence| if sentence.start == end { sentence.end } else { u32::MAX });
            prop_assert_eq!(ends as usize, tokens.len());
        }
    }
}
