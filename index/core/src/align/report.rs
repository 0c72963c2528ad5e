//! The result of alignment: passages with their kind and their disguises, and substitutions of words.

use crate::passages::Label;
use crate::text::Span;

/// How much a passage or a match was changed on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Word for word.
    Verbatim,
    /// Mostly word for word, with small edits.
    Edited,
    /// The same sentences in other words or another order.
    Rewritten,
    /// Much said in little.
    Summary,
}

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
    /// Sentences that stand in another order, or have their words in another order; no side can be blamed for it.
    Reordered,
}

/// Which text shows a disguise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SideOf {
    /// The left text.
    Left,
    /// The right text.
    Right,
    /// Neither more than the other.
    Both,
}

impl SideOf {
    /// The text with this index.
    pub(crate) const fn text(side: usize) -> Self {
        if side == 0 { Self::Left } else { Self::Right }
    }

    /// The same with left and right exchanged.
    const fn mirrored(self) -> Self {
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
    pub side: SideOf,
    /// To how many letters, words or sentences.
    pub count: u32,
}

/// What a passage was found by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Basis {
    /// Words in a row.
    Words,
    /// Words near each other, in any order.
    Context,
    /// What is said: rare terms of sentences, and their order.
    Content,
}

/// A maximal aligned pair of spans.
#[derive(Clone, Debug, PartialEq)]
pub struct Passage {
    /// Where it stands in the left text, in bytes.
    pub left: Span,
    /// Where it stands in the right text, in bytes.
    pub right: Span,
    /// How it was changed.
    pub kind: Kind,
    /// Share of its words that differ, 0 to 1.
    pub changed: f64,
    /// Words of the left text in it that the right text repeats, in place or replaced.
    pub words: u32,
    /// What it was found by.
    pub basis: Basis,
    /// How alike its texts are in content, 0 to 1, where that is its basis.
    pub likeness: Option<f32>,
    /// What was done to hide it.
    pub findings: Vec<Finding>,
    /// Why a reader may want to leave it out: what holds of it in one of the texts.
    pub labels: Vec<Label>,
}

/// A word or phrase of the left text that stands for another one of the right text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Substitution {
    /// As the left text writes it, lower case.
    pub left: String,
    /// As the right text writes it, lower case.
    pub right: String,
    /// How often.
    pub count: u32,
}

/// All that alignment says about a pair of texts.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Alignment {
    /// Passages, in the order of the left text.
    pub passages: Vec<Passage>,
    /// Substitutions, most frequent first, then alphabetically.
    pub substitutions: Vec<Substitution>,
    /// Kind of the whole; `None` without passages.
    pub kind: Option<Kind>,
    /// Share of the words of all passages that differ.
    pub changed: f64,
    /// Words of the left text inside passages.
    pub matched_words: u32,
    /// Exact Jaccard resemblance of the distinct `verbatim` shingles.
    pub resemblance: f64,
    /// Exact containment of the left text's distinct `verbatim` shingles in the right one's.
    pub left_in_right: f64,
    /// The other way round.
    pub right_in_left: f64,
    /// How alike the texts are in content, where nothing else was found and the frequencies of words are known: 0 is
    /// chance, 1 equality.
    pub content: Option<f32>,
    /// What share of their terms the texts as wholes have in common, where they were compared in content.
    pub overlap: Option<f32>,
    /// Whether it is worth to look again, expecting that the texts share something: nothing was found, and in long texts that
    /// were looked at in parts, they are alike enough in content.
    pub worth_a_second_look: bool,
    /// Whether the texts asked for more work than alignment does, so that something of the answer may be missing.
    pub coarse: bool,
    /// The work that was done, in steps: [`crate::work`].
    pub steps: u64,
}

impl Alignment {
    /// The same comparison with its sides exchanged.
    pub(crate) fn mirrored(mut self) -> Self {
        for passage in &mut self.passages {
            std::mem::swap(&mut passage.left, &mut passage.right);
            passage.findings.iter_mut().for_each(|finding| finding.side = finding.side.mirrored());
            passage.findings.sort_unstable();
        }
        self.passages.sort_by_key(|passage| (passage.left, passage.right));
        for swap in &mut self.substitutions {
            std::mem::swap(&mut swap.left, &mut swap.right);
        }
        self.substitutions
            .sort_by(|a, b| b.count.cmp(&a.count).then_with(|| (&a.left, &a.right).cmp(&(&b.left, &b.right))));
        std::mem::swap(&mut self.left_in_right, &mut self.right_in_left);
        self
    }
}
