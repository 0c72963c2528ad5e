//! Word alignment: which words of a region correspond, in the order of both texts.
//!
//! This is patience diff (Bram Cohen) over words: equal ends are taken off, words that stand once on each side become
//! anchors, and of these the longest increasing subsequence is kept (Schensted, 1961). Between anchors, small stretches
//! are aligned by the dynamic programming of Needleman and Wunsch (1970).

use crate::align::region::{Extent, Region};
use crate::align::seeds::words::Words;
use crate::hash::HashKeyed;
use crate::tuning::edits::word_align as tuning;
use crate::work::Work;

const REPLACED: i32 = 0;

/// An edit operation: a stretch of equal words on both sides, or what stands between such stretches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EditOp {
    /// The words on each side; either may be empty, not both.
    pub region: Region,
    /// Whether the words are equal one by one.
    pub equal: bool,
}

/// Two words that stand for each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Link {
    at: [u32; 2],
    equal: bool,
}

/// Aligns the words of one region after another.
pub struct WordAligner<'a> {
    hashes: [&'a [u64]; 2],
    words: &'a Words<'a>,
    /// Pairs of words known to stand for each other.
    known: &'a HashKeyed<u32>,
    links: Vec<Link>,
    work: &'a Work<'a>,
}

/// The alignment of `region`, in order, without gaps.
///
/// `known` holds keys, by [`combine`], of words that were seen to replace each other.
pub fn align_words(
    hashes: [&[u64]; 2],
    words: &Words<'_>,
    known: &HashKeyed<u32>,
    region: Region,
    work: &Work<'_>,
) -> Vec<EditOp> {
    let mut aligner = WordAligner { hashes, words, known, links: Vec::new(), work };
    aligner.stretch(region, 0);
    aligner.links.sort_unstable_by_key(|link| link.at);
    ops(region, &aligner.links)
}

/// The key of a pair of words in a table of replacements.
pub fn combine(left: u64, right: u64) -> u64 {
    crate::hash::combine(left, right)
}

impl WordAligner<'_> {
    /// Aligns a stretch: equal ends, then anchors, then cells.
    fn stretch(&mut self, region: Region, depth: u32) {
        self.work.count(region.len() as usize);
        let region = self.equal_ends(region);
        let [left, right] = region.sides;
        if left.len() == 0 || right.len() == 0 {
            return;
        }
        if left.len() as u64 * right.len() as u64 <= u64::from(tuning::most_cells()) / 8 || depth > 32 {
            return self.cells(region);
        }
        let anchors = self.anchors(region);
        if anchors.is_empty() {
            return self.cells(region);
        }
        let mut from = [left.start, right.start];
        for (a, b) in anchors {
            self.stretch(Region::new((from[0], a), (from[1], b)), depth + 1);
            self.link(a, b);
            from = [a + 1, b + 1];
        }
        self.stretch(Region::new((from[0], left.end), (from[1], right.end)), depth + 1);
    }

    /// Links two words that are equal or known to replace each other.
    fn link(&mut self, left: u32, right: u32) {
        if self.gain(left, right) > REPLACED {
            let equal = self.equal(left, right);
            self.links.push(Link { at: [left, right], equal });
        }
    }

    fn equal(&self, left: u32, right: u32) -> bool {
        self.hashes[0][left as usize] == self.hashes[1][right as usize]
    }

    /// Takes the equal words at both ends; what is left lies between them.
    fn equal_ends(&mut self, region: Region) -> Region {
        let [mut left, mut right] = region.sides;
        while left.len() > 0 && right.len() > 0 && self.equal(left.start, right.start) {
            self.link(left.start, right.start);
            left.start += 1;
            right.start += 1;
        }
        while left.len() > 0 && right.len() > 0 && self.equal(left.end - 1, right.end - 1) {
            left.end -= 1;
            right.end -= 1;
            self.link(left.end, right.end);
        }
        Region { sides: [left, right] }
    }

    /// Words that stand once on each side, in the longest chain that rises on both.
    fn anchors(&self, region: Region) -> Vec<(u32, u32)> {
        longest_increasing(&in_both(&[0, 1].map(|side| once(self.hashes[side], region.sides[side]))))
    }

    /// Aligns a stretch by dynamic programming over all pairs of its words (Needleman and Wunsch).
    fn cells(&mut self, region: Region) {
        let [left, right] = region.sides;
        if u64::from(left.len()) * u64::from(right.len()) > u64::from(tuning::most_cells()) {
            return;
        }
        let width = right.len() as usize + 1;
        self.work.count(left.len() as usize * right.len() as usize);
        let mut cells = vec![0i32; (left.len() as usize + 1) * width];
        for i in (0..=left.len() as usize).rev() {
            for j in (0..width).rev() {
                cells[i * width + j] = self.cell(region, &cells, i, j);
            }
        }
        self.trace(region, &cells);
    }

    fn cell(&self, region: Region, cells: &[i32], i: usize, j: usize) -> i32 {
        let [left, right] = region.sides;
        let width = right.len() as usize + 1;
        let (rest_left, rest_right) = (left.len() as usize - i, right.len() as usize - j);
        if rest_left == 0 || rest_right == 0 {
            return (rest_left + rest_right) as i32 * tuning::left_out();
        }
        let both = cells[(i + 1) * width + j + 1] + self.gain(left.start + i as u32, right.start + j as u32);
        let one = cells[(i + 1) * width + j].max(cells[i * width + j + 1]) + tuning::left_out();
        both.max(one)
    }

    fn gain(&self, left: u32, right: u32) -> i32 {
        let (a, b) = (left as usize, right as usize);
        if self.equal(left, right) {
            tuning::equal()
        } else if self.words.keys[0][a] == self.words.keys[1][b]
            || self.known.contains_key(&combine(self.hashes[0][a], self.hashes[1][b]))
        {
            tuning::related()
        } else {
            REPLACED
        }
    }

    /// Walks the best path and links its pairs; of equal paths, the one that pairs words first.
    fn trace(&mut self, region: Region, cells: &[i32]) {
        let [left, right] = region.sides;
        let width = right.len() as usize + 1;
        let (mut i, mut j) = (0usize, 0usize);
        while i < left.len() as usize && j < right.len() as usize {
            let (a, b) = (left.start + i as u32, right.start + j as u32);
            let here = cells[i * width + j];
            if here == cells[(i + 1) * width + j + 1] + self.gain(a, b) {
                self.link(a, b);
                (i, j) = (i + 1, j + 1);
            } else if here == cells[(i + 1) * width + j] + tuning::left_out() {
                i += 1;
            } else {
                j += 1;
            }
        }
    }
}

