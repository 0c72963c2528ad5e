//! Summaries: a stretch of one text that says in little what the whole other text says.
//!
//! Such a stretch takes its words from all over the other text, so no pair of sentences is alike. It is the stretch
//! that the other text as a whole supports best. It is taken for a summary unless the regions found so far explain it
//! better.

use crate::align::cover::Cover;
use crate::align::region::{Extent, Region};
use crate::align::regions::boundary::Boundaries;
use crate::align::regions::cosine::Scorer;
use crate::align::seeds::words::Words;
use crate::tuning::regions::summary as tuning;

/// What a stretch must show to be taken for a summary.
#[derive(Clone, Copy, Debug)]
pub struct Thresholds {
    /// Tokens: two or three sentences say too little to tell a summary from a common subject.
    tokens: u32,
    /// Support in all. Stretches of unrelated texts reach 14 in nine cases of ten, summaries of PAN 2013 40.
    support: f32,
    /// Support where no region was found in it.
    alone: f32,
}

impl Thresholds {
    /// If nothing else speaks for it.
    pub fn alone() -> Self {
        let alone = tuning::least_support_alone();
        Self { tokens: tuning::least_tokens(), support: tuning::least_support(), alone }
    }

    /// If the texts were expected to share something.
    pub fn expected() -> Self {
        let support = tuning::least_support_expected();
        Self { tokens: tuning::least_tokens_expected(), support, alone: support }
    }
}

/// The summary of the whole other text in text `side`, if there is one.
///
/// `found` are the regions that may explain it, `quoted` the places that are quoted word for word: they come
/// from one place of the other text, and say nothing about a summary of the whole.
pub fn find(
    boundaries: &mut Boundaries<'_>,
    scorer: &mut Scorer<'_>,
    words: &Words<'_>,
    found: &[Region],
    quoted: &Cover,
    side: usize,
    least: Thresholds,
) -> Option<Region> {
    let (region, support) = best(boundaries, words, quoted, side, least)?;
    let own = region.sides[side];
    let near: Vec<Region> = found.iter().copied().filter(|it| it.sides[side].common(own) > 0).collect();
    let Some(&main) = near.iter().max_by_key(|it| it.len()) else {
        let background = (words.keys[side].len() as u32 - own.len()) as f32;
        let stands_out = support >= least.alone && background >= tuning::background_alone() * own.len() as f32;
        return stands_out.then_some(region);
    };
    if main.sides[side].len() as f32 > tuning::larger() * own.len() as f32 {
        return None;
    }
    let covered: u32 = near.iter().map(|it| it.sides[side].common(own)).sum();
    let others: Vec<Extent> = near.iter().map(|it| it.sides[1 - side]).collect();
    let local =
        boundaries.support(side, own, &[own], &others) / support + tuning::cosine_weight() * scorer.score(main).cosine;
    let explained = covered as f32 >= tuning::covered() * own.len() as f32 && local > tuning::local();
    (!explained).then_some(region)
}

/// The stretch of text `side` that the whole other text supports best, if it supports it well, and how well.
///
/// What is `quoted` in it is not counted.
fn best(
    boundaries: &mut Boundaries<'_>,
    words: &Words<'_>,
    quoted: &Cover,
    side: usize,
    least: Thresholds,
) -> Option<(Region, f32)> {
    let whole = words.whole();
    let other = whole.sides[1 - side].len() as f32;
    if other < tuning::ratio() * least.tokens as f32 {
        return None;
    }
    let mut region = whole;
    region.sides[side] = Extent { start: 0, end: 0 };
    let support = boundaries.refine_anywhere(&mut region, side, least.tokens)?;
    let own = region.sides[side];
    let parts: Vec<Extent> = quoted.covered(side, own).collect();
    let words_quoted: u32 = parts.iter().map(|part| part.len()).sum();
    let support = support - boundaries.support(side, own, &parts, &[region.sides[1 - side]]);
    let said = (own.len() - words_quoted) as f32;
    let background = (whole.sides[side].len() - own.len()) as f32;
    let long_enough =
        said >= least.tokens as f32 && own.len() as f32 <= background && tuning::ratio() * own.len() as f32 <= other;
    (long_enough && support >= least.support.max(tuning::least_mean_support() * said)).then_some((region, support))
}
