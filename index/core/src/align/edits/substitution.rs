//! Substitutions: which words of one text replace which words of the other.

use std::collections::BTreeMap;

use crate::align::edits::kind::Change;
use crate::align::edits::word_align::{EditOp, align_words};
use crate::align::region::{Extent, Region};
use crate::align::report::Substitution;
use crate::align::seeds::tables::SeedTables;
use crate::align::seeds::words::Words;
use crate::hash::{HashKeyed, combine};
use crate::text::{TokenizedText, Tokens};
use crate::tuning::edits::substitution as tuning;
use crate::work::Work;

/// The alignments of all regions, with replacements that one place shows used to read the others.
pub fn align_all(
    sides: [TokenizedText<'_>; 2],
    words: &Words<'_>,
    regions: &[Region],
    work: &Work<'_>,
) -> Vec<Vec<EditOp>> {
    let hashes = sides.map(|side| side.tokens.hashes.as_slice());
    let mut known = HashKeyed::default();
    let first: Vec<Vec<EditOp>> =
        regions.iter().map(|&region| align_words(hashes, words, &known, region, work)).collect();
    for ops in &first {
        for (left, right) in single_words(ops) {
            *known.entry(combine(hashes[0][left as usize], hashes[1][right as usize])).or_insert(0) += 1;
        }
    }
    known.retain(|_, count| *count > 1);
    if known.is_empty() {
        return first;
    }
    regions.iter().map(|&region| align_words(hashes, words, &known, region, work)).collect()
}

/// Words that are replaced one by one, by position.
fn single_words(ops: &[EditOp]) -> impl Iterator<Item = (u32, u32)> {
    ops.iter().filter(|op| !op.equal && is_row(op.region)).flat_map(|op| {
        let [left, right] = op.region.sides;
        (left.start..left.end).zip(right.start..right.end)
    })
}

fn is_row(region: Region) -> bool {
    region.sides[0].len() == region.sides[1].len() && region.sides[0].len() <= tuning::longest_row()
}

fn is_phrase(region: Region) -> bool {
    region.sides.iter().all(|side| (1..=tuning::longest_phrase()).contains(&side.len()))
}

/// What the alignments of `regions` say about words that stand for each other, most frequent first.
///
/// Small words stand in each other's place by chance, and a pair of those says nothing. Kept is what both texts seldom
/// write, what stands between equal words unless common and small, and what recurs wherever one of the two stands. Where more
/// words changed places than were replaced, those that merely changed places are none.
pub fn substitutions(
    sides: [TokenizedText<'_>; 2],
    tables: [&SeedTables; 2],
    regions: &[Region],
    ops: &[Vec<EditOp>],
    changes: &[Change],
) -> Vec<Substitution> {
    if ops.iter().flatten().all(|op| op.equal) {
        return Vec::new();
    }
    let rarities = [0, 1].map(|side| Rarity::of(sides[side].tokens, tables[side]));
    let mut pairs: BTreeMap<(String, String), PairSupport> = BTreeMap::new();
    for ((&region, ops), change) in regions.iter().zip(ops).zip(changes) {
        if change.in_order >= tuning::least_in_order() {
            let is_no_swap = |pair: Region| change.is_reordered() && is_moved(sides, region, pair);
            count(sides, &rarities, ops, is_no_swap, &mut pairs);
        }
    }
    pairs.retain(|_, support| support.is_enough());
    let mut out: Vec<Substitution> = pairs
        .into_iter()
        .map(|((left, right), PairSupport { count, .. })| Substitution { left, right, count })
        .collect();
    out.sort_by_key(|swap| std::cmp::Reverse(swap.count));
    out
}

/// Adds to `pairs` what the alignment of one region says, but for what `is_no_swap`.
fn count(
    sides: [TokenizedText<'_>; 2],
    rarities: &[Rarity<'_>; 2],
    ops: &[EditOp],
    is_no_swap: impl Fn(Region) -> bool,
    pairs: &mut BTreeMap<(String, String), PairSupport>,
) {
    for (at, op) in ops.iter().enumerate().filter(|(_, op)| !op.equal) {
        let supported = is_supported(ops, at);
        let enclosed = is_phrase(op.region) && is_enclosed(ops, at);
        for pair in read(op.region) {
            let [a, b] = [0, 1].map(|side| rarities[side].of_extent(pair.sides[side]));
            let rare = a.max(b) == Rare::Word && a.min(b) >= Rare::SmallWord;
            let framed = enclosed && (a.is_word() || b.is_word() || a.min(b) == Rare::SmallWord);
            let [left, right] = [0, 1].map(|side| &sides[side].tokens.hashes[pair.sides[side].range()]);
            let written = [0, 1].map(|side| phrase(sides[side], pair.sides[side]));
            if left == right || written[0] == written[1] || is_no_swap(pair) {
                continue; // one word among several that were replaced, and the same, written alike, or moved
            }
            let support = pairs.entry(written.into()).or_default();
            support.count += 1;
            support.shown |= supported && (framed || rare);
            support.occurrences = [0, 1].map(|side| rarities[side].occurrences(pair.sides[side]));
        }
    }
}

/// Whether the words of both sides of `pair` stand close by in the other text as well: they changed places, and none
/// replaced another.
fn is_moved(sides: [TokenizedText<'_>; 2], region: Region, pair: Region) -> bool {
    [[0, 1], [1, 0]].into_iter().all(|[side, other]| {
        let near = pair.sides[other].widened(tuning::reach(), region.sides[other]);
        let there = &sides[other].tokens.hashes[near.range()];
        sides[side].tokens.hashes[pair.sides[side].range()].iter().all(|word| there.contains(word))
    })
}

/// What speaks for a pair of words.
#[derive(Default)]
struct PairSupport {
    count: u32,
    /// Whether one place shows that the words are no accident.
    shown: bool,
    /// How often each text writes its word.
    occurrences: [u32; 2],
}

impl PairSupport {
    fn is_enough(&self) -> bool {
        let [left, right] = self.occurrences;
        self.shown || (self.count > 1 && 2 * self.count >= left.min(right))
    }
}

/// Whether the texts go together before and behind an operation: of the words next to it on either hand, enough equal each
/// other in order. An end of the region speaks neither for nor against it.
fn is_supported(ops: &[EditOp], at: usize) -> bool {
    let ahead = equal_share(ops[..at].iter().rev());
    let behind = equal_share(ops[at + 1..].iter());
    let hands = || [ahead, behind].into_iter().flatten();
    hands().all(|share| share >= tuning::least_support()) && hands().any(|share| share >= tuning::least_best_support())
}

/// Share of equal words among the nearest [`tuning::support`] words of both texts that `ops` begin with.
fn equal_share<'a>(ops: impl Iterator<Item = &'a EditOp>) -> Option<f32> {
    let (mut equal, mut all) = (0, 0);
    for op in ops {
        let words = op.region.len().min(tuning::support() - all);
        all += words;
        equal += if op.equal { words } else { 0 };
        if all == tuning::support() {
            break;
        }
    }
    (all > 0).then(|| equal as f32 / all as f32)
}

/// Whether an operation has long rows of equal words, or an end of the region, on both sides.
fn is_enclosed(ops: &[EditOp], at: usize) -> bool {
    let holds = |next: Option<&EditOp>| {
        next.is_none_or(|next| next.equal && next.region.sides[0].len() >= tuning::least_frame())
    };
    holds(at.checked_sub(1).map(|before| &ops[before])) && holds(ops.get(at + 1))
}

/// How often one text writes each word.
struct Rarity<'a> {
    tokens: &'a Tokens,
    counts: &'a HashKeyed<u32>,
}

impl<'a> Rarity<'a> {
    fn of(tokens: &'a Tokens, tables: &'a SeedTables) -> Self {
        Self { tokens, counts: tables.counts(tokens) }
    }

    /// Occurrences of the rarest word of `extent`.
    fn occurrences(&self, extent: Extent) -> u32 {
        self.tokens.hashes[extent.range()].iter().map(|hash| self.counts[hash]).min().unwrap_or(0)
    }

    fn of_extent(&self, extent: Extent) -> Rare {
        extent.range().map(|at| self.of_word(at)).max().unwrap_or(Rare::CommonSmallWord)
    }

    fn of_word(&self, at: usize) -> Rare {
        let (count, seldom) = (self.counts[&self.tokens.hashes[at]], self.tokens.len() as u32 / tuning::seldom());
        if self.tokens.stems[at] == 0 {
            if count <= seldom.max(1) { Rare::SmallWord } else { Rare::CommonSmallWord }
        } else {
            if count <= seldom.max(tuning::least_seldom()) { Rare::Word } else { Rare::CommonWord }
        }
    }
}

/// How little a text could have written a word by chance; small words are those that the `context` view drops.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Rare {
    CommonSmallWord,
    CommonWord,
    SmallWord,
    Word,
}

impl Rare {
    fn is_word(self) -> bool {
        matches!(self, Self::CommonWord | Self::Word)
    }
}

/// The pairs of words or the pair of phrases that an operation stands for.
fn read(region: Region) -> Vec<Region> {
    let [left, right] = region.sides;
    if is_row(region) {
        let places = (left.start..left.end).zip(right.start..right.end);
        places.map(|(a, b)| Region::new((a, a + 1), (b, b + 1))).collect()
    } else if is_phrase(region) {
        vec![region]
    } else {
        Vec::new()
    }
}

/// The words of `extent` as the text writes them, lower case, one space between.
fn phrase(side: TokenizedText<'_>, extent: Extent) -> String {
    let spans = &side.tokens.spans[extent.range()];
    let words: Vec<String> =
        spans.iter().map(|span| side.text[span.start as usize..span.end as usize].to_lowercase()).collect();
    words.join(" ")
}
