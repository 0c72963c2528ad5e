//! Groups of sentences that correspond: the passages that a reader sees of a rewritten text.
//!
//! Each sentence of the shorter text is linked to the sentence of the other that shares most with it; sentences in a
//! row whose links lie side by side are one group, in any order within it.

use std::ops::Range;

use crate::align::content::measure::Measure;
use crate::align::content::terms::{Term, Terms};
use crate::align::region::{Extent, Region};
use crate::align::regions::overlap::{WeightedRegion, suppress_overlaps};
use crate::align::seeds::sentences::cut;
use crate::text::TokenizedText;
use crate::tuning::content::groups as tuning;
use crate::work::Work;

/// A sentence of one text: its tokens, and its terms.
struct Sentence {
    tokens: Extent,
    terms: Range<usize>,
}

/// The groups of sentences in `ranges` of the terms that correspond, by left position, with how alike each is; all of
/// it as one group where none stands out.
pub fn regions(
    sides: [TokenizedText<'_>; 2],
    terms: &Terms,
    measure: &mut Measure<'_>,
    ranges: [Range<usize>; 2],
    work: &Work<'_>,
) -> Vec<(Region, f32)> {
    let short = usize::from(ranges[1].len() < ranges[0].len());
    let sentences = [0, 1].map(|side| sentences(sides[side], &terms.of[side], ranges[side].clone()));
    work.count(terms.of[0].len() + tuning::most_holders() * ranges[short].len());
    let links = links(terms, short, &sentences);
    let mut shown: Vec<(Region, f32)> = Vec::new();
    for group in without_overlaps(joined(&links), short, &sentences) {
        let ranges = [0, 1].map(|side| term_range(&sentences[side], group.sides[side]));
        let likeness = measure.of(ranges).likeness;
        let region = token_region(&sentences, group);
        if likeness >= tuning::least_likeness() && region.shorter_first()[0] >= tuning::least_tokens() {
            shown.push((region, likeness.min(1.0)));
        }
    }
    if shown.is_empty() {
        let all = Region { sides: [0, 1].map(|side| Extent { start: 0, end: sentences[side].len() as u32 }) };
        shown.push((token_region(&sentences, all), measure.of(ranges).likeness.clamp(0.0, 1.0)));
    }
    shown
}

/// The sentences of a text that have terms of `range`.
fn sentences(side: TokenizedText<'_>, terms: &[Term], range: Range<usize>) -> Vec<Sentence> {
    let place = |token: u32| terms.partition_point(|term| term.at < token);
    let all = cut(side.text, &side.tokens.spans).into_iter();
    let all = all.map(|tokens| Sentence { tokens, terms: place(tokens.start)..place(tokens.end) });
    all.filter(|one| one.terms.start < range.end && range.start < one.terms.end).collect()
}

/// For each sentence of text `short` the one of the other text that shares most with it, if it shares enough.
fn links(terms: &Terms, short: usize, sentences: &[Vec<Sentence>; 2]) -> Vec<Option<u32>> {
    let others = sentences[1 - short].iter().map(|sentence| distinct(terms, 1 - short, sentence)).collect();
    let mut targets = Targets::new(terms, others);
    sentences[short].iter().map(|sentence| targets.nearest(&distinct(terms, short, sentence))).collect()
}

/// The keys of a sentence of text `side`, rising.
fn distinct(terms: &Terms, side: usize, sentence: &Sentence) -> Vec<u32> {
    let mut keys: Vec<u32> = terms.of[side][sentence.terms.clone()].iter().map(|term| term.key).collect();
    keys.sort_unstable();
    keys.dedup();
    keys
}

/// Sentences that others may be linked to.
struct Targets<'a> {
    terms: &'a Terms,
    /// Length of each as a vector of weights.
    norms: Vec<f64>,
    /// Keys and the sentences that hold them, rising.
    holders: Vec<(u32, u32)>,
    /// Of each with the sentence at hand; all zero in between.
    products: Vec<f64>,
}

