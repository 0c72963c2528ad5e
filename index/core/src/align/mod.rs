//! Alignment: from two texts to the passages they share.

use crate::text::{Span, Tokens};

/// How much a passage or a match was changed on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Word for word.
    Verbatim,
    /// Mostly word for word, with small edits.
    Edited,
    /// The same sentences in other words or another order.
    Rewritten,
    /// Much said in little.
    Summary,
}

/// A text with its tokens, ready to be aligned.
#[derive(Clone, Copy, Debug)]
pub struct Side<'a> {
    /// The original text.
    pub text: &'a str,
    /// Its tokens.
    pub tokens: &'a Tokens,
}

/// A maximal aligned pair of spans.
#[derive(Clone, Debug, PartialEq)]
pub struct Passage {
    /// Where it stands in the left text, in bytes.
    pub left: Span,
    /// Where it stands in the right text, in bytes.
    pub right: Span,
    /// How it was changed.
    pub kind: Kind,
    /// Share of its words that differ, 0 to 1.
    pub changed: f64,
    /// Words of the left text in it that the right text repeats, in place or replaced.
    pub words: u32,
}

/// A word or phrase of the left text that stands for another one of the right text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Substitution {
    /// As the left text writes it, lower case.
    pub left: String,
    /// As the right text writes it, lower case.
    pub right: String,
    /// How often.
    pub count: u32,
}

/// All that alignment says about a pair of texts.
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    /// Passages, in the order of the left text.
    pub passages: Vec<Passage>,
    /// Substitutions, most frequent first, then alphabetically.
    pub substitutions: Vec<Substitution>,
    /// Kind of the whole; `None` without passages.
    pub kind: Option<Kind>,
    /// Share of the words of all passages that differ.
    pub changed: f64,
    /// Words of the left text inside passages.
    pub matched_words: u32,
    /// Exact Jaccard resemblance of the distinct `verbatim` shingles.
    pub resemblance: f64,
    /// Exact containment of the left text's distinct `verbatim` shingles in the right one's.
    pub left_in_right: f64,
    /// The other way round.
    pub right_in_left: f64,
}

/// Aligns two texts.
///
/// Deterministic, and symmetric in what it finds up to the order of its arguments.
pub fn compare(left: Side<'_>, right: Side<'_>) -> Comparison {
    let _ = (left.text, right.text, left.tokens, right.tokens);
    Comparison {
        passages: Vec::new(),
        substitutions: Vec::new(),
        kind: None,
        changed: 0.0,
        matched_words: 0,
        resemblance: 0.0,
        left_in_right: 0.0,
        right_in_left: 0.0,
    }
}
