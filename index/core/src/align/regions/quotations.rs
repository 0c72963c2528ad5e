//! Quotations: streaks of equal words in text that has nothing else in common with the other text.
//!
//! A sentence with twenty quoted words in it resembles the sentence they come from, and the words around them would be
//! aligned with unrelated words. So a streak that no text beside it supports is a region of its own, exact to the word.
//! It proposes nothing else. It is part of something larger if the text before or after it is alike on both sides, or
//! if it is one of several streaks with little between them.

use std::collections::BTreeMap;

use crate::align::cover::Cover;
use crate::align::region::{Extent, Region};
use crate::align::regions::cosine::Scorer;
use crate::align::regions::overlap;
use crate::align::regions::overlap::WeightedRegion;
use crate::align::regions::verbatim::follows;
use crate::align::seeds::streaks::Streak;
use crate::tuning::regions::{quotations as tuning, verbatim};

/// The quotations of two texts.
pub struct Quotations {
    /// In order; none covers more than half of another.
    kept: Vec<Region>,
    places: Cover,
    /// The same, and where else in the other text their words stand.
    all_places: Cover,
}

impl Quotations {
    /// Those among `streaks`, which are in order.
    pub fn among(streaks: &[Streak], hashes: [&[u64]; 2], scorer: &mut Scorer<'_>) -> Self {
        let cores = cores(streaks, hashes);
        let neighbours = if cores.is_empty() { Neighbours::default() } else { Neighbours::of(streaks) };
        let (mut alone, supported): (Vec<Region>, Vec<Region>) =
            cores.into_iter().partition(|&core| !neighbours.is_near(core) && !is_supported(core, hashes, scorer));
        let (exact, edited): (Vec<Region>, Vec<Region>) =
            supported.into_iter().partition(|&core| is_exact(core, hashes));
        // Words that stand here exactly do not come from where they stand with edits.
        let [exact, edited] = [exact, edited].map(|regions| Cover::of(&regions));
        alone.retain(|&it| !exact.hold_most_of(it) && (is_exact(it, hashes) || !edited.hold_most_of(it)));
        let weighed =
            alone.iter().map(|&region| WeightedRegion { region, weight: scorer.score(region).shared, exact: true });
        let kept = overlap::suppress_overlaps(weighed.collect());
        Self { places: Cover::of(&kept), all_places: Cover::of(&alone), kept }
    }

    /// Those that are kept, in order.
    pub fn kept(&self) -> &[Region] {
        &self.kept
    }

    /// Parts `seeds` between the quotations, and leaves out those that owe their likeness to one.
    pub fn part(&self, seeds: Vec<Region>) -> Vec<Vec<Region>> {
        let mut parted: BTreeMap<[usize; 2], Vec<Region>> = BTreeMap::new();
        for seed in seeds.into_iter().filter(|&it| !self.all_places.meet(it) && !self.places.hold_most_of(it)) {
            parted.entry(self.places.before(seed)).or_default().push(seed);
        }
        parted.into_values().collect()
    }

    /// `region` without the quotations in it: on each side the longest stretch beside them.
    pub fn taken_out_of(&self, region: Region) -> Region {
        Region { sides: [0, 1].map(|side| self.places.longest_beside(side, region.sides[side])) }
    }

    /// Where they stand.
    pub fn places(&self) -> &Cover {
        &self.places
    }
}

/// What may be a quotation: streaks that are long enough, with what small edits leave beside them.
fn cores(streaks: &[Streak], hashes: [&[u64]; 2]) -> Vec<Region> {
    let long_enough = |region: &Region| region.shorter_first()[0] >= tuning::least_verbatim();
    let seeds = streaks.iter().enumerate().filter(|(_, streak)| streak.len >= verbatim::least_moved());
    let mut out: Vec<Region> = seeds
        .map(|(at, _)| Core::around(streaks, at))
        .map(|core| if long_enough(&core.region) { core.region } else { core.resumed(hashes).region })
        .filter(long_enough)
        .collect();
    out.sort_unstable();
    out.dedup();
    out
}

/// A region of streaks in order with small edits between them.
#[derive(Clone, Copy)]
struct Core {
    region: Region,
    /// Words of each side that equal the other's.
    equal: u32,
}

impl Core {
    /// The streak at place `at` with its neighbours.
    fn around(streaks: &[Streak], at: usize) -> Self {
        let mut core = Self { region: streaks[at].region(), equal: streaks[at].len };
        for streak in streaks[at + 1..].iter().take(tuning::neighbours()).filter(|streak| streak.len <= streaks[at].len)
        {
            core = if follows(core.region, streak.region()) { core.with(streak.region(), streak.len) } else { core };
        }
        for streak in
            streaks[..at].iter().rev().take(tuning::neighbours()).filter(|streak| streak.len <= streaks[at].len)
        {
            core = if follows(streak.region(), core.region) { core.with(streak.region(), streak.len) } else { core };
        }
        core
    }

    /// With a few more words, if enough of all are equal then.
    fn with(self, more: Region, equal: u32) -> Self {
        let joined = Self { region: self.region.hull(more), equal: self.equal + equal };
        if is_edited(joined.equal, joined.region) { joined } else { self }
    }

