//! Frequencies of words in the texts of a language.

use crate::hash::HashKeyed;
use crate::text::{Tokenizer, Tokens};

/// How often a stem stands that no list has: a little rarer than what ends a list of some 30,000 words.
const UNKNOWN: f64 = 3e-7;

/// How often a number stands, by its digits: years are commoner than their length says.
const NUMBERS: [f64; 6] = [1.0, 1e-2, 1e-4, 1e-5, 1e-5, 1e-6];

/// How often the stems of a language stand in its texts.
#[derive(Clone, Debug, Default)]
pub struct Frequencies {
    frequencies: HashKeyed<f64>,
}

impl Frequencies {
    /// From words, each with the share of all words that it is. Words of no letters, and those with no stem, are passed
    /// over; words with the same stem are added up.
    pub fn new<'a>(words: impl IntoIterator<Item = (&'a str, f64)>) -> Self {
        let (mut tokenizer, mut tokens) = (Tokenizer::new(), Tokens::default());
        let mut frequencies = HashKeyed::default();
        for (word, frequency) in words {
            tokenizer.tokenize(word, &mut tokens);
            if let [stem] = tokens.stems[..] {
                *frequencies.entry(stem).or_insert(0.0) += frequency;
            }
        }
        frequencies.remove(&0);
        Self { frequencies }
    }

    /// The share of all words that have this stem.
    pub fn of_stem(&self, stem: u64) -> f64 {
        self.frequencies.get(&stem).copied().unwrap_or(UNKNOWN)
    }

    /// The share of all words that are one number of so many digits.
    pub fn of_number(digits: usize) -> f64 {
        NUMBERS[digits.min(NUMBERS.len() - 1)]
    }
}
