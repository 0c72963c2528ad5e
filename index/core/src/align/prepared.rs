//! One text with all that its pairs need of it, worked out once.

use std::sync::OnceLock;

use crate::align::boilerplate::{notices, without};
use crate::align::disguise::tables::DisguiseTables;
use crate::align::seeds::tables::SeedTables;
use crate::search::Boilerplate;
use crate::text::{TokenizedText, Tokens, tokenize};

/// The tokens of a text, and what alignment works out of them alone: keys, sentences, sorted shingles, words.
///
/// A text that is aligned with many others is prepared once. It may be shared between threads.
#[derive(Debug)]
pub struct PreparedText {
    tokens: Tokens,
    seeds: SeedTables,
    disguises: DisguiseTables,
}

impl PreparedText {
    /// Prepares a text. Steps follow its length.
    pub fn new(text: &str) -> Self {
        Self::of(text, tokenize(text))
    }

    /// Prepares a text with these tokens, which need not be all that it has.
    pub fn of(text: &str, tokens: Tokens) -> Self {
        let seeds = SeedTables::of(TokenizedText { text, tokens: &tokens });
        Self { tokens, seeds, disguises: DisguiseTables::default() }
    }

    /// What is left of the text without its boilerplate; `None` if it has none.
    pub(in crate::align) fn without(&self, text: &str, boilerplate: &Boilerplate) -> Option<Self> {
        if boilerplate.verbatim.is_empty() {
            return None;
        }
        let notices = notices(&self.tokens, self.seeds.verbatim(&self.tokens), boilerplate);
        if notices.is_empty() {
            return None;
        }
        let tokens = without(&self.tokens, &notices);
        let seeds = self.seeds.without(&self.tokens, &notices, TokenizedText { text, tokens: &tokens });
        Some(Self { tokens, seeds, disguises: DisguiseTables::default() })
    }

    /// Its tokens.
    pub fn tokens(&self) -> &Tokens {
        &self.tokens
    }

    /// About how many bytes of memory it takes.
    pub fn bytes(&self) -> usize {
        24 * self.tokens.len() + self.seeds.bytes()
    }

    /// What its seeds are made of.
    pub(in crate::align) fn seeds(&self) -> &SeedTables {
        &self.seeds
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
    rest: OnceLock<Option<PreparedText>>,
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
        self.rest.get_or_init(rest).as_ref()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::align::region::Extent;
    use crate::align::seeds::shingles::Shared;
    use crate::align::seeds::words::Words;

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

    proptest! {
        /// What is left of a prepared text is what preparing the rest gives: the same shingles at the same places, the
        /// same keys, and sentences without gaps.
        #[test]
        fn the_rest_is_prepared_like_a_text(text in "([abc]{4,5}[ .]){0,60}", gaps in extents()) {
            let all = PreparedText::new(&text);
            let removed = removed(&gaps, all.tokens.len());
            let tokens = without(&all.tokens, &removed);
            let side = TokenizedText { text: &text, tokens: &tokens };
            let (rest, anew) = (all.seeds.without(&all.tokens, &removed, side), SeedTables::of(side));
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
