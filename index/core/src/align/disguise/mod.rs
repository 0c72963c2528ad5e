//! Disguises: what was done to a passage so that a program would not see it, or a reader would.
//!
//! Every disguise is undone before words are compared, and named afterwards: letters of another script and invisible
//! characters, marks and variants of letters by the normal form of the text, umlauts written as two letters by
//! [`digraphs`], spaces put into words or taken out of them by [`spacing`], sentences in
//! another order and words put in by looking at what the alignment could not place.

pub mod digraphs;
mod letters;
mod order;
mod reader;
pub mod script;
pub mod spacing;
#[cfg(test)]
mod tests;

use super::Side;
use super::block::Block;
use super::weave::Stitch;
use super::words::Words;
use crate::text::Span;
use spacing::Patch;

/// What was found in a passage besides its words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Disguise {
    /// Letters of another script that pass for those of the word around them.
    Lookalikes,
    /// Invisible characters inside or between words.
    Invisible,
    /// Soft hyphens.
    SoftHyphens,
    /// Letters in compatibility form: wide, styled, ligated.
    Compatibility,
    /// Letters with accents, vowel points and other marks that the other text leaves out, and variants of one letter.
    Diacritics,
    /// W o r d s spelled out.
    SpelledOut,
    /// Words cut up by spaces or signs.
    CutUp,
    /// Words run together.
    RunTogether,
    /// Words put in between those that the other text has, too.
    Added,
    /// Sentences that stand in another order; no side can be blamed for it.
    Reordered,
}

/// Which text shows a disguise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Shown {
    /// The left text.
    Left,
    /// The right text.
    Right,
    /// Neither more than the other.
    Both,
}

impl Shown {
    /// The text with this index.
    const fn side(side: usize) -> Self {
        if side == 0 { Self::Left } else { Self::Right }
    }

    /// The same with left and right exchanged.
    pub(super) const fn mirrored(self) -> Self {
        match self {
            Self::Left => Self::Right,
            Self::Right => Self::Left,
            Self::Both => Self::Both,
        }
    }
}

/// A disguise of a passage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// What was done.
    pub disguise: Disguise,
    /// Where.
    pub shown: Shown,
    /// To how many letters, words or sentences.
    pub count: u32,
}

/// All that the search for disguises looks at.
pub struct Evidence<'a> {
    /// Both texts with the words that were compared.
    pub sides: [Side<'a>; 2],
    /// These words as numbers.
    pub words: &'a Words,
    /// Spaces that were put right beforehand, by text.
    pub patches: &'a [Vec<Patch>; 2],
}

impl Evidence<'_> {
    /// The findings in one block, which became a passage at `spans`.
    pub fn findings(&self, block: Block, stitches: &[Stitch], spans: [Span; 2]) -> Vec<Finding> {
        let mut found = Vec::new();
        letters::find(self.sides, spans, stitches, &mut found);
        spacing::find(self.patches, spans, &mut found);
        order::find(self, block, stitches, &mut found);
        found.sort_unstable();
        found
    }
}
