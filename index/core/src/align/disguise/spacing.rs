//! Spacing: words spelled out (w o r d s), cut up (wo.rds) or run together, put back as the other text writes them.
//!
//! No dictionary is needed: the other text is one. What it does not confirm stays as it is. Stretches that give
//! themselves away are put right before anything is compared; single words are noticed when the alignment has one word
//! on one side and its parts on the other.

use std::cell::OnceCell;
use std::collections::{BTreeSet, HashMap};
use std::ops::Range;

use super::super::Side;
use super::super::block::{Block, Extent};
use super::super::weave::Stitch;
use super::super::words::HashKeyed;
use super::reader::{LONGEST_WORD, Reader};
use super::{Disguise, Finding, Shown};
use crate::text::{Span, Token, Tokens, is_letter_of_words};
use crate::work::Work;

/// Single letters in a row that are no initials.
pub(super) const LEAST_SPELLED: u32 = 4;

/// Letters of a word that is long enough to be several, anywhere and where many words are long.
const LONG: u32 = 20;
const LONG_AMONG_LONG: u32 = 7;

/// Words in a row of which so many have so many bytes and are not in the other text where many are run together: in
/// English two of them have, in German five.
const WINDOW: usize = 32;
const LONG_IN_WINDOW: usize = 10;
const LONG_BYTES: u32 = 10;

/// Share of the words of a text, one in so many, that stand right next to another where many are cut up.
const CHAINED_ON_THE_WHOLE: usize = 8;

/// Letters of a stretch that are worth looking at.
pub(super) const LEAST_LETTERS: usize = 4;

/// Parts of one word that are looked for on the other side of an alignment.
const MOST_PARTS: usize = 8;

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
    pub shown: Shown,
    /// To how many letters or words.
    pub count: u32,
}

