//! Split words: single words that one text writes as one and the other in parts, found in the alignment of both.

use std::collections::{BTreeSet, HashMap};

use crate::align::disguise::patch::Patch;
use crate::align::disguise::spacing::{is_chained, is_single_letter, length};
use crate::align::edits::word_align::EditOp;
use crate::align::region::{Extent, Region};
use crate::align::report::{Disguise, SideOf};
use crate::align::seeds::tables::SeedTables;
use crate::text::{Span, Token, TokenizedText};
use crate::tuning::disguise::split_words as tuning;
use crate::tuning::disguise::word_break::least_letters;
use crate::work::Work;

/// Patches for single words that one text writes as one and the other in parts, from the alignment of all regions; what
/// is `known` already says what a text does with its spaces.
pub fn patches(
    sides: [TokenizedText<'_>; 2],
    tables: [&SeedTables; 2],
    ops: &[Vec<EditOp>],
    known: &[Vec<Patch>; 2],
    work: &Work<'_>,
) -> [Vec<Patch>; 2] {
    let habits = known.each_ref().map(|patches| patches.iter().any(|it| it.disguise == Disguise::RunTogether));
    let counts = Counts { sides, tables };
    let mut patches = [Vec::new(), Vec::new()];
    for op in ops.iter().flatten().filter(|it| !it.equal) {
        for side in 0..2 {
            let parts = parts(sides, side, op.region, work).into_iter();
            patches[1 - side].extend(parts.map(|(whole, parts)| joined(&counts, side, whole, parts, habits[side])));
        }
    }
    for patches in &mut patches {
        patches.sort_by_key(|patch| patch.span);
        patches.dedup_by(|next, before| next.span.start < before.span.end);
    }
    patches
}

/// Words of text `side` in `region` that several words in a row of the other text are together: each with the first such
/// row.
///
/// Rows are looked up by what they spell, so that each is looked at once and not for each word.
fn parts(sides: [TokenizedText<'_>; 2], side: usize, region: Region, work: &Work<'_>) -> Vec<(usize, Extent)> {
    let (own, other) = (sides[side], sides[1 - side]);
    let wholes = region.sides[side];
    let rows = rows(own, other, wholes, region.sides[1 - side], work);
    if rows.is_empty() {
        return Vec::new();
    }
    let mut firsts: HashMap<(u32, String), Extent> = HashMap::with_capacity(rows.len());
    for (length, row) in rows {
        firsts.entry((length, spelled(other, row))).or_insert(row);
    }
    let find = |at: usize| Some((at, *firsts.get(&(length(own, at), spelled(own, Extent::one(at))))?));
    wholes.range().filter_map(find).collect()
}

/// The rows of words of `extent` that are as long together as one of `wholes`, with their lengths, in order.
fn rows(
    own: TokenizedText<'_>,
    other: TokenizedText<'_>,
    wholes: Extent,
    extent: Extent,
    work: &Work<'_>,
) -> Vec<(u32, Extent)> {
    if wholes.len() == 0 || extent.len() < 2 {
        return Vec::new();
    }
    let lengths = wholes.range().map(|at| length(own, at)).filter(|&it| it >= least_letters() as u32);
    let lengths: BTreeSet<u32> = lengths.collect();
    let Some(&longest) = lengths.last() else { return Vec::new() };
    work.count(wholes.len() as usize + tuning::most_parts() * extent.len() as usize);
    let mut rows = Vec::new();
    for start in extent.range() {
        let mut total = length(other, start);
        for end in start + 2..=(start + tuning::most_parts()).min(extent.end as usize) {
            total += length(other, end - 1);
            if total > longest {
                break;
            }
            if lengths.contains(&total) {
                rows.push((total, Extent { start: start as u32, end: end as u32 }));
            }
        }
    }
    rows
}

fn spelled(side: TokenizedText<'_>, extent: Extent) -> String {
    let words = side.tokens.spans[extent.range()].iter();
    words.map(|span| side.text[span.start as usize..span.end as usize].to_lowercase()).collect()
}

/// Two texts, and how often each writes each word.
#[derive(Clone, Copy)]
struct Counts<'a> {
    sides: [TokenizedText<'a>; 2],
    tables: [&'a SeedTables; 2],
}

impl Counts<'_> {
    fn of_word(&self, side: usize, hash: u64) -> u32 {
        self.tables[side].counts(self.sides[side].tokens).get(&hash).copied().unwrap_or(0)
    }
}

/// The patch that makes one word of `parts`, as text `side` has it at `whole`.
///
/// Words were run together if one of the parts is a word elsewhere, or if that is a `habit` of the text, but not if signs
/// stand between the parts; else a word was cut up.
fn joined(texts: &Counts<'_>, side: usize, whole: usize, parts: Extent, habit: bool) -> Patch {
    let sides = texts.sides;
    let (own, other) = (sides[side].tokens, sides[1 - side].tokens);
    let spans = &other.spans[parts.range()];
    let signs = spans.windows(2).any(|two| is_chained(sides[1 - side].text, two[0], two[1]));
    let is_word = |&hash: &u64| texts.of_word(side, hash) > 0 || texts.of_word(1 - side, hash) > 1;
    let run_together = !signs && (habit || other.hashes[parts.range()].iter().any(is_word));
    let (disguise, at, count) = if run_together {
        (Disguise::RunTogether, side, parts.len())
    } else if parts.range().all(|at| is_single_letter(sides[1 - side], at as u32)) {
        (Disguise::SpelledOut, 1 - side, 1)
    } else {
        (Disguise::CutUp, 1 - side, 1)
    };
    let span = Span { start: spans[0].start, end: spans[spans.len() - 1].end };
    let token = Token { hash: own.hashes[whole], stem: own.stems[whole], span };
    Patch { span, tokens: vec![token], disguise, side: SideOf::text(at), count }
}
