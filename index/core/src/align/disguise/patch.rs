//! Patches: the words that a disguised stretch of text stands for, put in its place.

use crate::align::report::{Disguise, Finding, SideOf};
use crate::text::{Span, Token, Tokens};

/// Words in place of those that a stretch of text seemed to have.
#[derive(Clone, Debug)]
pub struct Patch {
    /// The stretch.
    pub span: Span,
    /// What it holds.
    pub tokens: Vec<Token>,
    /// What was done to it.
    pub disguise: Disguise,
    /// By which text.
    pub side: SideOf,
    /// To how many letters or words.
    pub count: u32,
}

/// The words of `tokens` with `patches`, which are in order, applied.
pub fn patched(tokens: &Tokens, patches: &[Patch]) -> Tokens {
    let mut out = Tokens { normalization: tokens.normalization, ..Tokens::default() };
    let mut at = 0;
    for patch in patches {
        let from = tokens.spans.partition_point(|span| span.start < patch.span.start);
        let to = tokens.spans.partition_point(|span| span.start < patch.span.end);
        out.extend(tokens, at..from);
        patch.tokens.iter().for_each(|&token| out.push(token));
        at = to;
    }
    out.extend(tokens, at..tokens.len());
    out
}

/// Whether `tokens` still have words from the beginning to the end of `patch`.
pub fn stands(tokens: &Tokens, patch: &Patch) -> bool {
    let from = tokens.spans.partition_point(|span| span.start < patch.span.start);
    let to = tokens.spans.partition_point(|span| span.start < patch.span.end);
    from < to && tokens.spans[from].start == patch.span.start && tokens.spans[to - 1].end == patch.span.end
}

/// Adds those of `patches`, which are in order, that lie inside a passage as findings; those of letters are counted
/// letter by letter.
pub fn find(patches: &[Vec<Patch>; 2], spans: [Span; 2], found: &mut Vec<Finding>) {
    let mut counts = std::collections::BTreeMap::new();
    for (patches, passage) in patches.iter().zip(spans) {
        let from = patches.partition_point(|it| it.span.start < passage.start);
        let near = patches[from..].iter().take_while(|it| it.span.start < passage.end);
        let inside = |it: &&Patch| it.span.end <= passage.end;
        for patch in near.filter(inside).filter(|it| !of_letters(it.disguise)) {
            *counts.entry((patch.disguise, patch.side)).or_insert(0) += patch.count;
        }
    }
    found.extend(counts.into_iter().map(|((disguise, side), count)| Finding { disguise, side, count }));
}

const fn of_letters(disguise: Disguise) -> bool {
    matches!(disguise, Disguise::Lookalikes | Disguise::Diacritics)
}
