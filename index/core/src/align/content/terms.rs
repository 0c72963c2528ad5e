//! Terms: the stems and numbers of two texts, over one vocabulary, with their weights.

use crate::align::seeds::words::Numbers;
use crate::language::{Frequencies, Share, term_at};
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
#[derive(Clone, Copy, Debug)]
pub struct TermWeight {
    /// Minus the decimal logarithm of its share of all words, above 0.
    pub weight: f64,
    /// Natural logarithm of the chance that a word on this subject is another one.
    miss: f64,
}

impl TermWeight {
    fn new(share: Share) -> Self {
        Self { weight: share.rarity, miss: ln_1p(-(tuning::subject() * share.of_all).min(0.5)) }
    }

    /// The chance that it stands in a text of so many terms.
    pub fn chance(self, terms: usize) -> f64 {
        (-exp_m1(self.miss * terms as f64)).min(tuning::most_chance())
    }
}

/// Numbers below which four terms of a series give all that a sum of weights can show. Most words are rare.
const SMALL: f64 = 1e-3;

/// `ln(1 + x)`, to within 10⁻¹⁵.
fn ln_1p(x: f64) -> f64 {
    if x.abs() < SMALL { x * (1.0 - x * (1.0 / 2.0 - x * (1.0 / 3.0 - x / 4.0))) } else { x.ln_1p() }
}

/// `exp(x) - 1`, to within 10⁻¹⁵.
fn exp_m1(x: f64) -> f64 {
    if x.abs() < SMALL { x * (1.0 + x / 2.0 * (1.0 + x / 3.0 * (1.0 + x / 4.0))) } else { x.exp() - 1.0 }
}

/// The terms of one text.
#[derive(Clone, Debug)]
pub struct TextTerms {
    /// The list of word frequencies that the weights come from.
    list: u64,
    /// In the order of the text.
    of: Vec<Term>,
    /// By key: the hash of the term.
    hashes: Vec<u64>,
    /// By key.
    weights: Vec<TermWeight>,
}

impl TextTerms {
    /// All terms of a text. Steps follow its length.
    pub fn new(text: TokenizedText<'_>, frequencies: &Frequencies) -> Self {
        let count = text.tokens.len();
        let mut numbers = Numbers::with_capacity(count);
        let (mut of, mut weights) = (Vec::with_capacity(count), Vec::new());
        for at in 0..count {
            let Some(word) = term_at(text, at) else { continue };
            let key = numbers.number(word.hash);
            if key as usize == weights.len() {
                weights.push(TermWeight::new(word.share(frequencies)));
            }
            of.push(Term { key, at: at as u32 });
        }
        Self { list: frequencies.list(), of, hashes: numbers.hashes().to_vec(), weights }
    }

    /// Number of terms.
    pub fn len(&self) -> usize {
        self.of.len()
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
    /// By key.
    pub weights: Vec<TermWeight>,
}

impl Terms {
    /// Joins the terms of two texts. Steps follow their lengths.
    pub fn new([left, right]: [&TextTerms; 2]) -> Self {
        let mut numbers = Numbers::with_capacity(left.hashes.len() + right.hashes.len());
        let mut weights = Vec::with_capacity(left.hashes.len() + right.hashes.len());
        let of = [left, right].map(|text| {
            let number = |(&hash, &weight): (&u64, &TermWeight)| {
                let key = numbers.number(hash);
                if key as usize == weights.len() {
                    weights.push(weight);
                }
                key
            };
            let keys: Vec<u32> = text.hashes.iter().zip(&text.weights).map(number).collect();
            text.of.iter().map(|term| Term { key: keys[term.key as usize], at: term.at }).collect()
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// The fast logarithm and exponential are those of the standard library, on both sides of the bound.
        #[test]
        fn fast_functions_equal_their_slow_twins(places in 0.0f64..12.0) {
            let x = -(10f64.powf(-places) / 2.0);
            prop_assert!((ln_1p(x) - x.ln_1p()).abs() < 1e-15);
            prop_assert!((exp_m1(x) - x.exp_m1()).abs() < 1e-15);
        }
    }
}