/// Where each word stands that stands once in `extent`; `None` for those that stand there more often.
pub fn once<K: Copy + Into<u64>>(keys: &[K], extent: Extent) -> HashKeyed<Option<u32>> {
    let mut out = HashKeyed::default();
    for at in extent.start..extent.end {
        out.entry(keys[at as usize].into()).and_modify(|place| *place = None).or_insert(Some(at));
    }
    out
}

/// Where words stand that stand [`once`] on each side, by the left place.
pub fn in_both([left, right]: &[HashKeyed<Option<u32>>; 2]) -> Vec<(u32, u32)> {
    let both = left.iter().filter_map(|(key, &at)| Some((at?, (*right.get(key)?)?)));
    let mut pairs: Vec<(u32, u32)> = both.collect();
    pairs.sort_unstable();
    pairs
}

/// The longest increasing subsequence: of `pairs`, sorted by the first, the most that rise in the second (patience sorting).
pub fn longest_increasing(pairs: &[(u32, u32)]) -> Vec<(u32, u32)> {
    let mut tails: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(pairs.len());
    for (at, pair) in pairs.iter().enumerate() {
        let place = tails.partition_point(|&tail| pairs[tail].1 < pair.1);
        before.push(place.checked_sub(1).map(|place| tails[place]));
        if place == tails.len() { tails.push(at) } else { tails[place] = at }
    }
    let mut chain: Vec<(u32, u32)> = Vec::new();
    let mut next = tails.last().copied();
    while let Some(at) = next {
        chain.push(pairs[at]);
        next = before[at];
    }
    chain.reverse();
    chain
}

/// Neighbouring links of equal words become one operation, each link of words that replace each other is one, and so is
/// what lies between links.
fn ops(region: Region, links: &[Link]) -> Vec<EditOp> {
    let [left, right] = region.sides;
    let mut out: Vec<EditOp> = Vec::new();
    let mut from = [left.start, right.start];
    for link in links {
        push_gap(&mut out, Region::new((from[0], link.at[0]), (from[1], link.at[1])));
        let [a, b] = link.at;
        let pair = Region::new((a, a + 1), (b, b + 1));
        match out.last_mut() {
            Some(last) if last.equal && link.equal => last.region = last.region.hull(pair),
            _ => out.push(EditOp { region: pair, equal: link.equal }),
        }
        from = [a + 1, b + 1];
    }
    push_gap(&mut out, Region::new((from[0], left.end), (from[1], right.end)));
    out
}

fn push_gap(out: &mut Vec<EditOp>, region: Region) {
    if region.len() > 0 {
        out.push(EditOp { region, equal: false });
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The length of the longest increasing subsequence, by looking at all pairs.
    fn naive_longest_increasing(pairs: &[(u32, u32)]) -> usize {
        let mut longest: Vec<usize> = Vec::new();
        for (at, pair) in pairs.iter().enumerate() {
            let before = (0..at).filter(|&other| pairs[other].1 < pair.1).map(|other| longest[other]).max();
            longest.push(before.unwrap_or(0) + 1);
        }
        longest.into_iter().max().unwrap_or(0)
    }

    proptest! {
        /// The chain rises on both sides, is taken from the pairs, and none is longer.
        #[test]
        fn the_rising_chain_is_as_long_as_that_of_the_naive_twin(rights in prop::collection::vec(0u32..30, 0..40)) {
            let pairs: Vec<(u32, u32)> = (0..).zip(rights).collect();
            let chain = longest_increasing(&pairs);
            prop_assert!(chain.windows(2).all(|two| two[0].0 < two[1].0 && two[0].1 < two[1].1));
            prop_assert!(chain.iter().all(|pair| pairs.contains(pair)));
            prop_assert_eq!(chain.len(), naive_longest_increasing(&pairs));
        }
    }
}
