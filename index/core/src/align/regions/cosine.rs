//! Cosine: how much of their weighted words the two extents of a region share.

use crate::align::region::Region;
use crate::align::seeds::words::Words;
use crate::work::Share;

/// What two extents share.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Score {
    /// Cosine of the weighted words.
    pub cosine: f32,
    /// Sum of the weights of the words that both hold.
    pub shared: f32,
    /// Number of distinct words that both hold and that have a weight.
    pub words: u32,
}

/// Measures regions of one pair of texts, one after another.
pub struct Scorer<'a> {
    words: &'a Words<'a>,
    weights: &'a [f32],
    /// Occurrences of each key in the region at hand; all zero in between.
    counts: Vec<[u32; 2]>,
    share: &'a Share<'a>,
}

impl<'a> Scorer<'a> {
    /// With the weight of each key.
    pub fn new(words: &'a Words<'a>, weights: &'a [f32], share: &'a Share<'a>) -> Self {
        Self { words, weights, counts: vec![[0; 2]; words.vocabulary], share }
    }

    /// Measures `region`.
    pub fn score(&mut self, region: Region) -> Score {
        self.share.spend(2 * region.len() as usize);
        for side in 0..2 {
            for &key in &self.words.keys[side][region.sides[side].range()] {
                self.counts[key as usize][side] += 1;
            }
        }
        let (a, b) = (self.take(region, 0), self.take(region, 1));
        let norms = ((a.left + b.left) * (a.right + b.right)).sqrt();
        Score {
            cosine: (a.dot + b.dot) / norms.max(f32::MIN_POSITIVE),
            shared: a.shared + b.shared,
            words: a.words + b.words,
        }
    }

    /// Sums over the distinct words of one side, and takes them out of the counts.
    ///
    /// Words of both sides are summed where they come first, on the left.
    fn take(&mut self, region: Region, side: usize) -> Sums {
        let mut sums = Sums::default();
        for &key in &self.words.keys[side][region.sides[side].range()] {
            let [left, right] = std::mem::take(&mut self.counts[key as usize]).map(|count| count as f32);
            let weight = self.weights[key as usize];
            let square = weight * weight;
            sums.left += square * left * left;
            sums.right += square * right * right;
            sums.dot += square * left * right;
            sums.shared += weight * left.min(right);
            sums.words += u32::from(square * left * right > 0.0);
        }
        sums
    }
}

#[derive(Clone, Copy, Default)]
struct Sums {
    left: f32,
    right: f32,
    dot: f32,
    shared: f32,
    words: u32,
}
