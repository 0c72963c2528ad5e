//! From two texts to the regions they share: seeds, groups, boundaries.

mod boundary;
mod chain;
mod cosine;
mod extractive;
pub mod overlap;
mod quotations;
mod summary;
#[cfg(test)]
mod tests;
mod verbatim;

use crate::align::cover::Cover;
use crate::align::region::{Extent, Region, hull};
use crate::align::regions::boundary::Boundaries;
use crate::align::regions::chain::groups;
use crate::align::regions::cosine::Scorer;
use crate::align::regions::extractive::join_extracts;
use crate::align::regions::overlap::WeightedRegion;
use crate::align::regions::quotations::Quotations;
use crate::align::regions::verbatim::Verbatim;
use crate::align::seeds::dense::{DenseCells, are_long};
use crate::align::seeds::sentences::snap;
use crate::align::seeds::shingles::Shared;
use crate::align::seeds::similar_sentences::Sentences;
use crate::align::seeds::streaks::{Streak, explained, streaks};
use crate::align::seeds::tables::SeedTables;
use crate::align::seeds::words::Words;
use crate::text::TokenizedText;
use crate::tuning::edits::kind::summary as summary_ratio;
use crate::tuning::regions::by_cells;
use crate::tuning::regions::evident;
use crate::tuning::regions::find as tuning;
use crate::tuning::regions::quotations::least_verbatim;
use crate::work::{Share, Work};

/// What a rewritten passage must prove: less, where something else speaks for it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Proof {
    /// As much as in any two texts.
    #[default]
    Full,
    /// Less: who asks looks at what stands around it.
    Less,
    /// Least: the two texts share much that few others have.
    Least,
}

/// How regions are sought.
#[derive(Clone, Copy, Debug)]
pub struct Wanted {
    /// The texts are expected to share something: then a summary has less to prove.
    pub expected: bool,
    /// What a rewritten passage must prove.
    pub proof: Proof,
    /// Rewritten passages of long texts are looked for only where the texts share something.
    pub local: bool,
}

/// What a region must show that is not exact.
#[derive(Clone, Copy, Debug)]
struct Least {
    weight: f32,
    tokens: u32,
    cosine: f32,
}

impl Least {
    fn of(proof: Proof) -> Self {
        let (weight, tokens, cosine) = match proof {
            Proof::Full => (tuning::least_weight(), tuning::least_tokens(), tuning::least_cosine()),
            Proof::Less => (evident::least_weight_apart(), evident::least_tokens(), evident::least_cosine()),
            Proof::Least => (evident::least_weight(), evident::least_tokens(), evident::least_cosine()),
        };
        Self { weight, tokens, cosine }
    }
}

