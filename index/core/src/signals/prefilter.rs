//! A filter: a text that holds none of some words need not be examined closely.

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};

use crate::error::Error;

/// Words that are looked for in texts, all of them in one pass, as parts of words too; the case of ASCII letters does
/// not matter.
///
/// ```
/// let words = provenance_core::signals::KeywordPrefilter::new(["update", "updated", "©"]).unwrap();
/// let places: Vec<_> = words.places("© 2020. Updated, not outdated").collect();
/// assert_eq!(places, [0, 9]);
/// ```
#[derive(Clone, Debug)]
pub struct KeywordPrefilter(AhoCorasick);

impl KeywordPrefilter {
    /// Prepares to look for `words`.
    ///
    /// # Errors
    ///
    /// If there are too many of them.
    pub fn new<T: AsRef<str>>(words: impl IntoIterator<Item = T>) -> Result<Self, Error> {
        // As a table: half the size of a text, and twice as fast as a graph.
        let mut builder = AhoCorasick::builder();
        builder.ascii_case_insensitive(true).match_kind(MatchKind::LeftmostLongest).kind(Some(AhoCorasickKind::DFA));
        let words = words.into_iter().map(|word| word.as_ref().as_bytes().to_vec());
        builder.build(words).map(Self).map_err(|error| Error::Parameters(error.to_string()))
    }

    /// At which bytes of `text` one of the words begins, in order; of words that overlap the first one, and the longest.
    pub fn places(&self, text: &str) -> impl Iterator<Item = usize> {
        self.0.find_iter(text).map(|found| found.start())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// As when each word is tried at each place.
        #[test]
        fn as_slow_as_possible(words in prop::collection::vec("[abé]{1,3}", 0..4), text in "[abBé]{0,40}") {
            let (mut expected, mut end) = (Vec::new(), 0);
            for (at, _) in text.char_indices() {
                let here = |word: &&String| text[at..].get(..word.len()).is_some_and(|t| t.eq_ignore_ascii_case(word));
                if let Some(longest) = words.iter().filter(here).map(String::len).max().filter(|_| at >= end) {
                    expected.push(at);
                    end = at + longest;
                }
            }
            prop_assert_eq!(KeywordPrefilter::new(&words).unwrap().places(&text).collect::<Vec<_>>(), expected);
        }
    }
}
