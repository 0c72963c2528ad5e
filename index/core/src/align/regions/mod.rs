//! From two texts to the blocks they share: seeds, groups, boundaries.

mod boundary;
mod chain;
mod cosine;
mod overlap;
mod quotations;
mod summary;
#[cfg(test)]
mod tests;
mod verbatim;

use crate::align::edits::kind::SUMMARY;
use crate::align::region::{Block, Extent, hull};
use crate::align::regions::boundary::Boundaries;
use crate::align::regions::chain::groups;
use crate::align::regions::cosine::Likeness;
use crate::align::regions::overlap::Found;
use crate::align::regions::quotations::{LEAST_VERBATIM, Quotations};
use crate::align::regions::verbatim::Verbatim;
use crate::align::seeds::sentences::{cut, snap};
use crate::align::seeds::shingles::Shingles;
use crate::align::seeds::similar_sentences::Sentences;
use crate::align::seeds::streaks::{Run, explained, runs};
use crate::align::seeds::words::Words;
use crate::text::TokenizedText;
use crate::work::{Share, Work};

/// Equal words in a row that are a seed.
const RUN_SEED: u32 = 8;

/// Tokens between two seeds of one block: about four sentences.
const MOST_GAP: u32 = 90;

/// Gaps are not halved below this.
const LEAST_GAP: u32 = 8;

/// Likeness of a block as a whole; after Sanchez-Perez (PAN 2014), 0.30 to 0.38 serve alike.
const LEAST_COSINE: f32 = 0.34;

/// Tokens of a block that covers most of a text, and of any other that is not verbatim.
const LEAST_WHOLE: u32 = 12;
const LEAST_TOKENS: u32 = 22;

/// A block that covers this share of a text is no accident of a common subject.
const WHOLE: f32 = 0.6;

/// Weight of the words that the extents of a block share. Single sentences on the same subject reach 40; below, one
/// block in thirty is such a pair.
const LEAST_WEIGHT: f32 = 55.0;

/// The same next to an exact block: who copies word for word seldom rewrites as well, so that three of four lighter
/// blocks are accidents. What stands between two exact blocks, as in two versions of a text, needs no more than usual.
const LEAST_WEIGHT_BESIDE: f32 = 115.0;

/// Steps for each token of both texts on the search for blocks among seeds.
const MOST_STEPS: usize = 2048;

/// Texts of this many sentences together give words their full weights; in shorter ones, fewer are asked for.
const SENTENCES: f32 = 200.0;

/// The blocks that `sides` share, by left position; none covers more than half of another.
pub fn find(
    sides: [TokenizedText<'_>; 2],
    words: &Words,
    shingles: &Shingles,
    expected: bool,
    work: &Work<'_>,
) -> Vec<Block> {
    let hashes = sides.map(|side| side.tokens.hashes.as_slice());
    if hashes[0].is_empty() || hashes[1].is_empty() {
        return Vec::new();
    }
    if hashes[0] == hashes[1] {
        return vec![words.whole()];
    }
    let runs = runs(hashes, shingles, work);
    let extents = sides.map(|side| cut(side.text, &side.tokens.spans));
    let sentences = Sentences::new(words, extents);
    let explained = explained(&runs);
    let mut seeds = sentences.pairs(|side, extent| explained.hold(side, extent), work);
    seeds.extend(runs.iter().filter(|run| run.len >= RUN_SEED).map(|run| run.block()));
    let share = work.share(MOST_STEPS * (hashes[0].len() + hashes[1].len()));
    let mut search = Search::new(words, &sentences, &runs, hashes, &share);
    search.quotations();
    for seeds in search.quotations.part(seeds) {
        search.groups(seeds, MOST_GAP);
    }
    search.doubt_what_stands_beside_exact_blocks();
    search.whole_short_texts();
    search.summaries(if expected { summary::Proof::EXPECTED } else { summary::Proof::ALONE });
    share.spend(overlap::looks(&search.found));
    overlap::settle(search.found)
}

/// What is known about a pair of texts while its blocks are sought.
struct Search<'a> {
    words: &'a Words,
    sentences: &'a Sentences,
    runs: &'a [Run],
    verbatim: Verbatim<'a>,
    quotations: Quotations,
    boundaries: Boundaries<'a>,
    likeness: Likeness<'a>,
    least_weight: f32,
    share: &'a Share<'a>,
    found: Vec<Found>,
}

