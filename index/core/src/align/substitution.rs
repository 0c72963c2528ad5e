//! Substitutions: which words of one text stand for which words of the other.

use std::collections::BTreeMap;

use super::block::{Block, Extent};
use super::weave::{Stitch, pair_key, weave};
use super::words::{HashKeyed, Words};
use super::{Side, Substitution};

/// As many words in a row, if as many stand in their place, are taken to be replaced one by one.
const LONGEST_ROW: u32 = 8;

/// A phrase of more words is not a substitution but another sentence.
const LONGEST_PHRASE: u32 = 3;

/// Below this share of words kept in order, what stands between equal words is there by chance.
const LEAST_IN_ORDER: f64 = 0.3;

/// The alignments of all blocks, with replacements that one place shows used to read the others.
pub fn weave_all(sides: [Side<'_>; 2], words: &Words, blocks: &[Block]) -> Vec<Vec<Stitch>> {
    let hashes = sides.map(|side| side.tokens.hashes.as_slice());
    let mut known = HashKeyed::default();
    let first: Vec<Vec<Stitch>> = blocks.iter().map(|&block| weave(hashes, words, &known, block)).collect();
    for stitches in &first {
        for (left, right) in single_words(stitches) {
            *known.entry(pair_key(hashes[0][left as usize], hashes[1][right as usize])).or_insert(0) += 1;
        }
    }
    known.retain(|_, count| *count > 1);
    if known.is_empty() {
        return first;
    }
    blocks.iter().map(|&block| weave(hashes, words, &known, block)).collect()
}

/// Words that are replaced one by one, by position.
fn single_words(stitches: &[Stitch]) -> impl Iterator<Item = (u32, u32)> {
    stitches.iter().filter(|stitch| !stitch.equal && is_row(stitch.block)).flat_map(|stitch| {
        let [left, right] = stitch.block.sides;
        (left.start..left.end).zip(right.start..right.end)
    })
}

fn is_row(block: Block) -> bool {
    block.sides[0].len() == block.sides[1].len() && block.sides[0].len() <= LONGEST_ROW
}

fn is_phrase(block: Block) -> bool {
    block.sides.iter().all(|side| (1..=LONGEST_PHRASE).contains(&side.len()))
}

/// Share of the words of both extents that equal each other in order.
pub fn in_order(block: Block, stitches: &[Stitch]) -> f64 {
    let equal: u32 = stitches.iter().filter(|stitch| stitch.equal).map(|stitch| stitch.block.len()).sum();
    f64::from(equal) / f64::from(block.len().max(1))
}

/// What the alignments of `blocks` say about words that stand for each other, most frequent first.
pub fn substitutions(sides: [Side<'_>; 2], blocks: &[Block], woven: &[Vec<Stitch>]) -> Vec<Substitution> {
    let mut counts: BTreeMap<(String, String), u32> = BTreeMap::new();
    for (&block, stitches) in blocks.iter().zip(woven) {
        if in_order(block, stitches) < LEAST_IN_ORDER {
            continue;
        }
        for stitch in stitches.iter().filter(|stitch| !stitch.equal) {
            for pair in read(sides, stitch.block) {
                *counts.entry(pair).or_insert(0) += 1;
            }
        }
    }
    let mut out: Vec<Substitution> =
        counts.into_iter().map(|((left, right), count)| Substitution { left, right, count }).collect();
    out.sort_by_key(|swap| std::cmp::Reverse(swap.count));
    out
}

/// The pairs of words or the pair of phrases that a stitch stands for.
fn read(sides: [Side<'_>; 2], block: Block) -> Vec<(String, String)> {
    let phrase = |side: usize, extent: Extent| phrase(sides[side], extent);
    let [left, right] = block.sides;
    if is_row(block) {
        let single = |at: u32| Extent { start: at, end: at + 1 };
        let places = (left.start..left.end).zip(right.start..right.end);
        return places.map(|(a, b)| (phrase(0, single(a)), phrase(1, single(b)))).collect();
    }
    if is_phrase(block) { vec![(phrase(0, left), phrase(1, right))] } else { Vec::new() }
}

/// The words of `extent` as the text writes them, lower case, one space between.
fn phrase(side: Side<'_>, extent: Extent) -> String {
    let spans = &side.tokens.spans[extent.range()];
    let words: Vec<String> =
        spans.iter().map(|span| side.text[span.start as usize..span.end as usize].to_lowercase()).collect();
    words.join(" ")
}