/// The words of `tokens` with `patches`, which are in order, applied.
pub fn patched(tokens: &Tokens, patches: &[Patch]) -> Tokens {
    let mut out = Tokens { undone: tokens.undone, ..Tokens::default() };
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

/// Adds those of `patches`, which are in order, that lie inside a passage as findings; those of letters are counted
/// letter by letter.
pub fn find(patches: &[Vec<Patch>; 2], spans: [Span; 2], found: &mut Vec<Finding>) {
    let mut counts = std::collections::BTreeMap::new();
    for (patches, passage) in patches.iter().zip(spans) {
        let from = patches.partition_point(|it| it.span.start < passage.start);
        let near = patches[from..].iter().take_while(|it| it.span.start < passage.end);
        let inside = |it: &&Patch| it.span.end <= passage.end;
        for patch in near.filter(inside).filter(|it| !of_letters(it.disguise)) {
            *counts.entry((patch.disguise, patch.shown)).or_insert(0) += patch.count;
        }
    }
    found.extend(counts.into_iter().map(|((disguise, shown), count)| Finding { disguise, shown, count }));
}

const fn of_letters(disguise: Disguise) -> bool {
    matches!(disguise, Disguise::Lookalikes | Disguise::Diacritics)
}

/// Patches of the stretches of both texts that give themselves away.
pub fn obvious(sides: [Side<'_>; 2], work: &Work<'_>) -> [Vec<Patch>; 2] {
    [0, 1].map(|side| {
        let mut reader = Reader::new(sides[1 - side].tokens);
        let stretches = stretches(sides[side], |hash| reader.knows(hash));
        let letters =
            |(extent, _): &(Extent, _)| extent.range().map(|at| length(sides[side], at) as usize).sum::<usize>();
        work.count(sides[side].tokens.len() + LONGEST_WORD * stretches.iter().map(letters).sum::<usize>());
        let read = |(extent, disguise)| reader.read(sides[side], side, extent, disguise);
        stretches.into_iter().filter_map(read).collect()
    })
}

/// Stretches of one text that may hold other words than it seems; the other text `knows` words.
fn stretches(side: Side<'_>, knows: impl Fn(u64) -> bool) -> Vec<(Extent, Disguise)> {
    let spans = &side.tokens.spans;
    let chained = spans.windows(2).filter(|two| is_chained(side.text, two[0], two[1])).count();
    let mut out: Vec<(Extent, Disguise)> = spelled_out(side).into_iter().map(|it| (it, Disguise::SpelledOut)).collect();
    if chained * CHAINED_ON_THE_WHOLE > spans.len() {
        out.extend(cut_up(side).into_iter().map(|it| (it, Disguise::CutUp)));
    }
    let mut among = among_long(side.tokens, knows).into_iter().peekable();
    for at in 0..spans.len() {
        while among.next_if(|stretch| stretch.end <= at).is_some() {}
        let least = if among.peek().is_some_and(|stretch| stretch.contains(&at)) { LONG_AMONG_LONG } else { LONG };
        if is_long(side, at, least) {
            out.push((Extent::one(at), Disguise::RunTogether));
        }
    }
    out.sort_unstable();
    out.dedup_by(|next, before| next.0.start < before.0.end);
    out
}

/// The stretches of a text where many words are long and not in the other text, which `knows` words.
fn among_long(tokens: &Tokens, knows: impl Fn(u64) -> bool) -> Vec<Range<usize>> {
    let long: Vec<bool> = tokens.spans.iter().map(|span| span.end - span.start >= LONG_BYTES).collect();
    // What the other text knows is asked only where there are so many.
    if among_many(&long).is_empty() {
        return Vec::new();
    }
    let strange = long.iter().zip(&tokens.hashes).map(|(&long, &hash)| long && !knows(hash));
    among_many(&strange.collect::<Vec<bool>>())
}

/// The stretches in which many words are `marked`, with as much again around them, in order.
fn among_many(marked: &[bool]) -> Vec<Range<usize>> {
    let mut out: Vec<Range<usize>> = Vec::new();
    let mut count = 0;
    for at in 0..marked.len() {
        count += usize::from(marked[at]);
        count -= at.checked_sub(WINDOW).map_or(0, |left| usize::from(marked[left]));
        if count >= LONG_IN_WINDOW {
            let (from, to) = ((at + 1).saturating_sub(2 * WINDOW), at + 1 + WINDOW);
            match out.last_mut() {
                Some(last) if from <= last.end => last.end = to,
                _ => out.push(from..to),
            }
        }
    }
    out
}

/// The longest stretches of single letters; every fourth word is looked at, which none that is long enough can avoid.
pub(super) fn spelled_out(side: Side<'_>) -> Vec<Extent> {
    let all = side.tokens.len() as u32;
    let (mut out, mut left, mut at) = (Vec::new(), 0, LEAST_SPELLED - 1);
    while at < all {
        if !is_single_letter(side, at) {
            at += LEAST_SPELLED;
            continue;
        }
        let start = (left..at).rev().find(|&before| !is_single_letter(side, before)).map_or(left, |other| other + 1);
        let end = (at..all).find(|&after| !is_single_letter(side, after)).unwrap_or(all);
        if end - start >= LEAST_SPELLED {
            out.push(Extent { start, end });
        }
        (left, at) = (end, end + LEAST_SPELLED);
    }
    out
}

/// The longest stretches of two and more words without blanks between them.
pub(super) fn cut_up(side: Side<'_>) -> Vec<Extent> {
    let spans = &side.tokens.spans;
    let mut out: Vec<Extent> = Vec::new();
    for at in 1..spans.len() {
        if is_chained(side.text, spans[at - 1], spans[at]) {
            let (start, end) = (at as u32 - 1, at as u32 + 1);
            match out.last_mut() {
                Some(last) if last.end == end - 1 => last.end = end,
                _ => out.push(Extent { start, end }),
            }
        }
    }
    out
}

/// Whether only signs, no blanks, stand between two words.
fn is_chained(text: &str, first: Span, second: Span) -> bool {
    if second.start == first.end + 1 {
        // Nearly always a blank.
        return !matches!(text.as_bytes()[first.end as usize], b'\t'..=b'\r' | b' ');
    }
    let gap = text.get(first.end as usize..second.start as usize).unwrap_or_default();
    !gap.is_empty() && !gap.contains(char::is_whitespace)
}

pub(super) fn is_single_letter(side: Side<'_>, at: u32) -> bool {
    let span = side.tokens.spans[at as usize];
    match span.end - span.start {
        1 => side.text.as_bytes()[span.start as usize].is_ascii_alphabetic(),
        2..=4 if !side.text.as_bytes()[span.start as usize].is_ascii() => {
            let mut chars = side.text[span.start as usize..span.end as usize].chars();
            chars.next().is_some_and(is_letter_of_words) && chars.next().is_none()
        }
        _ => false,
    }
}

fn is_long(side: Side<'_>, at: usize, least: u32) -> bool {
    let span = side.tokens.spans[at];
    span.end - span.start >= least
        && side.text[span.start as usize..span.end as usize].chars().filter(|&c| is_letter_of_words(c)).count()
            >= least as usize
}

/// Patches for single words that one text writes as one and the other in parts, from the alignment of all blocks; what
/// is `known` already says what a text does with its spaces.
pub fn hidden(
    sides: [Side<'_>; 2],
    woven: &[Vec<Stitch>],
    known: &[Vec<Patch>; 2],
    work: &Work<'_>,
) -> [Vec<Patch>; 2] {
    let habits = known.each_ref().map(|patches| patches.iter().any(|it| it.disguise == Disguise::RunTogether));
    let counts = Counts::of(sides);
    let mut patches = [Vec::new(), Vec::new()];
    for stitch in woven.iter().flatten().filter(|it| !it.equal) {
        for side in 0..2 {
            let parts = parts(sides, side, stitch.block, work).into_iter();
            patches[1 - side].extend(parts.map(|(whole, parts)| joined(&counts, side, whole, parts, habits[side])));
        }
    }
    for patches in &mut patches {
        patches.sort_by_key(|patch| patch.span);
        patches.dedup_by(|next, before| next.span.start < before.span.end);
    }
    patches
}

/// Words of text `side` in `block` that several words in a row of the other text are together: each with the first such
/// row.
///
/// Rows are looked up by what they spell, so that each is looked at once and not for each word.
fn parts(sides: [Side<'_>; 2], side: usize, block: Block, work: &Work<'_>) -> Vec<(usize, Extent)> {
    let (own, other) = (sides[side], sides[1 - side]);
    let wholes = block.sides[side];
    let rows = rows(own, other, wholes, block.sides[1 - side], work);
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
fn rows(own: Side<'_>, other: Side<'_>, wholes: Extent, extent: Extent, work: &Work<'_>) -> Vec<(u32, Extent)> {
    if wholes.len() == 0 || extent.len() < 2 {
        return Vec::new();
    }
    let lengths = wholes.range().map(|at| length(own, at)).filter(|&it| it >= LEAST_LETTERS as u32);
    let lengths: BTreeSet<u32> = lengths.collect();
    let Some(&longest) = lengths.last() else { return Vec::new() };
    work.count(wholes.len() as usize + MOST_PARTS * extent.len() as usize);
    let mut rows = Vec::new();
    for start in extent.range() {
        let mut total = length(other, start);
        for end in start + 2..=(start + MOST_PARTS).min(extent.end as usize) {
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

/// Bytes of the word at `at`.
fn length(side: Side<'_>, at: usize) -> u32 {
    let span = side.tokens.spans[at];
    span.end - span.start
}

fn spelled(side: Side<'_>, extent: Extent) -> String {
    let words = side.tokens.spans[extent.range()].iter();
    words.map(|span| side.text[span.start as usize..span.end as usize].to_lowercase()).collect()
}

/// How often each of two texts writes each word; counted when first asked for, since few texts hide anything.
struct Counts<'a> {
    sides: [Side<'a>; 2],
    counts: [OnceCell<HashKeyed<u32>>; 2],
}

impl<'a> Counts<'a> {
    fn of(sides: [Side<'a>; 2]) -> Self {
        Self { sides, counts: [OnceCell::new(), OnceCell::new()] }
    }

    fn of_word(&self, side: usize, hash: u64) -> u32 {
        let counts = self.counts[side].get_or_init(|| {
            let mut counts = HashKeyed::default();
            self.sides[side].tokens.hashes.iter().for_each(|&hash| *counts.entry(hash).or_insert(0) += 1);
            counts
        });
        counts.get(&hash).copied().unwrap_or(0)
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
    Patch { span, tokens: vec![token], disguise, shown: Shown::side(at), count }
}