impl<'a> Search<'a> {
    fn new(
        words: &'a Words,
        sentences: &'a Sentences,
        runs: &'a [Run],
        hashes: [&[u64]; 2],
        share: &'a Share<'a>,
    ) -> Self {
        let boundaries = Boundaries::new(words, share);
        let mut likeness = Likeness::new(words, &sentences.weights, share);
        let all = (sentences.extents(0).len() + sentences.extents(1).len()) as f32;
        let least_weight = LEAST_WEIGHT * (all.max(2.0).ln() / SENTENCES.ln()).min(1.0);
        let verbatim = Verbatim::new(runs, share);
        let quotations = Quotations::among(runs, hashes, &mut likeness);
        Self {
            words,
            sentences,
            runs,
            verbatim,
            quotations,
            boundaries,
            likeness,
            least_weight,
            share,
            found: Vec::new(),
        }
    }

    /// Keeps the quotations, whatever stands around them.
    fn quotations(&mut self) {
        for &block in self.quotations.kept() {
            self.found.push(Found { block, weight: self.likeness.of(block).shared, exact: true });
        }
    }

    /// Groups the seeds; a group that is not alike as a whole is tried again with half the gap.
    fn groups(&mut self, seeds: Vec<Block>, most_gap: u32) {
        for group in groups(&seeds, most_gap, self.share) {
            if !self.share.may_go_on() {
                break;
            }
            let Some(block) = hull(&group) else { continue };
            if self.likeness.of(block).cosine >= LEAST_COSINE {
                self.accept(block);
            } else if group.len() > 1 && most_gap > LEAST_GAP {
                self.groups(group, most_gap / 2);
            }
        }
    }

    /// Gives a group its boundaries and keeps what there is enough of.
    fn accept(&mut self, hull: Block) {
        if self.accept_exact(hull) {
            return;
        }
        let block = self.boundaries.settle(hull);
        for part in self.parted(block) {
            let part = Block { sides: [0, 1].map(|side| snap(part.sides[side], self.sentences.extents(side))) };
            let rest = self.quotations.taken_out_of(part);
            if !self.accept_exact(rest) && (rest == part || self.likeness.of(rest).cosine >= LEAST_COSINE) {
                self.accept_rewritten(rest);
            }
        }
    }

    /// `block`, or what is left of it around a stretch of other text that stands inside one of its extents.
    fn parted(&mut self, block: Block) -> Vec<Block> {
        for side in 0..2 {
            let Some(alien) = self.boundaries.alien(block, side) else { continue };
            let own = block.sides[side];
            let around = [Extent { start: own.start, end: alien.start }, Extent { start: alien.end, end: own.end }];
            if around.iter().any(|extent| extent.len() < LEAST_TOKENS) {
                continue;
            }
            let parts = around.map(|extent| {
                let mut part = block;
                part.sides[side] = extent;
                self.boundaries.settle(part)
            });
            if (0..2).all(|side| parts[0].sides[side].common(parts[1].sides[side]) == 0) {
                return parts.to_vec();
            }
        }
        vec![block]
    }

    /// Keeps the exact blocks in `block`; whether it is made of such.
    ///
    /// A short text repeated whole is not, if its exact blocks are too short for a passage: its words say where it ends.
    fn accept_exact(&mut self, block: Block) -> bool {
        let exact = self.verbatim.exact(block, |gap| self.likeness.of(gap).cosine < LEAST_COSINE);
        let long_enough = |exact: &&Block| exact.shorter_first()[0] >= LEAST_VERBATIM;
        if !exact.iter().any(|block| long_enough(&block)) && self.is_whole(block) {
            return false;
        }
        for &block in exact.iter().filter(long_enough) {
            let weight = self.likeness.of(block).shared;
            self.found.push(Found { block, weight, exact: true });
        }
        !exact.is_empty()
    }

