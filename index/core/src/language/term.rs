//! Terms: the stems and numbers of a text, which tell what it is about.

use crate::language::frequencies::{Frequencies, Share};
use crate::text::TokenizedText;

/// A token that is a term.
#[derive(Clone, Copy, Debug)]
pub(crate) struct TermWord {
    /// Of its stem, or of the number.
    pub hash: u64,
    /// How many, if it is a number.
    digits: Option<usize>,
}

/// The term that token `at` is; `None` for short words, which say how and not what.
#[inline]
pub(crate) fn term_at(side: TokenizedText<'_>, at: usize) -> Option<TermWord> {
    let (stem, span) = (side.tokens.stems[at], side.tokens.spans[at]);
    // The first byte tells a word of ASCII letters from a number without reading the rest.
    if side.text.as_bytes()[span.start as usize].is_ascii_alphabetic() {
        return (stem != 0).then_some(TermWord { hash: stem, digits: None });
    }
    let word = &side.text[span.start as usize..span.end as usize];
    if word.chars().all(char::is_numeric) {
        let digits = word.chars().count();
        return (digits > 1).then_some(TermWord { hash: side.tokens.hashes[at], digits: Some(digits) });
    }
    (stem != 0).then_some(TermWord { hash: stem, digits: None })
}

impl TermWord {
    /// Its share of all words.
    pub fn share(self, frequencies: &Frequencies) -> Share {
        self.digits.map_or_else(|| frequencies.of_stem(self.hash), Frequencies::of_number)
    }

    /// Whether it is rare in the language.
    #[inline]
    pub fn is_rare(self, frequencies: &Frequencies) -> bool {
        self.digits.map_or_else(|| frequencies.is_rare(self.hash), Frequencies::is_rare_number)
    }
}
