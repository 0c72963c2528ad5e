//! What one text brings to the search for disguises in all its pairs. Most is worked out only where it is asked for.

use std::sync::OnceLock;

use crate::align::disguise::spacing::Suspects;
use crate::align::disguise::spelling::{Spelled, spelled_words};
use crate::align::disguise::word_break::Vocabulary;
use crate::text::TokenizedText;

/// The words of one text, and what in it may be other words than it seems.
#[derive(Debug, Default)]
pub struct DisguiseTables {
    suspects: OnceLock<Suspects>,
    spelled: OnceLock<Spelled>,
    vocabulary: Vocabulary,
}

impl DisguiseTables {
    /// Its suspicious stretches.
    pub fn suspects(&self, text: TokenizedText<'_>) -> &Suspects {
        self.suspects.get_or_init(|| Suspects::of(text))
    }

    /// Its words that can be written with two letters for one.
    pub fn spelled(&self, text: TokenizedText<'_>) -> &Spelled {
        self.spelled.get_or_init(|| spelled_words(text))
    }

    /// Its words.
    pub fn vocabulary(&self) -> &Vocabulary {
        &self.vocabulary
    }
}
