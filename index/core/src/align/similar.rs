//! Similar sentences: pairs that share much of their rare vocabulary.
//!
//! After the seeding of Sanchez-Perez, Sidorov and Gelbukh (PAN 2014): cosine over stems weighted by how few
//! sentences hold them, and Dice over the sets of stems. Unlike there, only pairs that share an uncommon stem are
//! looked at, so that the cost follows the length of the texts and not its square.

use super::block::{Block, Extent};
use super::words::Words;

/// A stem that would pair up more sentences than this proposes none of them.
const MOST_PAIRS: u64 = 1024;

/// Likeness of a pair of sentences, after PAN 2014; 0.30 as published finds 0.008 fewer rewritten passages.
const LEAST_COSINE: f32 = 0.25;
const LEAST_DICE: f32 = 0.33;

/// The sentences of one text as weighted bags of keys.
struct Bags {
    /// Where each sentence stands.
    extents: Vec<Extent>,
    /// Where the entries of each sentence begin in `entries`; one more than there are sentences.
    starts: Vec<u32>,
    /// Keys of each sentence in ascending order, with weights.
    entries: Vec<(u32, f32)>,
    norms: Vec<f32>,
}

impl Bags {
    fn count(keys: &[u32], extents: Vec<Extent>) -> Self {
        let mut starts = vec![0];
        let mut entries: Vec<(u32, f32)> = Vec::with_capacity(keys.len());
        let mut sorted: Vec<u32> = Vec::new();
        for extent in &extents {
            sorted.clear();
            sorted.extend_from_slice(&keys[extent.range()]);
            sorted.sort_unstable();
            entries.extend(sorted.chunk_by(|a, b| a == b).map(|same| (same[0], same.len() as f32)));
            starts.push(entries.len() as u32);
        }
        Self { extents, starts, entries, norms: Vec::new() }
    }

    fn weigh(&mut self, weights: &[f32]) {
        for (key, weight) in &mut self.entries {
            *weight *= weights[*key as usize];
        }
        self.norms = (0..self.extents.len()).map(|at| norm(self.sentence(at))).collect();
    }

    fn sentence(&self, at: usize) -> &[(u32, f32)] {
        &self.entries[self.starts[at] as usize..self.starts[at + 1] as usize]
    }
}

fn norm(entries: &[(u32, f32)]) -> f32 {
    entries.iter().map(|(_, weight)| weight * weight).sum::<f32>().sqrt()
}

/// Both texts as bags, and the weight of each key.
pub struct Sentences {
    bags: [Bags; 2],
    /// Number of sentences of each text that hold a key.
    held: Vec<[u32; 2]>,
    /// Weight of each key: the logarithm of how few of all sentences hold it.
    pub weights: Vec<f32>,
}

impl Sentences {
    /// Counts and weighs the keys of all sentences.
    pub fn new(words: &Words, extents: [Vec<Extent>; 2]) -> Self {
        let [left, right] = extents;
        let mut bags = [Bags::count(&words.keys[0], left), Bags::count(&words.keys[1], right)];
        let mut held = vec![[0u32; 2]; words.vocabulary];
        for side in 0..2 {
            for (key, _) in &bags[side].entries {
                held[*key as usize][side] += 1;
            }
        }
        let all = (bags[0].extents.len() + bags[1].extents.len() + 1) as f32;
        let weights: Vec<f32> = held.iter().map(|[left, right]| (all / (left + right).max(1) as f32).ln()).collect();
        for side in &mut bags {
            side.weigh(&weights);
        }
        Self { bags, held, weights }
    }

    /// The sentences of text `side`.
    pub fn extents(&self, side: usize) -> &[Extent] {
        &self.bags[side].extents
    }

    /// All pairs of similar sentences, by left position.
    pub fn pairs(&self) -> Vec<Block> {
        let postings = Postings::new(&self.bags[1], &self.held);
        let mut seen = vec![u32::MAX; self.bags[1].extents.len()];
        let mut out = Vec::new();
        for left in 0..self.bags[0].extents.len() {
            for &(key, _) in self.bags[0].sentence(left) {
                for &right in postings.of(key) {
                    if seen[right as usize] != left as u32 {
                        seen[right as usize] = left as u32;
                        out.extend(self.pair(left, right as usize));
                    }
                }
            }
        }
        out.sort_unstable();
        out
    }

    /// The pair as a block if it is similar enough.
    fn pair(&self, left: usize, right: usize) -> Option<Block> {
        let (a, b) = (self.bags[0].sentence(left), self.bags[1].sentence(right));
        let most = 2.0 * a.len().min(b.len()) as f32 / (a.len() + b.len()) as f32;
        if most <= LEAST_DICE {
            return None;
        }
        let (dot, common) = product(a, b);
        let cosine = dot / (self.bags[0].norms[left] * self.bags[1].norms[right]).max(f32::MIN_POSITIVE);
        let dice = 2.0 * common as f32 / (a.len() + b.len()) as f32;
        let similar = cosine > LEAST_COSINE && dice > LEAST_DICE;
        similar.then(|| Block { sides: [self.bags[0].extents[left], self.bags[1].extents[right]] })
    }
}

/// Dot product of two bags, and the number of common keys.
fn product(a: &[(u32, f32)], b: &[(u32, f32)]) -> (f32, usize) {
    let (mut i, mut j, mut dot, mut common) = (0, 0, 0.0, 0);
    while i < a.len() && j < b.len() {
        if a[i].0 == b[j].0 {
            dot += a[i].1 * b[j].1;
            common += 1;
        }
        let (step_a, step_b) = (a[i].0 <= b[j].0, b[j].0 <= a[i].0);
        i += usize::from(step_a);
        j += usize::from(step_b);
    }
    (dot, common)
}

/// Which right sentences hold a key that is uncommon enough to propose pairs.
struct Postings {
    starts: Vec<u32>,
    sentences: Vec<u32>,
}

impl Postings {
    fn new(bags: &Bags, held: &[[u32; 2]]) -> Self {
        let mut starts = Vec::with_capacity(held.len() + 1);
        let mut total = 0u32;
        for held in held {
            starts.push(total);
            total += if proposes(*held) { held[1] } else { 0 };
        }
        starts.push(total);
        let mut sentences = vec![0u32; total as usize];
        let mut next = starts.clone();
        for at in 0..bags.extents.len() {
            for &(key, _) in bags.sentence(at) {
                if proposes(held[key as usize]) {
                    sentences[next[key as usize] as usize] = at as u32;
                    next[key as usize] += 1;
                }
            }
        }
        Self { starts, sentences }
    }

    fn of(&self, key: u32) -> &[u32] {
        &self.sentences[self.starts[key as usize] as usize..self.starts[key as usize + 1] as usize]
    }
}

fn proposes(held: [u32; 2]) -> bool {
    let pairs = u64::from(held[0]) * u64::from(held[1]);
    pairs > 0 && pairs <= MOST_PAIRS
}
