//! The token under construction.

use crate::hash;
use crate::text::facts::Fact;
use crate::text::token::{Span, Token};

/// Letters of a stem.
pub const STEM_LETTERS: usize = 5;

/// Words of fewer letters have no stem.
pub const STEM_MIN_LETTERS: usize = 4;

/// A word whose end has not been met yet.
#[derive(Clone, Debug, Default)]
pub struct Word {
    /// Normal form so far.
    normal: String,
    /// For each of its characters the twin in a word with Latin letters, or 0.
    twins: Vec<u8>,
    span: Span,
    has_latin: bool,
    has_twin: bool,
    /// How many of its characters are drawn like a Latin letter.
    lookalikes: usize,
}

impl Word {
    pub fn is_empty(&self) -> bool {
        self.twins.is_empty()
    }

    /// Adds the letter `c` with its own `fact`; `twin` is what it becomes beside Latin letters.
    #[inline]
    pub fn push(&mut self, c: char, fact: Fact, twin: u8, span: Span) {
        if self.is_empty() {
            self.span.start = span.start;
        }
        self.span.end = span.end;
        self.normal.push(c);
        self.twins.push(twin);
        self.has_latin |= fact.is(Fact::LATIN);
        self.has_twin |= twin != 0;
        self.lookalikes += usize::from(fact.lookalike != 0);
    }

    /// Ends the word: its token, and how many look-alikes were counted.
    ///
    /// The normal form can be read until [`Word::clear`].
    pub fn finish(&mut self) -> (Token, u32) {
        let counted = self.fold_lookalikes();
        let hash = hash::token(self.normal.as_bytes());
        let stem = if self.twins.len() < STEM_MIN_LETTERS { 0 } else { hash::token(self.stem().as_bytes()) };
        (Token { hash, stem, span: self.span }, counted)
    }

    /// Its normal form.
    pub fn normal(&self) -> &str {
        &self.normal
    }

    pub fn clear(&mut self) {
        let (mut normal, mut twins) = (std::mem::take(&mut self.normal), std::mem::take(&mut self.twins));
        normal.clear();
        twins.clear();
        *self = Self { normal, twins, ..Self::default() };
    }

    fn stem(&self) -> &str {
        self.normal.char_indices().nth(STEM_LETTERS).map_or(&*self.normal, |(end, _)| &self.normal[..end])
    }

    /// Replaces letters that only look Latin; how many of them count as disguise.
    ///
    /// In a word that mixes scripts every one is replaced and counted. A word made of nothing but
    /// look-alikes is replaced too, so that it meets its Latin twin, but it may be an honest word of
    /// its own script and is not counted.
    fn fold_lookalikes(&mut self) -> u32 {
        if self.has_latin && self.has_twin {
            self.fold_mixed()
        } else {
            if !self.has_latin && self.lookalikes == self.twins.len() {
                self.normal = self.normal.chars().map(|c| char::from(Fact::of(c).lookalike)).collect();
            }
            0
        }
    }

    fn fold_mixed(&mut self) -> u32 {
        let letters = self.normal.chars().zip(&self.twins);
        self.normal = letters.map(|(c, &twin)| if twin == 0 { c } else { char::from(twin) }).collect();
        self.twins.iter().filter(|&&twin| twin != 0).count() as u32
    }
}