/// The regions that `sides` share, by left position; none covers more than half of another.
pub fn find(
    sides: [TokenizedText<'_>; 2],
    tables: [&SeedTables; 2],
    words: &Words<'_>,
    wanted: Wanted,
    work: &Work<'_>,
) -> Vec<Region> {
    let hashes = sides.map(|side| side.tokens.hashes.as_slice());
    if hashes[0].is_empty() || hashes[1].is_empty() {
        return Vec::new();
    }
    if hashes[0] == hashes[1] {
        return vec![words.whole()];
    }
    let verbatim = [0, 1].map(|side| tables[side].verbatim(sides[side].tokens));
    work.count(verbatim[0].distinct() + verbatim[1].distinct());
    let shared = Shared::new(verbatim);
    let streaks = streaks(hashes, &shared, work);
    let cells = dense_cells(sides, tables, words, &shared, work);
    let in_parts = wanted.local && are_long(hashes.map(<[u64]>::len));
    let extents = if in_parts { near(&cells, tables) } else { tables.map(|it| it.sentences.clone()) };
    let held = words.of_both(tables.map(|tables| tables.held.as_slice()));
    let all = tables.iter().map(|tables| tables.sentences.len()).sum();
    let sentences = Sentences::new(words, extents, held, all);
    let explained = explained(&streaks);
    let mut seeds = sentences.pairs(|side, extent| explained.hold(side, extent), work);
    seeds.extend(streaks.iter().filter(|streak| streak.len >= tuning::streak_seed()).map(|streak| streak.region()));
    let share = work.share(tuning::most_steps() * (hashes[0].len() + hashes[1].len()));
    let mut search = Search::new(words, tables, &sentences.weights, &streaks, hashes, Least::of(wanted.proof), &share);
    search.quotations();
    for seeds in search.quotations.part(seeds) {
        search.groups(seeds, tuning::most_gap());
    }
    let by_cells = search.by_cells(&cells);
    search.doubt_what_stands_beside_exact_regions(0);
    search.whole_short_texts();
    search.summaries(if wanted.expected { summary::Thresholds::expected() } else { summary::Thresholds::alone() });
    search.add(by_cells);
    share.spend(overlap::looks(&search.found));
    join_extracts(overlap::suppress_overlaps(search.found))
}

/// The cells in which the texts share much.
fn dense_cells(
    sides: [TokenizedText<'_>; 2],
    tables: [&SeedTables; 2],
    words: &Words<'_>,
    verbatim: &Shared<'_>,
    work: &Work<'_>,
) -> DenseCells {
    let context = [0, 1].map(|side| tables[side].context(sides[side].tokens));
    work.count(context[0].distinct() + context[1].distinct());
    DenseCells::of([verbatim, &Shared::new(context)], words, work)
}

/// The sentences that stand where the texts share something.
fn near(cells: &DenseCells, tables: [&SeedTables; 2]) -> [Vec<Extent>; 2] {
    let stretches = cells.stretches();
    [0, 1].map(|side| touching(&tables[side].sentences, &stretches[side]))
}

/// Those of `sentences` that have something of one of `stretches`; both are in order.
fn touching(sentences: &[Extent], stretches: &[Extent]) -> Vec<Extent> {
    let mut out: Vec<Extent> = Vec::new();
    let mut next = 0;
    for stretch in stretches {
        next = next.max(sentences.partition_point(|sentence| sentence.end <= stretch.start));
        let near = sentences[next..].iter().take_while(|sentence| sentence.start < stretch.end);
        out.extend(near);
        next += sentences[next..].partition_point(|sentence| sentence.start < stretch.end);
    }
    out
}

/// What is known about a pair of texts while its regions are sought.
struct Search<'a> {
    words: &'a Words<'a>,
    tables: [&'a SeedTables; 2],
    streaks: &'a [Streak],
    verbatim: Verbatim<'a>,
    quotations: Quotations,
    boundaries: Boundaries<'a>,
    scorer: Scorer<'a>,
    least: Least,
    share: &'a Share<'a>,
    found: Vec<WeightedRegion>,
}

impl<'a> Search<'a> {
    fn new(
        words: &'a Words<'a>,
        tables: [&'a SeedTables; 2],
        weights: &'a [f32],
        streaks: &'a [Streak],
        hashes: [&[u64]; 2],
        least: Least,
        share: &'a Share<'a>,
    ) -> Self {
        let boundaries = Boundaries::new(words, tables.map(|it| it.sentences.as_slice()), share);
        let mut scorer = Scorer::new(words, weights, share);
        let all = tables.iter().map(|tables| tables.sentences.len()).sum::<usize>() as f32;
        let full = (all.max(2.0).ln() / tuning::sentences().ln()).min(1.0);
        let least = Least { weight: least.weight * full, ..least };
        let verbatim = Verbatim::new(streaks, share);
        let quotations = Quotations::among(streaks, hashes, &mut scorer);
        Self { words, tables, streaks, verbatim, quotations, boundaries, scorer, least, share, found: Vec::new() }
    }

    /// Keeps the quotations, whatever stands around them.
    fn quotations(&mut self) {
        for &region in self.quotations.kept() {
            self.found.push(WeightedRegion { region, weight: self.scorer.score(region).shared, exact: true });
        }
    }

    /// Groups the seeds; a group that is not alike as a whole is tried again with half the gap.
    fn groups(&mut self, seeds: Vec<Region>, most_gap: u32) {
        for group in groups(&seeds, most_gap, self.share) {
            if !self.share.may_go_on() {
                break;
            }
            let Some(region) = hull(&group) else { continue };
            if self.scorer.score(region).cosine >= self.least.cosine {
                self.accept(region);
            } else if group.len() > 1 && most_gap > tuning::least_gap() {
                self.groups(group, most_gap / 2);
            }
        }
    }

    /// Gives a group its boundaries and keeps what there is enough of.
    fn accept(&mut self, hull: Region) {
        if self.accept_exact(hull) {
            return;
        }
        let region = self.boundaries.refine(hull);
        for part in self.parted(region) {
            let part = Region { sides: [0, 1].map(|side| snap(part.sides[side], &self.tables[side].sentences)) };
            let rest = self.quotations.taken_out_of(part);
            if !self.accept_exact(rest) && (rest == part || self.scorer.score(rest).cosine >= self.least.cosine) {
                self.accept_rewritten(rest);
            }
        }
    }

    /// `region`, or what is left of it around a stretch of other text that stands inside one of its extents.
    fn parted(&mut self, region: Region) -> Vec<Region> {
        for side in 0..2 {
            let Some(unsupported_gap) = self.boundaries.unsupported_gap(region, side) else { continue };
            let own = region.sides[side];
            let around = [
                Extent { start: own.start, end: unsupported_gap.start },
                Extent { start: unsupported_gap.end, end: own.end },
            ];
            if around.iter().any(|extent| extent.len() < self.least.tokens) {
                continue;
            }
            let parts = around.map(|extent| {
                let mut part = region;
                part.sides[side] = extent;
                self.boundaries.refine(part)
            });
            if (0..2).all(|side| parts[0].sides[side].common(parts[1].sides[side]) == 0) {
                return parts.to_vec();
            }
        }
        vec![region]
    }

    /// Keeps the exact regions in `region`; whether it is made of such.
    ///
    /// A short text repeated whole is not, if its exact regions are too short for a passage: its words say where it ends.
    fn accept_exact(&mut self, region: Region) -> bool {
        let least = self.least.cosine;
        let exact = self.verbatim.exact(region, |gap| self.scorer.score(gap).cosine < least);
        let long_enough = |exact: &&Region| exact.shorter_first()[0] >= least_verbatim();
        if !exact.iter().any(|region| long_enough(&region)) && self.is_whole(region) {
            return false;
        }
        for &region in exact.iter().filter(long_enough) {
            let weight = self.scorer.score(region).shared;
            self.found.push(WeightedRegion { region, weight, exact: true });
        }
        !exact.is_empty()
    }

    /// Keeps a region without exact boundaries if there is enough of it.
    fn accept_rewritten(&mut self, region: Region) {
        let weight = self.scorer.score(region).shared;
        let (whole, [short, _]) = (self.is_whole(region), region.shorter_first());
        let least = if whole { tuning::least_whole() } else { self.least.tokens };
        if short >= least && (whole || weight >= self.least.weight) {
            self.found.push(WeightedRegion { region, weight, exact: false });
        }
    }

    /// Whether `region` is most of one of the texts and no summary.
    fn is_whole(&self, region: Region) -> bool {
        let covers =
            |side: usize| region.sides[side].len() as f32 >= tuning::whole() * self.words.keys[side].len() as f32;
        let [short, long] = region.shorter_first();
        (covers(0) || covers(1)) && long < summary_ratio() * short
    }

    /// Of the regions found from the `first` on, drops the light ones if there are exact ones, unless they stand in order
    /// between two of these.
    fn doubt_what_stands_beside_exact_regions(&mut self, first: usize) {
        let mut exact: Vec<Region> = self.found.iter().filter(|it| it.exact).map(|it| it.region).collect();
        if exact.is_empty() {
            return;
        }
        exact.sort_unstable();
        let doubted = self.found.split_off(first);
        let stays = |it: &WeightedRegion| {
            it.exact || it.weight >= tuning::least_weight_beside() || is_between(&exact, it.region)
        };
        self.found.extend(doubted.into_iter().filter(stays));
    }

    /// A text too short for a passage counts if the other one repeats it whole.
    ///
    /// Such a streak holds every shingle of the text; those of common shingles are not sought, so there are few.
    fn whole_short_texts(&mut self) {
        let whole = self.words.whole();
        let is_whole = |region: Region| (0..2).any(|side| region.sides[side] == whole.sides[side]);
        let mut known: Vec<Region> = self.found.iter().map(|found| found.region).filter(|&it| is_whole(it)).collect();
        for region in self.streaks.iter().map(|streak| streak.region()).filter(|&it| is_whole(it)) {
            if !known.iter().any(|known| known.holds(region)) {
                known.push(region);
                let weight = self.scorer.score(region).shared;
                self.found.push(WeightedRegion { region, weight, exact: true });
            }
        }
    }

    /// A stretch of one text that sums up the whole other text replaces the scattered regions found in it.
    fn summaries(&mut self, least: summary::Thresholds) {
        for side in 0..2 {
            let Some(mut region) = self.summary(side, least) else { continue };
            let own = region.sides[side];
            region.sides[side] = snap(own, &self.tables[side].sentences);
            self.found.retain(|found| found.region.sides[side].common(own) == 0);
            let weight = self.scorer.score(region).shared;
            self.found.push(WeightedRegion { region, weight, exact: false });
        }
    }

    /// The summary in text `side`: what is quoted in it speaks neither for nor against it.
    fn summary(&mut self, side: usize, least: summary::Thresholds) -> Option<Region> {
        let kept = self.quotations.kept();
        let near: Vec<Region> =
            self.found.iter().map(|found| found.region).filter(|region| kept.binary_search(region).is_err()).collect();
        let quoted = self.quotations.places();
        summary::find(&mut self.boundaries, &mut self.scorer, self.words, &near, quoted, side, least)
    }

    /// The regions that cells make in which the texts share much, where nothing was found: sentences that were shuffled
    /// into each other, or split and joined, are like none of the other text.
    ///
    /// The words that are rare in both texts gather on one subject, too, so that such a region has more to show.
    fn by_cells(&mut self, cells: &DenseCells) -> Vec<WeightedRegion> {
        let first = self.found.len();
        let known = self.cover();
        let seeds = self.quotations.part(cells.regions().filter(|&region| !known.meet_any(region)).collect());
        seeds.into_iter().for_each(|seeds| self.groups(seeds, tuning::most_gap()));
        let mut found = self.found.split_off(first);
        found.retain(|one| {
            one.exact
                || (one.weight >= by_cells::least_weight()
                    && self.scorer.score(one.region).cosine >= by_cells::least_cosine())
        });
        found
    }

    /// Keeps those of `more` regions beside which nothing else was found.
    fn add(&mut self, more: Vec<WeightedRegion>) {
        let first = self.found.len();
        let known = self.cover();
        self.found.extend(more.into_iter().filter(|one| !known.meet_any(one.region)));
        self.doubt_what_stands_beside_exact_regions(first);
    }

    /// Where something was found.
    fn cover(&self) -> Cover {
        Cover::of(&self.found.iter().map(|found| found.region).collect::<Vec<Region>>())
    }
}

/// Whether the regions of `exact` nearest on the left to `region` stand before and after it on the right, too.
fn is_between(exact: &[Region], region: Region) -> bool {
    let at = exact.partition_point(|other| other.sides[0].start <= region.sides[0].start);
    let before = at.checked_sub(1).map(|before| exact[before]);
    before.is_some_and(|before| before.sides[1].start <= region.sides[1].start)
        && exact.get(at).is_some_and(|after| region.sides[1].end <= after.sides[1].end)
}