    /// Keeps a block without exact boundaries if there is enough of it.
    fn accept_rewritten(&mut self, block: Block) {
        let weight = self.likeness.of(block).shared;
        let (whole, [short, _]) = (self.is_whole(block), block.shorter_first());
        let least = if whole { LEAST_WHOLE } else { LEAST_TOKENS };
        if short >= least && (whole || weight >= self.least_weight) {
            self.found.push(Found { block, weight, exact: false });
        }
    }

    /// Whether `block` is most of one of the texts and no summary.
    fn is_whole(&self, block: Block) -> bool {
        let covers = |side: usize| block.sides[side].len() as f32 >= WHOLE * self.words.keys[side].len() as f32;
        let [short, long] = block.shorter_first();
        (covers(0) || covers(1)) && long < SUMMARY * short
    }

    /// Drops light blocks of pairs with exact ones, unless they stand in order between two of these.
    fn doubt_what_stands_beside_exact_blocks(&mut self) {
        let mut exact: Vec<Block> = self.found.iter().filter(|it| it.exact).map(|it| it.block).collect();
        if exact.is_empty() {
            return;
        }
        exact.sort_unstable();
        self.found.retain(|it| it.exact || it.weight >= LEAST_WEIGHT_BESIDE || is_between(&exact, it.block));
    }

    /// A text too short for a passage counts if the other one repeats it whole.
    ///
    /// Such a run holds every shingle of the text; those of common shingles are not sought, so there are few.
    fn whole_short_texts(&mut self) {
        let whole = self.words.whole();
        let is_whole = |block: Block| (0..2).any(|side| block.sides[side] == whole.sides[side]);
        let mut known: Vec<Block> = self.found.iter().map(|found| found.block).filter(|&it| is_whole(it)).collect();
        for block in self.runs.iter().map(|run| run.block()).filter(|&it| is_whole(it)) {
            if !known.iter().any(|known| known.holds(block)) {
                known.push(block);
                let weight = self.likeness.of(block).shared;
                self.found.push(Found { block, weight, exact: true });
            }
        }
    }

    /// A stretch of one text that sums up the whole other text replaces the scattered blocks found in it.
    fn summaries(&mut self, proof: summary::Proof) {
        for side in 0..2 {
            let Some(mut block) = self.summary(side, proof) else { continue };
            let own = block.sides[side];
            block.sides[side] = snap(own, self.sentences.extents(side));
            self.found.retain(|found| found.block.sides[side].common(own) == 0);
            let weight = self.likeness.of(block).shared;
            self.found.push(Found { block, weight, exact: false });
        }
    }

    /// The summary in text `side`: what is quoted in it speaks neither for nor against it.
    fn summary(&mut self, side: usize, proof: summary::Proof) -> Option<Block> {
        let kept = self.quotations.kept();
        let near: Vec<Block> =
            self.found.iter().map(|found| found.block).filter(|block| kept.binary_search(block).is_err()).collect();
        let quoted = self.quotations.places();
        summary::find(&mut self.boundaries, &mut self.likeness, self.words, &near, quoted, side, proof)
    }
}

/// Whether the blocks of `exact` nearest on the left to `block` stand before and after it on the right, too.
fn is_between(exact: &[Block], block: Block) -> bool {
    let at = exact.partition_point(|other| other.sides[0].start <= block.sides[0].start);
    let before = at.checked_sub(1).map(|before| exact[before]);
    before.is_some_and(|before| before.sides[1].start <= block.sides[1].start)
        && exact.get(at).is_some_and(|after| block.sides[1].end <= after.sides[1].end)
}
