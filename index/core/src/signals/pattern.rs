//! Regular expressions that texts of strangers can be searched for.

use regex::Regex;

use crate::error::Error;

/// A regular expression. A search takes time linear in the text, whatever both say, as there are no look-around and no
/// back-references (Thompson, Regular Expression Search Algorithm, 1968).
///
/// ```
/// let dates = provenance_core::signals::Pattern::new(r"(?i)\d+ may|may \d+").unwrap();
/// let found: Vec<_> = dates.spans("From May 12 to 24 May").collect();
/// assert_eq!(found, [5..11, 15..21]);
/// ```
#[derive(Clone, Debug)]
pub struct Pattern(Regex);

impl Pattern {
    /// Prepares to look for a pattern in the syntax of the crate `regex`.
    ///
    /// # Errors
    ///
    /// If it is none, or too large.
    pub fn new(pattern: &str) -> Result<Self, Error> {
        Regex::new(pattern).map(Self).map_err(|error| Error::Parameters(error.to_string()))
    }

    /// Whether it stands anywhere in `text`.
    pub fn is_in(&self, text: &str) -> bool {
        self.0.is_match(text)
    }

    /// The bytes of `text` where it stands, in order; of places that overlap the first one.
    pub fn spans(&self, text: &str) -> impl Iterator<Item = std::ops::Range<usize>> {
        self.0.find_iter(text).map(|found| found.range())
    }
}
