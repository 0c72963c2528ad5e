//! Similar sentences: pairs that share much of their rare vocabulary.
//!
//! After the seeding of Sanchez-Perez, Sidorov and Gelbukh (PAN 2014): cosine over stems weighted by how few sentences
//! hold them, and Dice over the sets of stems. Unlike there, only pairs that share an uncommon stem are compared. So
//! the cost follows the length of the texts, not its square.

use crate::align::region::{Extent, Region};
use crate::align::seeds::words::Words;
use crate::tuning::seeds::similar_sentences as tuning;
use crate::work::Work;

/// The sentences of one text as weighted bags of keys.
struct Bags {
    /// Where each sentence stands.
    extents: Vec<Extent>,
    /// Where the entries of each sentence begin in `entries`; one more than there are sentences.
    starts: Vec<u32>,
    /// Keys of each sentence in the order of their first places in it, with weights.
    entries: Vec<(u32, f32)>,
    norms: Vec<f32>,
}

impl Bags {
    fn count(keys: &[u32], extents: Vec<Extent>, vocabulary: usize) -> Self {
        let mut starts = vec![0];
        let mut entries: Vec<(u32, f32)> = Vec::with_capacity(keys.len());
        // One more than the last entry of each key: that of an earlier sentence does not lie after this one's start.
        let mut last = vec![0u32; vocabulary];
        for extent in &extents {
            let start = entries.len() as u32;
            for &key in &keys[extent.range()] {
                let last = &mut last[key as usize];
                if *last > start {
                    entries[*last as usize - 1].1 += 1.0;
                } else {
                    entries.push((key, 1.0));
                    *last = entries.len() as u32;
                }
            }
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
    /// Counts the keys of these sentences. They weigh what they do among `all` sentences of both texts, in each of which
    /// `held` of them hold a key.
    pub fn new(words: &Words<'_>, extents: [Vec<Extent>; 2], held: Vec<[u32; 2]>, all: usize) -> Self {
        let [left, right] = extents;
        let count = |side: usize, extents| Bags::count(&words.keys[side], extents, words.vocabulary);
        let mut bags = [count(0, left), count(1, right)];
        let all = (all + 1) as f32;
        let most = held.iter().map(|[left, right]| left + right).max().unwrap_or(0);
        let by_count: Vec<f32> = (0..=most).map(|count| (all / count.max(1) as f32).ln()).collect();
        let weights: Vec<f32> = held.iter().map(|[left, right]| by_count[(left + right) as usize]).collect();
        for side in &mut bags {
            side.weigh(&weights);
        }
        Self { bags, held, weights }
    }

    /// The sentences of text `side`.
    pub fn extents(&self, side: usize) -> &[Extent] {
        &self.bags[side].extents
    }

    /// All pairs of similar sentences, by left position; sentences that `explained` says yes to are left out.
    pub fn pairs(&self, explained: impl Fn(usize, Extent) -> bool, work: &Work<'_>) -> Vec<Region> {
        let share = work.share(tuning::most_steps() * (self.bags[0].entries.len() + self.bags[1].entries.len()));
        let open = [0, 1].map(|side| {
            let extents = self.extents(side).iter();
            extents.map(|&extent| !explained(side, extent)).collect::<Vec<bool>>()
        });
        let postings = Postings::new(&self.bags[1], &self.held, &open[1]);
        let remainders = self.bags.each_ref().map(|bags| Remainder::of_all(bags, &self.held));
        let mut tally = Tally::new(self.bags[1].extents.len());
        let mut spread = vec![0.0; self.weights.len()];
        let mut out = Vec::new();
        for left in (0..open[0].len()).filter(|&left| open[0][left]) {
            if !share.may_go_on() {
                break;
            }
            let sentence = self.bags[0].sentence(left);
            tally.clear();
            for &(key, weight) in sentence {
                spread[key as usize] = weight;
                let holders = postings.of(key);
                share.spend(1 + holders.len());
                holders.iter().for_each(|&(right, other)| tally.add(right, weight * other));
            }
            let from = out.len();
            for &right in tally.touched() {
                let most = tally.of[right as usize].plus(remainders[0][left], remainders[1][right as usize]);
                let may = self.may_be_similar(left, right as usize, most);
                share.spend(1 + if may { self.bags[1].sentence(right as usize).len() } else { 0 });
                out.extend(if may { self.pair(left, right as usize, &spread) } else { None });
            }
            out[from..].sort_unstable();
            sentence.iter().for_each(|&(key, _)| spread[key as usize] = 0.0);
        }
        out
    }

    /// The pair as a region if it is similar enough; `spread` holds the weight of each key in the left sentence.
    fn pair(&self, left: usize, right: usize, spread: &[f32]) -> Option<Region> {
        let common = product(spread, self.bags[1].sentence(right));
        let cosine = common.dot / self.norms(left, right);
        let dice = 2.0 * common.keys as f32 / self.entries(left, right) as f32;
        let similar = cosine > tuning::least_cosine() && dice > tuning::least_dice();
        similar.then(|| Region { sides: [self.bags[0].extents[left], self.bags[1].extents[right]] })
    }

    /// Whether two sentences with no more than `most` in common may be similar: yes, a little too often.
    fn may_be_similar(&self, left: usize, right: usize, most: Common) -> bool {
        let roomy = |value: f32| value * 1.0001;
        roomy(2.0 * most.keys as f32) > tuning::least_dice() * self.entries(left, right) as f32
            && roomy(most.dot) > tuning::least_cosine() * self.norms(left, right)
    }

    fn entries(&self, left: usize, right: usize) -> usize {
        self.bags[0].sentence(left).len() + self.bags[1].sentence(right).len()
    }

    fn norms(&self, left: usize, right: usize) -> f32 {
        (self.bags[0].norms[left] * self.bags[1].norms[right]).max(f32::MIN_POSITIVE)
    }
}

/// What two sentences have in common.
#[derive(Clone, Copy, Default)]
struct Common {
    /// Dot product of the bags.
    dot: f32,
    /// Number of keys.
    keys: u32,
}

impl Common {
    /// The most that there can be if only keys that propose pairs were counted.
    fn plus(self, left: Remainder, right: Remainder) -> Self {
        Self { dot: self.dot + left.norm * right.norm, keys: self.keys + left.keys.min(right.keys) }
    }
}

/// The keys of a sentence that both texts hold, but too often to propose pairs.
#[derive(Clone, Copy)]
struct Remainder {
    norm: f32,
    keys: u32,
}

impl Remainder {
    fn of_all(bags: &Bags, held: &[[u32; 2]]) -> Vec<Self> {
        (0..bags.extents.len()).map(|at| Self::of(bags.sentence(at), held)).collect()
    }

    fn of(sentence: &[(u32, f32)], held: &[[u32; 2]]) -> Self {
        let (mut square, mut keys) = (0.0, 0);
        for &(key, weight) in sentence {
            let common = pairs_up(held[key as usize]) > tuning::most_pairs();
            square += if common { weight * weight } else { 0.0 };
            keys += u32::from(common);
        }
        Self { norm: square.sqrt(), keys }
    }
}

/// What one left sentence has in common with each right sentence, as far as the keys that propose pairs go.
struct Tally {
    of: Vec<Common>,
    /// The right sentences with anything in common come first.
    touched: Vec<u32>,
    count: usize,
}

impl Tally {
    fn new(sentences: usize) -> Self {
        Self { of: vec![Common::default(); sentences], touched: vec![0; sentences + 1], count: 0 }
    }

    fn add(&mut self, right: u32, dot: f32) {
        let common = &mut self.of[right as usize];
        self.touched[self.count] = right;
        self.count += usize::from(common.keys == 0);
        common.dot += dot;
        common.keys += 1;
    }

    fn touched(&self) -> &[u32] {
        &self.touched[..self.count]
    }

    fn clear(&mut self) {
        for &right in &self.touched[..self.count] {
            self.of[right as usize] = Common::default();
        }
        self.count = 0;
    }
}

/// What a bag has in common with another one, given as the weight of each key.
fn product(spread: &[f32], bag: &[(u32, f32)]) -> Common {
    let mut common = Common::default();
    for &(key, weight) in bag {
        let other = spread[key as usize];
        common.dot += weight * other;
        common.keys += u32::from(other > 0.0);
    }
    common
}

/// Which right sentences hold a key that is uncommon enough to propose pairs, and its weight there.
struct Postings {
    starts: Vec<u32>,
    ends: Vec<u32>,
    sentences: Vec<(u32, f32)>,
}

impl Postings {
    fn new(bags: &Bags, held: &[[u32; 2]], open: &[bool]) -> Self {
        let mut starts = Vec::with_capacity(held.len() + 1);
        let mut total = 0u32;
        for held in held {
            starts.push(total);
            total += if proposes(*held) { held[1] } else { 0 };
        }
        let mut sentences = vec![(0, 0.0); total as usize];
        let mut next = starts.clone();
        for at in (0..bags.extents.len()).filter(|&at| open[at]) {
            for &(key, weight) in bags.sentence(at) {
                if proposes(held[key as usize]) {
                    sentences[next[key as usize] as usize] = (at as u32, weight);
                    next[key as usize] += 1;
                }
            }
        }
        Self { starts, ends: next, sentences }
    }

    fn of(&self, key: u32) -> &[(u32, f32)] {
        &self.sentences[self.starts[key as usize] as usize..self.ends[key as usize] as usize]
    }
}

fn proposes(held: [u32; 2]) -> bool {
    (1..=tuning::most_pairs()).contains(&pairs_up(held))
}

/// Number of pairs of sentences that hold a key.
fn pairs_up(held: [u32; 2]) -> u64 {
    u64::from(held[0]) * u64::from(held[1])
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::align::seeds::words::Keys;
    use crate::text::Tokens;
    use crate::work::Stop;
    use proptest::prelude::*;

    type Bag = BTreeMap<u32, f64>;

    fn naive_bag(keys: &[u32], extent: Extent) -> Bag {
        let mut bag = Bag::new();
        keys[extent.range()].iter().for_each(|&key| *bag.entry(key).or_default() += 1.0);
        bag
    }

    /// How far a pair of sentences is above both least likenesses.
    fn naive_margin(left: &Bag, right: &Bag, weight: impl Fn(u32) -> f64) -> f64 {
        let norm = |bag: &Bag| bag.iter().map(|(&key, count)| (count * weight(key)).powi(2)).sum::<f64>().sqrt();
        let common: Vec<u32> = left.keys().filter(|key| right.contains_key(key)).copied().collect();
        let dot: f64 = common.iter().map(|key| left[key] * right[key] * weight(*key).powi(2)).sum();
        let cosine = dot / (norm(left) * norm(right)).max(f64::MIN_POSITIVE);
        let dice = 2.0 * common.len() as f64 / (left.len() + right.len()) as f64;
        (cosine - f64::from(tuning::least_cosine())).min(dice - f64::from(tuning::least_dice()))
    }

    /// A text whose words have these numbers as their hashes.
    fn tokens(numbers: &[u32]) -> Tokens {
        let hashes: Vec<u64> = numbers.iter().map(|&number| u64::from(number)).collect();
        Tokens { stems: vec![0; hashes.len()], hashes, ..Tokens::default() }
    }

    fn sentences(keys: &[u32]) -> Vec<Extent> {
        let ends = (0..keys.len() as u32).step_by(7);
        ends.map(|start| Extent { start, end: (start + 7).min(keys.len() as u32) }).collect()
    }

    proptest! {
        /// The similar pairs are those of the definition, except where rounding decides.
        #[test]
        fn pairs_equal_those_of_the_naive_twin(
            left in prop::collection::vec(0u32..24, 1..90), right in prop::collection::vec(0u32..24, 1..90)
        ) {
            let extents = [sentences(&left), sentences(&right)];
            let keys = [&left, &right].map(|keys| Keys::of(&tokens(keys)));
            let words = Words::new(keys.each_ref());
            let bags = [0, 1].map(|side| {
                let each = extents[side].iter().map(|&extent| naive_bag(&words.keys[side], extent));
                each.collect::<Vec<Bag>>()
            });
            let all = bags.iter().map(Vec::len).sum::<usize>() as f64 + 1.0;
            let holding = |key: u32| bags.iter().flatten().filter(|bag| bag.contains_key(&key)).count();
            let weight = |key: u32| (all / holding(key) as f64).ln();
            let held = |key: usize| {
                [0, 1].map(|side| bags[side].iter().filter(|bag| bag.contains_key(&(key as u32))).count() as u32)
            };
            let held = (0..words.vocabulary).map(held).collect();
            let number = extents.iter().map(Vec::len).sum();
            let found = Sentences::new(&words, extents.clone(), held, number).pairs(|_, _| false, &Work::new(&Stop::new()));
            prop_assert!(found.is_sorted());
            for (one, left) in extents[0].iter().zip(&bags[0]) {
                for (other, right) in extents[1].iter().zip(&bags[1]) {
                    let margin = naive_margin(left, right, weight);
                    if margin.abs() > 1e-4 {
                        let region = Region { sides: [*one, *other] };
                        prop_assert_eq!(found.contains(&region), margin > 0.0, "{:?} {}", region, margin);
                    }
                }
            }
        }
    }
}
