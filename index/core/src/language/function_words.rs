//! The language of a text, told by its function words.
//!
//! A language is known by the words that it needs to say anything, of which each text has many. Languages that write no
//! spaces cannot be recognised this way.

use crate::hash::{self, HashKeyed};

/// Characters that are looked at: they hold hundreds of words, of which in any language a third are function words.
const LOOKED_AT: usize = 2_000;

/// Function words of a language in a text of it: one word in ten at least, and not one alone.
const LEAST_SHARE: f64 = 0.1;
const LEAST_WORDS: u32 = 2;

/// The function words of up to 64 languages.
#[derive(Clone, Debug, Default)]
pub struct FunctionWords {
    /// For each word a bit for each language that has it.
    languages: HashKeyed<u64>,
    count: usize,
}

impl FunctionWords {
    /// From the words of each language, in lower case.
    ///
    /// # Panics
    ///
    /// If there are more than 64 languages.
    pub fn new<'a, W: IntoIterator<Item = &'a str>>(lists: impl IntoIterator<Item = W>) -> Self {
        let mut all = Self::default();
        for (at, words) in lists.into_iter().enumerate() {
            assert!(at < 64, "no more languages than a machine word has bits");
            for word in words {
                *all.languages.entry(hash::token(word.as_bytes())).or_default() |= 1 << at;
            }
            all.count = at + 1;
        }
        all
    }

    /// The place in the list of the language of `text`; `None` if its beginning does not say.
    ///
    /// ```
    /// use provenance_core::language::FunctionWords;
    /// let known = FunctionWords::new([["the", "of", "is"], ["die", "von", "ist"]]);
    /// assert_eq!(known.language_of("The gate of the town is shut"), Some(0));
    /// assert_eq!(known.language_of("Das Tor von Altwyk ist zu"), Some(1));
    /// assert_eq!(known.language_of("Gate, town"), None);
    /// ```
    pub fn language_of(&self, text: &str) -> Option<usize> {
        let end = text.char_indices().nth(LOOKED_AT).map_or(text.len(), |(end, _)| end);
        let lower = text[..end].to_lowercase();
        let (mut words, mut found) = (0u32, [0u32; 64]);
        for word in lower.split_whitespace() {
            words += 1;
            let mut languages = self.languages.get(&hash::token(word.as_bytes())).copied().unwrap_or(0);
            while languages != 0 {
                found[languages.trailing_zeros() as usize] += 1;
                languages &= languages - 1;
            }
        }
        let found = &found[..self.count];
        let best = *found.iter().max()?;
        let is_enough = f64::from(best) >= f64::from(LEAST_WORDS).max(LEAST_SHARE * f64::from(words));
        let is_alone = found.iter().filter(|&&count| count == best).count() == 1;
        if is_enough && is_alone { found.iter().position(|&count| count == best) } else { None }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The definition, word by word and language by language.
    fn naive(lists: &[Vec<&str>], text: &str) -> Option<usize> {
        let lower = text.chars().take(LOOKED_AT).collect::<String>().to_lowercase();
        let words: Vec<&str> = lower.split_whitespace().collect();
        let count = |list: &Vec<&str>| words.iter().filter(|word| list.contains(word)).count();
        let mut counts: Vec<(usize, usize)> = lists.iter().map(count).zip(0..).collect();
        counts.sort_by_key(|&(count, at)| (std::cmp::Reverse(count), at));
        let &(best, at) = counts.first()?;
        let is_enough = best >= 2 && best as f64 >= 0.1 * words.len() as f64;
        (is_enough && counts.get(1).is_none_or(|next| next.0 < best)).then_some(at)
    }

    proptest! {
        /// Languages are told by the count of their words, whatever the case and however long the text.
        #[test]
        fn the_language_with_most_function_words_is_told(
            words in prop::collection::vec(prop::sample::select(vec!["the", "die", "THE", "Ünd", "ünd", "of", "x", "yy"]), 0..900),
        ) {
            let lists = vec![vec!["the", "of"], vec!["die", "ünd"], vec!["of", "die", "y"]];
            let text = words.join(" ");
            prop_assert_eq!(FunctionWords::new(lists.iter().map(|list| list.iter().copied())).language_of(&text), naive(&lists, &text));
        }
    }
}
