//! Two texts made ready to be aligned: boilerplate taken out, letters and spaces put right.

use std::borrow::Cow;
use std::sync::Arc;

use crate::align::content::TextTerms;
use crate::align::disguise::patch::{Patch, patched, stands};
use crate::align::disguise::tables::DisguiseTables;
use crate::align::disguise::{spacing, spelling};
use crate::align::prepared::{PreparedText, Query, Source};
use crate::align::seeds::tables::SeedTables;
use crate::language::Frequencies;
use crate::text::TokenizedText;
use crate::work::Work;

/// Two texts without boilerplate, with their letters and spaces put right.
pub struct Pair<'a> {
    sources: [Source<'a>; 2],
    /// The text that is asked about without its boilerplate, and which one that is.
    rest: Option<&'a PreparedText>,
    asked: usize,
    /// Each text where its tokens are others.
    changed: [Option<Arc<PreparedText>>; 2],
    /// In the order of their spans.
    patches: [Vec<Patch>; 2],
    work: &'a Work<'a>,
}

impl<'a> Pair<'a> {
    /// With letters that one text writes as two read as one where the other text has them so.
    pub fn new(sources: [Source<'a>; 2], work: &'a Work<'a>) -> Self {
        let mut texts =
            Self { sources, rest: None, asked: 0, changed: [None, None], patches: [Vec::new(), Vec::new()], work };
        let spelled = [0, 1].map(|side| texts.disguises(side).spelled(texts.sides()[side]));
        texts.apply(spelling::digraphs(texts.sides(), spelled, work));
        texts
    }

    /// Takes out the boilerplate of the `query`, which is text `asked`, from both.
    pub fn leave_out(&mut self, query: &'a Query<'a>, asked: usize) {
        for side in 0..2 {
            if side == asked && self.changed[side].is_none() {
                self.rest = query.rest();
            } else {
                let rest = self.prepared(side).without(self.sources[side].text, query.boilerplate());
                self.changed[side] = rest.or(self.changed[side].take());
            }
        }
        self.asked = asked;
    }

    /// What gives itself away before anything is compared, in the texts as they are.
    pub fn obvious(&self, local: bool) -> [Vec<Patch>; 2] {
        let sides = self.sides();
        let suspects = [0, 1].map(|side| self.disguises(side).suspects(sides[side]));
        let vocabularies = [0, 1].map(|side| self.disguises(side).vocabulary());
        let mut found = spacing::obvious(sides, suspects, vocabularies, local, self.work);
        for (patches, more) in found.iter_mut().zip(spelling::mixed_scripts(sides)) {
            patches.extend(more);
            patches.sort_by_key(|patch| patch.span);
            patches.dedup_by(|next, before| next.span.start < before.span.end);
        }
        found
    }

    /// Applies those of `patches` whose words are still there.
    pub fn apply(&mut self, mut patches: [Vec<Patch>; 2]) {
        (0..2).for_each(|side| patches[side].retain(|patch| stands(self.sides()[side].tokens, patch)));
        for (side, patches) in patches.into_iter().enumerate().filter(|(_, patches)| !patches.is_empty()) {
            let tokens = patched(self.sides()[side].tokens, &patches);
            self.changed[side] = Some(Arc::new(PreparedText::of(tokens)));
            self.patches[side].extend(patches);
            self.patches[side].sort_by_key(|patch| patch.span);
        }
    }

    /// The texts as they are now.
    pub fn sides(&self) -> [TokenizedText<'_>; 2] {
        [0, 1].map(|side| TokenizedText { text: self.sources[side].text, tokens: self.prepared(side).tokens() })
    }

    /// What their seeds are made of.
    pub fn seeds(&self) -> [&SeedTables; 2] {
        [0, 1].map(|side| self.prepared(side).seeds(self.sources[side].text))
    }

    /// What they say, as terms.
    pub fn terms(&self, frequencies: &Frequencies) -> [Cow<'_, TextTerms>; 2] {
        [0, 1].map(|side| self.prepared(side).terms(self.sources[side].text, frequencies))
    }

    fn disguises(&self, side: usize) -> &DisguiseTables {
        self.prepared(side).disguises()
    }

    fn prepared(&self, side: usize) -> &PreparedText {
        let rest = self.rest.filter(|_| side == self.asked);
        self.changed[side].as_deref().or(rest).unwrap_or(self.sources[side].prepared)
    }

    /// What was put right, by text, in the order of the text.
    pub fn patches(&self) -> &[Vec<Patch>; 2] {
        &self.patches
    }
}
