//! From two texts to the blocks they share: seeds, groups, boundaries, and which of rival blocks to keep.

use super::Side;
use super::block::{Block, Extent, hull};
use super::boundary::Boundaries;
use super::chain::groups;
use super::runs::{Run, runs};
use super::sentences::sentences;
use super::similar::Sentences;
use super::verbatim;
use super::words::Words;

/// A block with what speaks for it.
#[derive(Clone, Copy, Debug)]
pub struct Found {
    /// Where it is.
    pub block: Block,
    /// Weighted words that both extents hold.
    pub weight: f32,
}

/// The blocks that `sides` share, by left position; they do not overlap much.
pub fn blocks(sides: [Side<'_>; 2], words: &Words) -> Vec<Block> {
    let hashes = sides.map(|side| side.tokens.hashes.as_slice());
    if hashes[0].is_empty() || hashes[1].is_empty() {
        return Vec::new();
    }
    if let Some(block) = equal(hashes) {
        return vec![block];
    }
    let runs = runs(hashes);
    let extents = sides.map(|side| sentences(side.text, side.tokens));
    let sentences = Sentences::new(words, extents.clone());
    let mut seeds = sentences.pairs();
    seeds.extend(run_seeds(&runs));
    let mut search = Search {
        words,
        weights: &sentences.weights,
        boundaries: Boundaries::new(words),
        runs: &runs,
        sentences: &extents,
        lengths: hashes.map(|h| h.len() as u32),
        out: Vec::new(),
        counts: vec![[0; 2]; words.vocabulary],
    };
    search.groups(seeds, 90);
    search.whole_short_texts();
    resolve(search.out)
}

/// Both texts as one block if they are word for word the same.
fn equal(hashes: [&[u64]; 2]) -> Option<Block> {
    let length = hashes[0].len() as u32;
    (hashes[0] == hashes[1]).then(|| Block::new((0, length), (0, length)))
}

fn run_seeds(runs: &[Run]) -> impl Iterator<Item = Block> {
    runs.iter().filter(|run| run.len >= 8).map(|run| run.block())
}

struct Search<'a> {
    words: &'a Words,
    weights: &'a [f32],
    boundaries: Boundaries<'a>,
    runs: &'a [Run],
    sentences: &'a [Vec<Extent>; 2],
    lengths: [u32; 2],
    out: Vec<Found>,
    counts: Vec<[u32; 2]>,
}

impl Search<'_> {
    /// Groups the seeds; groups that are not alike as a whole are tried again with smaller gaps.
    fn groups(&mut self, seeds: Vec<Block>, most_gap: u32) {
        for group in groups(seeds, most_gap) {
            let Some(block) = hull(&group) else { continue };
            let alike = self.likeness(block).0 >= 0.34;
            if alike {
                self.accept(block);
            } else if group.len() > 1 && most_gap > 8 {
                self.groups(group, most_gap / 2);
            }
        }
    }

    fn accept(&mut self, block: Block) {
        let block = if 1.0 > 0.0 { self.boundaries.settle(block, [true, true]) } else { block };
        let block = Block { sides: [0, 1].map(|side| snap(block.sides[side], &self.sentences[side])) };
        let block = verbatim::exact(block, self.runs).unwrap_or(block);
        let least = 22;
        if block.sides.iter().all(|extent| extent.len() >= least) {
            let weight = self.likeness(block).1;
            self.out.push(Found { block, weight });
        }
    }

    /// A text too short for a passage counts if the other one repeats it whole.
    fn whole_short_texts(&mut self) {
        for run in self.runs {
            if self.lengths.contains(&run.len) {
                let block = run.block();
                if !self.out.iter().any(|found| found.block.holds(block)) {
                    let weight = self.likeness(block).1;
                    self.out.push(Found { block, weight });
                }
            }
        }
    }

    /// Cosine of the weighted words of both extents, and the weight of those they share.
    fn likeness(&mut self, block: Block) -> (f32, f32) {
        self.count(block, 1);
        let (mut dot, mut squares, mut shared) = (0.0f32, [0.0f32; 2], 0.0f32);
        for side in 0..2 {
            for &key in &self.words.keys[side][block.sides[side].range()] {
                let counts = self.counts[key as usize];
                let weight = self.weights[key as usize];
                let square = weight * weight;
                squares[side] += square * counts[side] as f32;
                if side == 0 {
                    dot += square * counts[1] as f32;
                    shared += weight * (counts[1].min(counts[0]) as f32 / counts[0] as f32);
                }
            }
        }
        self.count(block, 0);
        (dot / (squares[0].sqrt() * squares[1].sqrt()).max(f32::MIN_POSITIVE), shared)
    }

    fn count(&mut self, block: Block, step: u32) {
        for side in 0..2 {
            for &key in &self.words.keys[side][block.sides[side].range()] {
                let count = &mut self.counts[key as usize][side];
                *count = if step == 0 { 0 } else { *count + step };
            }
        }
    }
}

/// Moves the ends of `extent` to the sentence boundaries they nearly reach.
fn snap(extent: Extent, sentences: &[Extent]) -> Extent {
    let start = nearest(extent.start, sentences, extent);
    let end = nearest(extent.end, sentences, extent);
    if start < end { Extent { start, end } } else { extent }
}

fn nearest(at: u32, sentences: &[Extent], _extent: Extent) -> u32 {
    let Some(sentence) = sentences.get(sentences.partition_point(|sentence| sentence.end <= at)) else { return at };
    let (before, after) = (at - sentence.start.min(at), sentence.end - at);
    let most = 4;
    if before.min(after) > most {
        at
    } else if before <= after {
        sentence.start
    } else {
        sentence.end
    }
}

/// Keeps the weightier of blocks that overlap by more than half on either side.
fn resolve(mut found: Vec<Found>) -> Vec<Block> {
    found.sort_by(|a, b| b.weight.total_cmp(&a.weight).then(a.block.cmp(&b.block)));
    let mut kept: Vec<Block> = Vec::new();
    for candidate in found {
        let rival = |other: &Block| {
            (0..2).any(|side| {
                let (a, b) = (candidate.block.sides[side], other.sides[side]);
                2 * a.common(b) > a.len().min(b.len())
            })
        };
        if !kept.iter().any(rival) {
            kept.push(candidate.block);
        }
    }
    kept.sort_unstable();
    kept
}
