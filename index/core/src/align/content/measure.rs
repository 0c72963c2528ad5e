//! The likeness of two stretches: shared terms beyond chance, and their order.

use std::ops::Range;

use crate::align::content::terms::{Term, Terms};
use crate::tuning::content::order as tuning;

/// How alike two stretches are.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Score {
    /// 0 where they share what chance gives them, 1 where they share all; order may add a little.
    pub likeness: f32,
    /// Distinct terms that both have.
    pub shared: u32,
}

/// What is known of one term in two stretches.
#[derive(Clone, Copy, Default)]
struct Tally {
    counts: [u32; 2],
    /// Where it stands, if once.
    places: [u32; 2],
}

/// Measures stretches of one pair of texts, one after another.
pub struct Measure<'a> {
    terms: &'a Terms,
    tallies: Vec<Tally>,
    keys: Vec<u32>,
}

impl<'a> Measure<'a> {
    /// Of two texts.
    pub fn new(terms: &'a Terms) -> Self {
        Self { terms, tallies: vec![Tally::default(); terms.weights.len()], keys: Vec::new() }
    }

    /// How alike these ranges of terms are.
    pub fn of(&mut self, ranges: [Range<usize>; 2]) -> Score {
        let lengths = ranges.each_ref().map(Range::len);
        for (side, range) in ranges.into_iter().enumerate() {
            self.count(side, range);
        }
        let score = Score { likeness: (self.beyond_chance(lengths) + self.order()) as f32, shared: self.shared() };
        self.keys.drain(..).for_each(|key| self.tallies[key as usize] = Tally::default());
        score
    }

    fn count(&mut self, side: usize, range: Range<usize>) {
        for &Term { key, at } in &self.terms.of[side][range] {
            let tally = &mut self.tallies[key as usize];
            if tally.counts == [0, 0] {
                self.keys.push(key);
            }
            tally.counts[side] += 1;
            tally.places[side] = at;
        }
    }

    fn shared(&self) -> u32 {
        let both = |&&key: &&u32| self.tallies[key as usize].counts.iter().all(|&count| count > 0);
        self.keys.iter().filter(both).count() as u32
    }

    /// Cosine of the sets of terms, less what chance gives, as a share of what is left to share.
    fn beyond_chance(&self, lengths: [usize; 2]) -> f64 {
        let (mut shared, mut chance, mut norms) = (0.0, 0.0, [0.0; 2]);
        for &key in &self.keys {
            let (weight, counts) = (self.terms.weights[key as usize], self.tallies[key as usize].counts);
            let square = self.terms.square(key);
            shared += if counts[0] > 0 && counts[1] > 0 { square } else { 0.0 };
            for side in (0..2).filter(|&side| counts[side] > 0) {
                norms[side] += square;
                chance += 0.5 * square * weight.chance(lengths[1 - side]);
            }
        }
        let all = (norms[0] * norms[1]).sqrt() - chance;
        if all > 0.0 { (shared - chance) / all } else { 0.0 }
    }

    /// How much the terms that both have once stand in the same order: Fisher's transform of the weighted correlation
    /// of their places, in standard deviations.
    fn order(&self) -> f64 {
        let once = self.keys.iter().filter(|&&key| self.tallies[key as usize].counts == [1, 1]);
        let places: Vec<(f64, [f64; 2])> = once
            .map(|&key| {
                let weight = (self.terms.weights[key as usize].weight - tuning::common()).max(tuning::least_weight());
                (weight, self.tallies[key as usize].places.map(f64::from))
            })
            .collect();
        if places.len() < tuning::least_terms() {
            return 0.0;
        }
        let freedom = (places.len() as f64 - 3.0).sqrt();
        let deviations = correlation(&places).clamp(-0.99, 0.99).atanh() * freedom;
        tuning::deviation() * deviations.clamp(tuning::fewest(), tuning::most())
    }
}

/// Pearson's correlation of weighted pairs; 0 if one side is constant.
fn correlation(pairs: &[(f64, [f64; 2])]) -> f64 {
    let all: f64 = pairs.iter().map(|(weight, _)| weight).sum();
    let mean = [0, 1].map(|side| pairs.iter().map(|(weight, at)| weight * at[side]).sum::<f64>() / all);
    let product = |a: usize, b: usize| {
        pairs.iter().map(|(weight, at)| weight * (at[a] - mean[a]) * (at[b] - mean[b])).sum::<f64>()
    };
    let norm = (product(0, 0) * product(1, 1)).sqrt();
    if norm > 0.0 { product(0, 1) / norm } else { 0.0 }
}
