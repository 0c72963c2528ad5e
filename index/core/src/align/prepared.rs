//! Two texts made ready to be aligned: boilerplate taken out, letters and spaces put right.

use crate::align::boilerplate;
use crate::align::disguise::patch::{Patch, patched};
use crate::align::disguise::{spacing, spelling};
use crate::search::Boilerplate;
use crate::text::{TokenizedText, Tokens};
use crate::work::Work;

/// Two texts without boilerplate, with their letters and spaces put right.
pub struct Prepared<'a> {
    sides: [TokenizedText<'a>; 2],
    /// The tokens of each text where they are not those it came with.
    tokens: [Option<Tokens>; 2],
    /// In the order of their spans.
    patches: [Vec<Patch>; 2],
    work: &'a Work<'a>,
}

impl<'a> Prepared<'a> {
    /// With letters that one text writes as two read as one where the other text has them so.
    pub fn new(sides: [TokenizedText<'a>; 2], work: &'a Work<'a>) -> Self {
        let mut texts = Self { sides, tokens: [None, None], patches: [Vec::new(), Vec::new()], work };
        texts.apply(spelling::digraphs(sides, work));
        texts
    }

    /// Takes out what is known to be boilerplate; whether there was any.
    pub fn leave_out(&mut self, boilerplate: &Boilerplate) -> bool {
        let remainders = self.sides().map(|side| boilerplate::taken_out(side.tokens, boilerplate));
        let any = remainders.iter().any(Option::is_some);
        for (tokens, rest) in self.tokens.iter_mut().zip(remainders).filter(|(_, rest)| rest.is_some()) {
            *tokens = rest;
        }
        any
    }

    /// Puts right what gives itself away before anything is compared; whether there was any of it.
    pub fn put_right_what_is_obvious(&mut self) -> bool {
        self.apply(spelling::mixed_scripts(self.sides())) | self.apply(spacing::obvious(self.sides(), self.work))
    }

    /// Applies `patches`; whether there were any.
    pub fn apply(&mut self, patches: [Vec<Patch>; 2]) -> bool {
        let any = patches.iter().any(|patches| !patches.is_empty());
        for (side, patches) in patches.into_iter().enumerate().filter(|(_, patches)| !patches.is_empty()) {
            self.tokens[side] = Some(patched(self.sides()[side].tokens, &patches));
            self.patches[side].extend(patches);
            self.patches[side].sort_by_key(|patch| patch.span);
        }
        any
    }

    /// The texts as they are now.
    pub fn sides(&self) -> [TokenizedText<'_>; 2] {
        [0, 1].map(|side| TokenizedText {
            text: self.sides[side].text,
            tokens: self.tokens[side].as_ref().unwrap_or(self.sides[side].tokens),
        })
    }

    /// What was put right, by text, in the order of the text.
    pub fn patches(&self) -> &[Vec<Patch>; 2] {
        &self.patches
    }
}
