//! Terms: the stems and numbers of two texts, over one vocabulary, with their weights.

use crate::align::seeds::words::{Keys, Words, key_hash};
use crate::hash::HashKeyed;
use crate::language::{Frequencies, term_at};
use crate::text::TokenizedText;
use crate::tuning::content::terms as tuning;

/// One term where it stands.
#[derive(Clone, Copy, Debug)]
pub struct Term {
    /// Which one.
    pub key: u32,
    /// Which token of its text.
    pub at: u32,
}

/// How much a term says.
#[derive(Clone, Copy, Debug, Default)]
pub struct TermWeight {
    /// Minus the decimal logarithm of its share of all words, above 0.
    pub weight: f64,
    /// Natural logarithm of the chance that a word on this subject is another one.
    miss: f64,
}

impl TermWeight {
    fn new(share: f64) -> Self {
        Self { weight: -share.log10(), miss: (-(tuning::subject() * share).min(0.5)).ln_1p() }
    }

    /// The chance that it stands in a text of so many terms.
    pub fn chance(self, terms: usize) -> f64 {
        (-(self.miss * terms as f64).exp_m1()).min(tuning::most_chance())
    }
}

/// The terms of one text.
#[derive(Clone, Debug)]
pub struct TextTerms {
    /// The list of word frequencies that the weights come from.
    list: u64,
    /// In the order of the text: the keys of the text, and after these the long numbers.
    of: Vec<Term>,
    /// By key; the default for keys that are no terms.
    weights: Vec<TermWeight>,
    /// Hashes of the numbers that are terms as wholes, while their keys are those of their first digits.
    long_numbers: Vec<u64>,
}

impl TextTerms {
    /// All terms of a text, which has these `keys`. Steps follow its length.
    pub fn new(text: TokenizedText<'_>, keys: &Keys, frequencies: &Frequencies) -> Self {
        let TokenizedText { tokens, .. } = text;
        let mut all = Self {
            list: frequencies.list(),
            of: Vec::with_capacity(tokens.len()),
            weights: vec![TermWeight::default(); keys.distinct()],
            long_numbers: Vec::new(),
        };
        let mut numbers: HashKeyed<u32> = HashKeyed::default();
        for (at, &own) in keys.at.iter().enumerate() {
            let Some(word) = term_at(text, at) else { continue };
            let is_whole = word.hash == key_hash(tokens.stems[at], tokens.hashes[at]);
            let key = if is_whole { own } else { *numbers.entry(word.hash).or_insert(all.weights.len() as u32) };
            if key as usize == all.weights.len() {
                all.weights.push(TermWeight::default());
                all.long_numbers.push(word.hash);
            }
            if all.weights[key as usize].weight == 0.0 {
                all.weights[key as usize] = TermWeight::new(word.share(frequencies));
            }
            all.of.push(Term { key, at: at as u32 });
        }
        all
    }

    /// Whether the weights come from these `frequencies`.
    pub fn is_by(&self, frequencies: &Frequencies) -> bool {
        self.list == frequencies.list()
    }
}

/// The terms of two texts.
pub struct Terms {
    /// In the order of each text.
    pub of: [Vec<Term>; 2],
    /// By key; the default where a key of the texts is no term of theirs.
    pub weights: Vec<TermWeight>,
}

impl Terms {
    /// Joins the terms of two texts, which have these `words`. Steps follow their lengths.
    pub fn new(texts: [&TextTerms; 2], words: &Words<'_>) -> Self {
        let mut weights = vec![TermWeight::default(); words.vocabulary];
        let mut numbers: HashKeyed<u32> = HashKeyed::default();
        let of = [0, 1].map(|side: usize| {
            let TextTerms { of, weights: own, long_numbers, .. } = texts[side];
            let keys = own.len() - long_numbers.len();
            let mut joined: Vec<u32> = (0..keys as u32).map(|key| words.number(side, key)).collect();
            for hash in long_numbers {
                let next = (words.vocabulary + numbers.len()) as u32;
                joined.push(*numbers.entry(*hash).or_insert(next));
            }
            weights.resize(words.vocabulary + numbers.len(), TermWeight::default());
            for (&key, &own) in joined.iter().zip(own).filter(|(_, own)| own.weight > 0.0) {
                weights[key as usize] = own;
            }
            of.iter().map(|term| Term { key: joined[term.key as usize], at: term.at }).collect()
        });
        Self { of, weights }
    }

    /// The share of distinct terms that both texts have: the cosine of their sets (Ochiai, 1957), every term counting alike.
    pub fn overlap(&self) -> f32 {
        let mut has = vec![[false; 2]; self.weights.len()];
        for (side, terms) in self.of.iter().enumerate() {
            terms.iter().for_each(|term| has[term.key as usize][side] = true);
        }
        let count = |counts: fn(&[bool; 2]) -> bool| has.iter().filter(|&has| counts(has)).count() as f64;
        let (left, right, both) = (count(|has| has[0]), count(|has| has[1]), count(|has| has[0] && has[1]));
        if both > 0.0 { (both / (left * right).sqrt()) as f32 } else { 0.0 }
    }

    /// What a shared term adds: its weight, squared.
    pub fn square(&self, key: u32) -> f64 {
        self.weights[key as usize].weight.powi(2)
    }
}
