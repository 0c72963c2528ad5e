//! Summaries: a stretch of one text that says in little what the whole other text says.
//!
//! Such a stretch takes its words from all over the other text, so that no pair of sentences is alike. It is found as
//! the stretch that the other text as a whole supports best, and is taken for a summary unless the regions found so
//! far explain it better: each with the little that it repeats.

use crate::align::cover::Cover;
use crate::align::region::{Extent, Region};
use crate::align::regions::boundary::Boundaries;
use crate::align::regions::cosine::Scorer;
use crate::align::seeds::words::Words;

/// The other text is at least this many times as long as its summary.
const RATIO: f32 = 3.0;

/// What a stretch must show to be taken for a summary.
#[derive(Clone, Copy, Debug)]
pub struct Proof {
    /// Tokens: two or three sentences say too little to tell a summary from a common subject.
    tokens: u32,
    /// Support in all. Stretches of unrelated texts reach 14 in nine cases of ten, summaries of PAN 2013 40.
    support: f32,
    /// Support where no region was found in it.
    alone: f32,
}

impl Proof {
    /// If nothing else speaks for it.
    pub const ALONE: Self = Self { tokens: 65, support: 30.0, alone: 45.0 };

    /// If the texts were expected to share something.
    pub const EXPECTED: Self = Self { tokens: 40, support: 20.0, alone: 20.0 };
}

/// Support per token.
const LEAST_MEAN_SUPPORT: f32 = 0.3;

/// A summary without regions is a small part of its text: short texts on one subject look like summaries of each other.
const BACKGROUND_ALONE: f32 = 3.0;

/// A region this many times as long as the summary tells of more than a summary.
const LARGER: f32 = 1.5;

/// Share of a summary that regions must cover to explain it.
const COVERED: f32 = 0.4;

/// Regions explain a stretch if their support relative to that of the whole text, plus `COSINE_WEIGHT` times the cosine of
/// the largest, exceeds this: nineteen of twenty rewritten passages, four of ten summaries.
const LOCAL: f32 = 2.3;
const COSINE_WEIGHT: f32 = 2.0;

/// The summary of the whole other text in text `side`, if there is one.
///
/// `found` are the regions that may explain it, `quoted` the places that are quoted word for word: they come
/// from one place of the other text, and say nothing about a summary of the whole.
pub fn find(
    boundaries: &mut Boundaries<'_>,
    scorer: &mut Scorer<'_>,
    words: &Words,
    found: &[Region],
    quoted: &Cover,
    side: usize,
    proof: Proof,
) -> Option<Region> {
    let (region, support) = best(boundaries, words, quoted, side, proof)?;
    let own = region.sides[side];
    let near: Vec<Region> = found.iter().copied().filter(|it| it.sides[side].common(own) > 0).collect();
    let Some(&main) = near.iter().max_by_key(|it| it.len()) else {
        let background = (words.keys[side].len() as u32 - own.len()) as f32;
        let stands_out = support >= proof.alone && background >= BACKGROUND_ALONE * own.len() as f32;
        return stands_out.then_some(region);
    };
    if main.sides[side].len() as f32 > LARGER * own.len() as f32 {
        return None;
    }
    let covered: u32 = near.iter().map(|it| it.sides[side].common(own)).sum();
    let others: Vec<Extent> = near.iter().map(|it| it.sides[1 - side]).collect();
    let local = boundaries.support(side, own, &[own], &others) / support + COSINE_WEIGHT * scorer.score(main).cosine;
    let explained = covered as f32 >= COVERED * own.len() as f32 && local > LOCAL;
    (!explained).then_some(region)
}

/// The stretch of text `side` that the whole other text supports best, if it supports it well, and how well.
///
/// What is `quoted` in it is not counted.
fn best(
    boundaries: &mut Boundaries<'_>,
    words: &Words,
    quoted: &Cover,
    side: usize,
    proof: Proof,
) -> Option<(Region, f32)> {
    let whole = words.whole();
    let other = whole.sides[1 - side].len() as f32;
    if other < RATIO * proof.tokens as f32 {
        return None;
    }
    let mut region = whole;
    region.sides[side] = Extent { start: 0, end: 0 };
    let support = boundaries.refine_anywhere(&mut region, side, proof.tokens)?;
    let own = region.sides[side];
    let parts: Vec<Extent> = quoted.covered(side, own).collect();
    let words_quoted: u32 = parts.iter().map(|part| part.len()).sum();
    let support = support - boundaries.support(side, own, &parts, &[region.sides[1 - side]]);
    let said = (own.len() - words_quoted) as f32;
    let background = (whole.sides[side].len() - own.len()) as f32;
    let long_enough =
        said >= proof.tokens as f32 && own.len() as f32 <= background && RATIO * own.len() as f32 <= other;
    (long_enough && support >= proof.support.max(LEAST_MEAN_SUPPORT * said)).then_some((region, support))
}
