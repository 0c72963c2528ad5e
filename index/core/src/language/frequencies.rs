//! Frequencies of words in the texts of a language.

use std::collections::HashSet;
use std::hash::BuildHasherDefault;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::hash::{HashKeyed, Mixed};
use crate::text::{Tokenizer, Tokens};

/// How often a stem stands that no list has: a little rarer than what ends a list of some 30,000 words.
const UNKNOWN: f64 = 3e-7;

/// How often a number stands, by its digits: years are commoner than their length says.
const NUMBERS: [f64; 6] = [1.0, 1e-2, 1e-4, 1e-5, 1e-5, 1e-6];

/// The share of all words below which a term is rare: the commonest two thousand words of a language are not.
const RARE: f64 = 5e-5;

/// The share of all words that some words are.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Share {
    /// The share itself, above 0.
    pub of_all: f64,
    /// Minus its decimal logarithm, worked out once.
    pub rarity: f64,
}

impl From<f64> for Share {
    fn from(of_all: f64) -> Self {
        Self { of_all, rarity: -of_all.log10() }
    }
}

/// Lists made so far.
static LISTS: AtomicU64 = AtomicU64::new(0);

/// How often the stems of a language stand in its texts.
#[derive(Clone, Debug)]
pub struct Frequencies {
    /// Which list this is: what was worked out with it is good for no other one.
    list: u64,
    shares: HashKeyed<Share>,
    /// The share of a stem that the list does not have.
    unknown: Share,
    /// Stems that are not rare: few, so that they stay near while every word of many texts is asked for.
    common: HashSet<u64, BuildHasherDefault<Mixed>>,
}

impl Frequencies {
    /// From words, each with the share of all words that it is. Words of no letters, and those with no stem, are passed
    /// over; words with the same stem are added up.
    pub fn new<'a>(words: impl IntoIterator<Item = (&'a str, f64)>) -> Self {
        let (mut tokenizer, mut tokens) = (Tokenizer::new(), Tokens::default());
        let mut shares: HashKeyed<f64> = HashKeyed::default();
        for (word, frequency) in words {
            tokenizer.tokenize(word, &mut tokens);
            if let [stem] = tokens.stems[..] {
                *shares.entry(stem).or_insert(0.0) += frequency;
            }
        }
        shares.remove(&0);
        let common = shares.iter().filter(|&(_, &share)| share >= RARE).map(|(&stem, _)| stem).collect();
        Self {
            list: 1 + LISTS.fetch_add(1, Ordering::Relaxed),
            shares: shares.into_iter().map(|(stem, share)| (stem, share.into())).collect(),
            unknown: UNKNOWN.into(),
            common,
        }
    }

    /// The number of this list, which no other list of the process has.
    pub(crate) fn list(&self) -> u64 {
        self.list
    }

    /// The share of all words that have this stem.
    pub fn of_stem(&self, stem: u64) -> Share {
        self.shares.get(&stem).copied().unwrap_or(self.unknown)
    }

    /// Whether the share of words with this stem is low.
    #[inline]
    pub fn is_rare(&self, stem: u64) -> bool {
        !self.common.contains(&stem)
    }

    /// The same of a number of so many digits.
    pub fn is_rare_number(digits: usize) -> bool {
        Self::share_of_number(digits) < RARE
    }

    /// The share of all words that are one number of so many digits.
    pub fn of_number(digits: usize) -> Share {
        Self::share_of_number(digits).into()
    }

    fn share_of_number(digits: usize) -> f64 {
        NUMBERS[digits.min(NUMBERS.len() - 1)]
    }
}
