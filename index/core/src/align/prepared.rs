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

impl<'a> Source<'a> {
    /// The text with its tokens.
    pub fn tokenized(self) -> TokenizedText<'a> {
        TokenizedText { text: self.text, tokens: &self.prepared.tokens }
    }
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