    /// With the equal words behind one changed word at either end, too few for a streak.
    fn resumed(self, hashes: [&[u64]; 2]) -> Self {
        let [left, right] = self.region.sides;
        let [a, b] = hashes;
        let after = a
            .get(left.end as usize + 1..)
            .into_iter()
            .flatten()
            .zip(b.get(right.end as usize + 1..).into_iter().flatten());
        let after = after.take_while(|(a, b)| a == b).count();
        let ahead =
            |side: usize, extent: Extent| hashes[side][..(extent.start as usize).saturating_sub(1)].iter().rev();
        let before = ahead(0, left).zip(ahead(1, right)).take_while(|(a, b)| a == b).count();
        let mut core = self;
        if after >= tuning::least_resumed() {
            let ends = [left, right].map(|extent| (extent.end + 1, extent.end + 1 + after as u32));
            core = core.with(Region::new(ends[0], ends[1]), after as u32);
        }
        if before >= tuning::least_resumed() {
            let ends = [left, right].map(|extent| (extent.start - 1 - before as u32, extent.start - 1));
            core = core.with(Region::new(ends[0], ends[1]), before as u32);
        }
        core
    }
}

/// Whether a region with so many equal words on each side was changed little.
fn is_edited(equal: u32, region: Region) -> bool {
    2.0 * equal as f32 >= tuning::edited() * region.len() as f32
}

fn is_exact(core: Region, hashes: [&[u64]; 2]) -> bool {
    hashes[0][core.sides[0].range()] == hashes[1][core.sides[1].range()]
}

/// Whether the words before or after `core` say that it is part of something larger.
fn is_supported(core: Region, hashes: [&[u64]; 2], scorer: &mut Scorer<'_>) -> bool {
    let lengths = hashes.map(|hashes| hashes.len() as u32);
    let exact = is_exact(core, hashes);
    let flanks = [(tuning::near_flank(), tuning::shared_near()), (tuning::far_flank(), tuning::shared_far())];
    // With small edits, it is the text as a whole that was edited where next to nothing stands beside it.
    let is_whole = (0..2).any(|side| core.sides[side].len() + verbatim::least_interjection() > lengths[side]);
    !exact && is_whole
        || flanks.into_iter().any(|(width, shared)| {
            let before = core.sides.map(|side| Extent { start: side.start.saturating_sub(width), end: side.start });
            let after = [0, 1].map(|side| {
                let end = core.sides[side].end;
                Extent { start: end, end: (end + width).min(lengths[side]) }
            });
            [before, after].into_iter().any(|sides| {
                let score = scorer.score(Region { sides });
                if exact {
                    score.cosine >= tuning::least_cosine() && score.words >= shared
                } else {
                    score.words >= tuning::shared_beside_edited()
                }
            })
        })
}

/// The streaks that make up larger passages with their neighbours.
#[derive(Default)]
struct Neighbours {
    /// By where they begin and by where they end in each text.
    by_start: [Vec<Region>; 2],
    by_end: [Vec<Region>; 2],
}

impl Neighbours {
    fn of(streaks: &[Streak]) -> Self {
        let regions: Vec<Region> = streaks
            .iter()
            .filter(|streak| streak.len >= verbatim::least_moved())
            .map(|streak| streak.region())
            .collect();
        let sorted = |key: fn(Extent) -> u32, side: usize| {
            let mut regions = regions.clone();
            regions.sort_unstable_by_key(|region| (key(region.sides[side]), *region));
            regions
        };
        Self {
            by_start: [0, 1].map(|side| sorted(|extent| extent.start, side)),
            by_end: [0, 1].map(|side| sorted(|extent| extent.end, side)),
        }
    }

    /// Whether streaks stand beside `core` so closely that they were taken together: right beside it in both texts, in
    /// any order, or in order with a gap that is small for what it parts.
    fn is_near(&self, core: Region) -> bool {
        (0..2).all(|side| self.is_beside(core, side)) || self.goes_on(core)
    }

    fn is_beside(&self, core: Region, side: usize) -> bool {
        let Extent { start, end } = core.sides[side];
        let after = self
            .after(core, side)
            .next()
            .is_some_and(|next| next.sides[side].start < end + verbatim::least_interjection());
        let before = self.before(core, side).next();
        after || before.is_some_and(|before| before.sides[side].end + verbatim::least_interjection() > start)
    }

    fn goes_on(&self, core: Region) -> bool {
        let goes_on = |first: Region, second: Region, other: Region| {
            let in_order = (0..2).all(|side| second.sides[side].start + tuning::by_chance() >= first.sides[side].end);
            let equal = core.shorter_first()[0] + other.sides[0].len();
            in_order && is_edited(equal, first.hull(second))
        };
        self.after(core, 0).take(tuning::neighbours()).any(|next| goes_on(core, next, next))
            || self.before(core, 0).take(tuning::neighbours()).any(|before| goes_on(before, core, before))
    }

    /// The streaks behind `core` in text `side`, the nearest first.
    fn after(&self, core: Region, side: usize) -> impl Iterator<Item = Region> {
        let end = core.sides[side].end.saturating_sub(tuning::by_chance());
        let from = self.by_start[side].partition_point(|streak| streak.sides[side].start < end);
        self.by_start[side][from..].iter().copied().filter(move |streak| streak.sides[side].end > core.sides[side].end)
    }

    /// The streaks ahead of `core` in text `side`, the nearest first.
    fn before(&self, core: Region, side: usize) -> impl Iterator<Item = Region> {
        let start = core.sides[side].start + tuning::by_chance();
        let to = self.by_end[side].partition_point(|streak| streak.sides[side].end <= start);
        self.by_end[side][..to]
            .iter()
            .rev()
            .copied()
            .filter(move |streak| streak.sides[side].start < core.sides[side].start)
    }
}
