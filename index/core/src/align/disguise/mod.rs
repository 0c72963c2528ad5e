//! Disguises: changes to a passage that hide it from a program, or that a reader would notice.
//!
//! A disguise is undone before words are compared, or recognised after, and named in the end. The normal form undoes
//! letters of another script, invisible characters, and marks and variants of letters. [`spelling`] undoes umlauts
//! written as two letters. [`spacing`] and [`split_words`] undo spaces put into words or taken out of them. `order` finds
//! sentences and words in another order, and words put in, among the words that the alignment could not place.

mod letters;
mod order;
pub mod patch;
pub mod spacing;
pub mod spelling;
pub mod split_words;
pub mod tables;
#[cfg(test)]
mod tests;
mod word_break;

use crate::align::disguise::patch::Patch;
use crate::align::edits::word_align::EditOp;
use crate::align::region::Region;
use crate::align::report::Finding;
use crate::align::seeds::words::Words;
use crate::text::{Span, TokenizedText};

/// The disguises of one region of two texts with these `words`, which became a passage at `spans`; `patches` were put right
/// before the texts were compared.
pub fn findings(
    sides: [TokenizedText<'_>; 2],
    words: &Words<'_>,
    patches: &[Vec<Patch>; 2],
    region: Region,
    ops: &[EditOp],
    spans: [Span; 2],
) -> Vec<Finding> {
    let mut found = Vec::new();
    letters::find(sides, spans, ops, &mut found);
    patch::find(patches, spans, &mut found);
    order::find(sides, words, region, ops, &mut found);
    found.sort_unstable();
    found
}
