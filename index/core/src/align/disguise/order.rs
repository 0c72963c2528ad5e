//! Order: sentences that stand elsewhere in the other text, or have their words in another order there, and words put in
//! between words of the other text.

use crate::align::edits::word_align::{EditOp, in_both, longest_increasing, once};
use crate::align::region::{Extent, Region};
use crate::align::report::{Disguise, Finding, SideOf};
use crate::align::seeds::sentences::cut;
use crate::align::seeds::words::Words;
use crate::hash::HashKeyed;
use crate::text::TokenizedText;
use crate::tuning::disguise::order as tuning;
use crate::tuning::edits::kind;

/// Adds what the alignment of a region shows about its order.
pub fn find(
    sides: [TokenizedText<'_>; 2],
    words: &Words<'_>,
    region: Region,
    ops: &[EditOp],
    found: &mut Vec<Finding>,
) {
    let count = reordered(sides, words, region, ops);
    if count > 0 {
        found.push(Finding { disguise: Disguise::Reordered, side: SideOf::Both, count });
    }
    for side in 0..2 {
        let count = added(region, ops, side);
        if count > 0 {
            found.push(Finding { disguise: Disguise::Added, side: SideOf::text(side), count });
        }
    }
}

/// Number of sentences of the left extent whose counterparts stand in another order, or hold the same words in another
/// order; a summary has an order of its own.
fn reordered(sides: [TokenizedText<'_>; 2], words: &Words<'_>, region: Region, ops: &[EditOp]) -> u32 {
    let [short, long] = region.shorter_first();
    if long >= kind::summary() * short || out_of_order(words, region, ops) < tuning::least_out_of_order() {
        return 0;
    }
    let sentences = [0, 1].map(|side| sentences(sides[side], region.sides[side]));
    let pairs = counterparts(words, &sentences);
    let in_place = longest_increasing(&pairs);
    let is_shuffled =
        |&&(left, right): &&(u32, u32)| is_shuffled(words, [sentences[0][left as usize], sentences[1][right as usize]]);
    (pairs.len() - in_place.len() + in_place.iter().filter(is_shuffled).count()) as u32
}

/// Whether two sentences hold the same words, most of them in another order; told by words that each has once.
fn is_shuffled(words: &Words<'_>, sentences: [Extent; 2]) -> bool {
    let places = [0, 1].map(|side| once(&words.keys[side], sentences[side]));
    let [left, right] = places.each_ref().map(|side| side.values().flatten().count());
    let both = in_both(&places);
    let same = both.len();
    same >= tuning::least_shuffled()
        && same as f64 >= tuning::least_same() * left.max(right) as f64
        && longest_increasing(&both).len() as f64 <= tuning::most_in_order() * same as f64
}

/// Share of the words of the shorter side that the other side holds, but not in order.
fn out_of_order(words: &Words<'_>, region: Region, ops: &[EditOp]) -> f64 {
    let mut counts: HashKeyed<[u32; 2]> = HashKeyed::default();
    for side in 0..2 {
        for &key in &words.keys[side][region.sides[side].range()] {
            counts.entry(u64::from(key)).or_default()[side] += 1;
        }
    }
    let common: u32 = counts.values().map(|[left, right]| left.min(right)).sum();
    let in_order: u32 = ops.iter().filter(|it| it.equal).map(|it| it.region.sides[0].len()).sum();
    f64::from(common.saturating_sub(in_order)) / f64::from(region.shorter_first()[0].max(1))
}

fn sentences(text: TokenizedText<'_>, extent: Extent) -> Vec<Extent> {
    let Extent { start, .. } = extent;
    let cut = cut(text.text, &text.tokens.spans[extent.range()]);
    cut.into_iter().map(|it| Extent { start: it.start + start, end: it.end + start }).collect()
}

/// For each left sentence the right one that it has most words in common with, if it is much of both; by left place.
fn counterparts(words: &Words<'_>, sentences: &[Vec<Extent>; 2]) -> Vec<(u32, u32)> {
    let keys = |side: usize, extent: Extent| {
        let mut keys = words.keys[side][extent.range()].to_vec();
        keys.sort_unstable();
        keys.dedup();
        keys
    };
    let right: Vec<Vec<u32>> = sentences[1].iter().map(|&extent| keys(1, extent)).collect();
    let mut holders: HashKeyed<Vec<u32>> = HashKeyed::default();
    for (keys, at) in right.iter().zip(0u32..) {
        keys.iter().for_each(|&key| holders.entry(u64::from(key)).or_default().push(at));
    }
    let mut out = Vec::new();
    for (&extent, at) in sentences[0].iter().zip(0u32..) {
        let own = keys(0, extent);
        let holders = own.iter().filter_map(|&key| holders.get(&u64::from(key)));
        let mut met: Vec<u32> = holders.filter(|it| it.len() <= tuning::most_sentences()).flatten().copied().collect();
        met.sort_unstable();
        let dice = |same: &[u32]| 2.0 * same.len() as f64 / (own.len() + right[same[0] as usize].len()) as f64;
        let best = met.chunk_by(|a, b| a == b).max_by(|a, b| dice(a).total_cmp(&dice(b)).then(b[0].cmp(&a[0])));
        out.extend(best.filter(|same| dice(same) >= tuning::least_dice()).map(|same| (at, same[0])));
    }
    out
}

/// Number of words put into text `side` where it otherwise repeats the other one; 0 where it was edited in other ways.
fn added(region: Region, ops: &[EditOp], side: usize) -> u32 {
    let other = 1 - side;
    let kept: u32 = ops.iter().filter(|it| it.equal).map(|it| it.region.sides[other].len()).sum();
    if f64::from(kept) < tuning::least_kept() * f64::from(region.sides[other].len()) {
        return 0;
    }
    let places = ops.iter().filter(|it| !it.equal && it.region.sides[other].len() == 0);
    let (mut count, mut words) = (0, 0);
    for place in places {
        count += 1;
        words += place.region.sides[side].len();
    }
    if count >= tuning::least_places() && f64::from(words) >= tuning::least_added() * f64::from(kept) {
        words
    } else {
        0
    }
}
