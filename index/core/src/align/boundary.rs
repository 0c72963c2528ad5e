//! Boundaries: where, to the word, a block of similar text begins and ends.
//!
//! Each word of one text speaks for or against belonging to the block: a word that the other extent holds speaks for
//! it, the more the rarer it is elsewhere; a word that it lacks speaks against it. The best extent is the stretch with
//! the greatest sum.

use super::block::{Block, Extent};
use super::words::Words;

/// Rounds of moving both extents; most blocks settle after two.
const ROUNDS: usize = 3;

/// Finds the best extents of blocks of one pair of texts.
pub struct Boundaries<'a> {
    words: &'a Words,
    /// Occurrences of each key in both texts.
    totals: Vec<u32>,
    /// Occurrences of each key in the two extents of the block at hand.
    inside: Vec<[u32; 2]>,
}

impl<'a> Boundaries<'a> {
    /// Counts the keys of both texts.
    pub fn new(words: &'a Words) -> Self {
        let mut totals = vec![0u32; words.vocabulary];
        for &key in words.keys.iter().flatten() {
            totals[key as usize] += 1;
        }
        Self { words, totals, inside: vec![[0; 2]; words.vocabulary] }
    }

    /// The block with both extents moved to where the words say.
    pub fn settle(&mut self, block: Block, sides: [bool; 2]) -> Block {
        let mut block = block;
        for _ in 0..ROUNDS {
            self.count(block, true);
            let moved = Block {
                sides: [0, 1].map(|side| if sides[side] { self.best(block, side) } else { block.sides[side] }),
            };
            self.count(block, false);
            if moved == block {
                break;
            }
            block = moved;
        }
        block
    }

    /// Adds the words of `block` to the counts, or takes them out again.
    fn count(&mut self, block: Block, add: bool) {
        for side in 0..2 {
            for &key in &self.words.keys[side][block.sides[side].range()] {
                let count = &mut self.inside[key as usize][side];
                *count = if add { *count + 1 } else { *count - 1 };
            }
        }
    }

    /// The stretch around the extent on `side` with the greatest sum.
    fn best(&self, block: Block, side: usize) -> Extent {
        let keys = &self.words.keys[side];
        let reach = 80;
        let window = Extent {
            start: block.sides[side].start.saturating_sub(reach),
            end: (block.sides[side].end + reach).min(keys.len() as u32),
        };
        let scale = Scale::new(self, block, side);
        let extent = block.sides[side];
        let scores = keys[window.range()]
            .iter()
            .zip(window.start..)
            .map(|(&key, at)| scale.score(self, key, extent.start <= at && at < extent.end));
        greatest_sum(scores).map_or(block.sides[side], |found| Extent {
            start: window.start + found.start,
            end: window.start + found.end,
        })
    }
}

/// What is needed to say how surprising it is that an extent holds a word.
struct Scale {
    other: usize,
    length: f32,
    background: f32,
}

impl Scale {
    fn new(of: &Boundaries<'_>, block: Block, side: usize) -> Self {
        let all = (of.words.keys[0].len() + of.words.keys[1].len()) as u32;
        let background = (all - block.len()) as f32 + 2000.0;
        Self { other: 1 - side, length: block.sides[1 - side].len() as f32, background }
    }

    fn score(&self, of: &Boundaries<'_>, key: u32, within: bool) -> f32 {
        let inside = of.inside[key as usize];
        let (own, other) = (inside[1 - self.other] as f32, inside[self.other] as f32);
        let used = if within { (other / own).min(1.0) } else { (other - own).clamp(0.0, 1.0) };
        let used = used.max(0.0 * other.min(1.0));
        used * self.hit(of, key) - (1.0 - used) * 0.6
    }

    fn hit(&self, of: &Boundaries<'_>, key: u32) -> f32 {
        let inside = of.inside[key as usize];
        let elsewhere =
            (of.totals[key as usize] - inside[0] - inside[1].min(of.totals[key as usize] - inside[0])) as f32;
        let chance = 1.0 - (-(elsewhere + 0.5) / self.background * self.length).exp();
        let kept = 0.6;
        ((kept + (1.0 - kept) * chance) / chance).ln().min(3.0)
    }
}

/// The first stretch with the greatest sum, if that is above zero.
fn greatest_sum(scores: impl Iterator<Item = f32>) -> Option<Extent> {
    let (mut best, mut found) = (0.0, None);
    let (mut sum, mut start) = (0.0, 0u32);
    for (score, at) in scores.zip(0u32..) {
        if sum <= 0.0 {
            (sum, start) = (0.0, at);
        }
        sum += score;
        if sum > best {
            (best, found) = (sum, Some(Extent { start, end: at + 1 }));
        }
    }
    found
}