impl<'a> Targets<'a> {
    fn new(terms: &'a Terms, sentences: Vec<Vec<u32>>) -> Self {
        let norms: Vec<f64> = sentences.iter().map(|keys| norm(terms, keys)).collect();
        let holders = sentences.iter().zip(0..).flat_map(|(keys, at)| keys.iter().map(move |&key| (key, at)));
        let mut holders: Vec<(u32, u32)> = holders.collect();
        holders.sort_unstable();
        Self { terms, products: vec![0.0; norms.len()], norms, holders }
    }

    /// The sentences that hold `key`; none if they are too many.
    fn holders(&self, key: u32) -> &[(u32, u32)] {
        let from = self.holders.partition_point(|&(other, _)| other < key);
        let to = from + self.holders[from..].partition_point(|&(other, _)| other == key);
        if to - from <= tuning::most_holders() { &self.holders[from..to] } else { &[] }
    }

    /// The sentence with the greatest cosine to one of these keys, the first of several, if it is great enough.
    fn nearest(&mut self, keys: &[u32]) -> Option<u32> {
        let mut touched: Vec<u32> = Vec::new();
        for &key in keys {
            let found: Vec<u32> = self.holders(key).iter().map(|&(_, at)| at).collect();
            found.iter().for_each(|&at| self.products[at as usize] += self.terms.square(key));
            touched.extend(found);
        }
        touched.sort_unstable();
        touched.dedup();
        let own = norm(self.terms, keys);
        let mut best = (tuning::least_link(), None);
        for at in touched {
            let cosine = std::mem::take(&mut self.products[at as usize]) / (own * self.norms[at as usize]);
            if cosine > best.0 {
                best = (cosine, Some(at));
            }
        }
        best.1
    }
}

fn norm(terms: &Terms, keys: &[u32]) -> f64 {
    keys.iter().map(|&key| terms.square(key)).sum::<f64>().sqrt()
}

/// Sentences in a row whose links lie side by side, as one extent of sentences in each text: the linked one first.
fn joined(links: &[Option<u32>]) -> Vec<[Extent; 2]> {
    let mut groups: Vec<[Extent; 2]> = Vec::new();
    for (at, link) in links.iter().enumerate().filter_map(|(at, link)| link.map(|link| (at, link))) {
        let new = [Extent::one(at), Extent::one(link as usize)];
        match groups.last_mut() {
            Some(group) if near(*group, new) => *group = [0, 1].map(|side| group[side].hull(new[side])),
            _ => groups.push(new),
        }
        // A sentence from between two groups makes them one.
        while let [.., before, last] = groups[..]
            && near(before, last)
        {
            groups.pop();
            *groups.last_mut().expect("two of them") = [0, 1].map(|side| before[side].hull(last[side]));
        }
    }
    groups
}

/// Whether nothing much lies between two groups in either text.
fn near(a: [Extent; 2], b: [Extent; 2]) -> bool {
    (0..2).all(|side| a[side].start <= b[side].end + tuning::gap() && b[side].start <= a[side].end + tuning::gap())
}

/// The groups as regions of sentences, without those that others cover, by left position.
fn without_overlaps(groups: Vec<[Extent; 2]>, short: usize, sentences: &[Vec<Sentence>; 2]) -> Vec<Region> {
    let region = |[own, other]: [Extent; 2]| {
        let mut sides = [own; 2];
        sides[1 - short] = other;
        Region { sides }
    };
    let found = groups.into_iter().map(region).map(|region| {
        let terms = term_range(&sentences[short], region.sides[short]);
        WeightedRegion { region, weight: terms.len() as f32, exact: false }
    });
    suppress_overlaps(found.collect())
}

fn term_range(sentences: &[Sentence], extent: Extent) -> Range<usize> {
    let part = &sentences[extent.range()];
    part[0].terms.start..part[part.len() - 1].terms.end
}

fn token_region(sentences: &[Vec<Sentence>; 2], group: Region) -> Region {
    let sides = [0, 1].map(|side| {
        let part = &sentences[side][group.sides[side].range()];
        part[0].tokens.hull(part[part.len() - 1].tokens)
    });
    Region { sides }
}
