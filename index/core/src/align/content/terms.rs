//! Terms: the stems and numbers of two texts, over one vocabulary, with their weights.

use crate::align::seeds::words::{Words, key_hash};
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

/// What a term is worth.
#[derive(Clone, Copy, Debug)]
pub struct Worth {
    /// Minus the decimal logarithm of its share of all words.
    pub weight: f64,
    /// Natural logarithm of the chance that a word on this subject is another one.
    miss: f64,
}

impl Worth {
    fn new(share: f64) -> Self {
        Self { weight: -share.log10(), miss: (-(tuning::subject() * share).min(0.5)).ln_1p() }
    }

    /// The chance that it stands in a text of so many terms.
    pub fn chance(self, terms: usize) -> f64 {
        (-(self.miss * terms as f64).exp_m1()).min(tuning::most_chance())
    }
}

/// The terms of two texts.
pub struct Terms {
    /// In the order of each text.
    pub of: [Vec<Term>; 2],
    /// By key.
    pub worth: Vec<Worth>,
}

impl Terms {
    /// All terms of both texts, which have these `words`.
    pub fn new(sides: [TokenizedText<'_>; 2], words: &Words<'_>, frequencies: &Frequencies) -> Self {
        let mut worth = Vec::new();
        let mut by_key = vec![u32::MAX; words.vocabulary];
        // A number is a term as a whole, while its key is that of its first digits.
        let mut long_numbers: HashKeyed<u32> = HashKeyed::default();
        let of = [0, 1].map(|side: usize| {
            let TokenizedText { tokens, .. } = sides[side];
            let mut terms = Vec::with_capacity(tokens.len());
            for at in 0..tokens.len() {
                let Some(word) = term_at(sides[side], at) else { continue };
                let key = if word.hash == key_hash(tokens.stems[at], tokens.hashes[at]) {
                    &mut by_key[words.keys[side][at] as usize]
                } else {
                    long_numbers.entry(word.hash).or_insert(u32::MAX)
                };
                if *key == u32::MAX {
                    *key = worth.len() as u32;
                    worth.push(Worth::new(word.share(frequencies)));
                }
                terms.push(Term { key: *key, at: at as u32 });
            }
            terms
        });
        Self { of, worth }
    }

    /// The share of distinct terms that both texts have: the cosine of their sets (Ochiai, 1957), every term counting alike.
    pub fn overlap(&self) -> f32 {
        let mut has = vec![[false; 2]; self.worth.len()];
        for (side, terms) in self.of.iter().enumerate() {
            terms.iter().for_each(|term| has[term.key as usize][side] = true);
        }
        let count = |counts: fn(&[bool; 2]) -> bool| has.iter().filter(|&has| counts(has)).count() as f64;
        let (left, right, both) = (count(|has| has[0]), count(|has| has[1]), count(|has| has[0] && has[1]));
        if both > 0.0 { (both / (left * right).sqrt()) as f32 } else { 0.0 }
    }

    /// What sharing a term counts.
    pub fn square(&self, key: u32) -> f64 {
        self.worth[key as usize].weight.powi(2)
    }
}
