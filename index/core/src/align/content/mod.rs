//! Content: one text says what a stretch of the other says, in other words.
//!
//! Free rewriting, as by language models, leaves no words in a row and few neighbours. Names, numbers and terms stay, and
//! mostly their order. So two texts are compared as sets of *terms*, each weighted by its rarity in the language. The
//! measure is the cosine of Salton and McGill, less what texts of these lengths share by chance ([`measure`]). Long texts
//! on one subject share many words that are not rare, about as many as by chance. A rewritten text shares more.
//!
//! The shorter text must be rewritten as a whole. In a longer text, the stretch that has most of its terms is found
//! ([`stretch`]). Sentences that correspond are reported as groups ([`groups`]).

mod groups;
mod measure;
mod stretch;
mod terms;
#[cfg(test)]
mod tests;

use std::ops::Range;

use crate::align::content::measure::{Measure, Score};
pub use crate::align::content::terms::{Terms, TextTerms};
use crate::align::region::Region;
use crate::text::TokenizedText;
use crate::tuning::content::whole as tuning;
use crate::work::Work;

/// What two texts have in common as to their content.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Content {
    /// How alike the shorter text and the stretch of the longer one are that is most like it; 0 is chance, 1 equality.
    pub likeness: f32,
    /// What both texts as wholes share of their terms, whatever these weigh: 0 is nothing, 1 all.
    pub overlap: f32,
    /// Whether they are alike enough for texts that are expected to share something.
    pub is_likely: bool,
    /// Groups of sentences that correspond, and how alike they are; none if the texts are not alike enough.
    pub regions: Vec<(Region, f32)>,
}

/// Compares what two texts say by their `terms`; the steps taken follow the length of the texts.
pub fn compare(sides: [TokenizedText<'_>; 2], terms: [&TextTerms; 2], expected: bool, work: &Work<'_>) -> Content {
    let terms = Terms::new(terms);
    work.count(sides[0].tokens.len() + sides[1].tokens.len());
    let mut measure = Measure::new(&terms);
    let ranges = stretch::ranges(&terms);
    let found = measure.of(ranges.clone());
    let is_likely = is_alike(&terms, &ranges, found, tuning::least_expected());
    let is_rewritten = if expected { is_likely } else { is_alike(&terms, &ranges, found, tuning::least()) };
    let regions = if is_rewritten { groups::regions(sides, &terms, &mut measure, ranges, work) } else { Vec::new() };
    Content { likeness: found.likeness, overlap: terms.overlap(), is_likely, regions }
}

/// Whether two texts are alike enough for texts that are expected to share something: what [`compare`] says with less
/// work.
pub fn is_likely(terms: [&TextTerms; 2], work: &Work<'_>) -> bool {
    work.count(terms[0].len() + terms[1].len());
    let terms = Terms::new(terms);
    let ranges = stretch::ranges(&terms);
    let found = Measure::new(&terms).of(ranges.clone());
    is_alike(&terms, &ranges, found, tuning::least_expected())
}

/// Whether the stretches `ranges` of two texts are `found` to be alike by `least`, and a part of a text by more.
fn is_alike(terms: &Terms, ranges: &[Range<usize>; 2], found: Score, least: f32) -> bool {
    let is_part = ranges.iter().zip(&terms.of).any(|(range, all)| range.len() < all.len());
    let more = if is_part { tuning::stretch() } else { 0.0 };
    found.likeness >= least + more && found.shared >= tuning::least_shared()
}
