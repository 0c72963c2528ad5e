//! Quotations: runs of equal words that stand in text which has nothing else of the other one.
//!
//! A sentence with twenty quoted words in it is like the sentence they come from, and the words around them would be
//! aligned with words that they do not stand for. So a run that nothing beside it supports is a block of its own, to the
//! word, and proposes nothing else. Where the text before or after it is alike on both sides, or where it is one of
//! several runs with little between them, it is part of something larger.

use std::collections::BTreeMap;

use crate::align::cover::Places;
use crate::align::region::{Block, Extent};
use crate::align::regions::cosine::Likeness;
use crate::align::regions::overlap;
use crate::align::regions::overlap::Found;
use crate::align::regions::verbatim::{LEAST_ASIDE, LEAST_MOVED, follows};
use crate::align::seeds::streaks::Run;

/// Words of a quotation. In scripts without spaces a word is one character here.
pub const LEAST_VERBATIM: u32 = 20;

/// Words beside a quotation that are looked at, about half a sentence and a sentence; the flanks are alike from this many
/// distinct words in common on.
const FLANKS: [(u32, u32); 2] = [(12, 3), (24, 4)];

/// Flanks are alike from this cosine on.
const LEAST_COSINE: f32 = 0.3;

/// Distinct words in common that make flanks of a run with small edits alike: rewritten text has such runs, too.
const SHARED_BESIDE_EDITED: u32 = 2;

/// Share of equal words from which on what stands between two runs is a small edit of one passage.
const EDITED: f32 = 0.88;

/// Equal words that show where a text goes on behind a word that was changed.
const LEAST_RESUMED: usize = 2;

/// Words by which runs may overlap because what follows them agrees by chance.
const BY_CHANCE: u32 = 3;

/// Runs looked at on either side of another.
const NEIGHBOURS: usize = 16;

/// The quotations of two texts.
pub struct Quotations {
    /// In order; none covers more than half of another.
    kept: Vec<Block>,
    places: Places,
    /// The same, and where else in the other text their words stand.
    all_places: Places,
}

impl Quotations {
    /// Those among `runs`, which are in order.
    pub fn among(runs: &[Run], hashes: [&[u64]; 2], likeness: &mut Likeness<'_>) -> Self {
        let cores = cores(runs, hashes);
        let company = if cores.is_empty() { Company::default() } else { Company::of(runs) };
        let (mut alone, supported): (Vec<Block>, Vec<Block>) =
            cores.into_iter().partition(|&core| !company.is_near(core) && !is_supported(core, hashes, likeness));
        let (exact, edited): (Vec<Block>, Vec<Block>) = supported.into_iter().partition(|&core| is_exact(core, hashes));
        // Words that stand here exactly do not come from where they stand with edits.
        let [exact, edited] = [exact, edited].map(|blocks| Places::of(&blocks));
        alone.retain(|&it| !exact.hold_most_of(it) && (is_exact(it, hashes) || !edited.hold_most_of(it)));
        let weighed = alone.iter().map(|&block| Found { block, weight: likeness.of(block).shared, exact: true });
        let kept = overlap::settle(weighed.collect());
        Self { places: Places::of(&kept), all_places: Places::of(&alone), kept }
    }

    /// Those that are kept, in order.
    pub fn kept(&self) -> &[Block] {
        &self.kept
    }

    /// Parts `seeds` between the quotations, and leaves out those that owe their likeness to one.
    pub fn part(&self, seeds: Vec<Block>) -> Vec<Vec<Block>> {
        let mut parted: BTreeMap<[usize; 2], Vec<Block>> = BTreeMap::new();
        for seed in seeds.into_iter().filter(|&it| !self.all_places.meet(it) && !self.places.hold_most_of(it)) {
            parted.entry(self.places.before(seed)).or_default().push(seed);
        }
        parted.into_values().collect()
    }

    /// `block` without the quotations in it: on each side the longest stretch beside them.
    pub fn taken_out_of(&self, block: Block) -> Block {
        Block { sides: [0, 1].map(|side| self.places.longest_beside(side, block.sides[side])) }
    }

    /// Where they stand.
    pub fn places(&self) -> &Places {
        &self.places
    }
}

/// What may be a quotation: runs that are long enough, with what small edits leave beside them.
fn cores(runs: &[Run], hashes: [&[u64]; 2]) -> Vec<Block> {
    let long_enough = |block: &Block| block.shorter_first()[0] >= LEAST_VERBATIM;
    let seeds = runs.iter().enumerate().filter(|(_, run)| run.len >= LEAST_MOVED);
    let mut out: Vec<Block> = seeds
        .map(|(at, _)| Core::around(runs, at))
        .map(|core| if long_enough(&core.block) { core.block } else { core.resumed(hashes).block })
        .filter(long_enough)
        .collect();
    out.sort_unstable();
    out.dedup();
    out
}

/// A block of runs in order with small edits between them.
#[derive(Clone, Copy)]
struct Core {
    block: Block,
    /// Words of each side that equal the other's.
    equal: u32,
}

impl Core {
    /// The run at place `at` with its neighbours.
    fn around(runs: &[Run], at: usize) -> Self {
        let mut core = Self { block: runs[at].block(), equal: runs[at].len };
        for run in runs[at + 1..].iter().take(NEIGHBOURS).filter(|run| run.len <= runs[at].len) {
            core = if follows(core.block, run.block()) { core.with(run.block(), run.len) } else { core };
        }
        for run in runs[..at].iter().rev().take(NEIGHBOURS).filter(|run| run.len <= runs[at].len) {
            core = if follows(run.block(), core.block) { core.with(run.block(), run.len) } else { core };
        }
        core
    }

    /// With a few more words, if enough of all are equal then.
    fn with(self, more: Block, equal: u32) -> Self {
        let joined = Self { block: self.block.hull(more), equal: self.equal + equal };
        if is_edited(joined.equal, joined.block) { joined } else { self }
    }

    /// With the equal words behind one changed word at either end, too few for a run.
    fn resumed(self, hashes: [&[u64]; 2]) -> Self {
        let [left, right] = self.block.sides;
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
        if after >= LEAST_RESUMED {
            let ends = [left, right].map(|extent| (extent.end + 1, extent.end + 1 + after as u32));
            core = core.with(Block::new(ends[0], ends[1]), after as u32);
        }
        if before >= LEAST_RESUMED {
            let ends = [left, right].map(|extent| (extent.start - 1 - before as u32, extent.start - 1));
            core = core.with(Block::new(ends[0], ends[1]), before as u32);
        }
        core
    }
}

/// Whether a block with so many equal words on each side was changed little.
fn is_edited(equal: u32, block: Block) -> bool {
    2.0 * equal as f32 >= EDITED * block.len() as f32
}

fn is_exact(core: Block, hashes: [&[u64]; 2]) -> bool {
    hashes[0][core.sides[0].range()] == hashes[1][core.sides[1].range()]
}

/// Whether the words before or after `core` say that it is part of something larger.
fn is_supported(core: Block, hashes: [&[u64]; 2], likeness: &mut Likeness<'_>) -> bool {
    let lengths = hashes.map(|hashes| hashes.len() as u32);
    let exact = is_exact(core, hashes);
    // With small edits, it is the text as a whole that was edited where next to nothing stands beside it.
    let is_whole = (0..2).any(|side| core.sides[side].len() + LEAST_ASIDE > lengths[side]);
    !exact && is_whole
        || FLANKS.into_iter().any(|(width, shared)| {
            let before = core.sides.map(|side| Extent { start: side.start.saturating_sub(width), end: side.start });
            let after = [0, 1].map(|side| {
                let end = core.sides[side].end;
                Extent { start: end, end: (end + width).min(lengths[side]) }
            });
            [before, after].into_iter().any(|sides| {
                let score = likeness.of(Block { sides });
                if exact {
                    score.cosine >= LEAST_COSINE && score.words >= shared
                } else {
                    score.words >= SHARED_BESIDE_EDITED
                }
            })
        })
}

/// The runs that make up larger passages with their neighbours.
#[derive(Default)]
struct Company {
    /// By where they begin and by where they end in each text.
    by_start: [Vec<Block>; 2],
    by_end: [Vec<Block>; 2],
}

impl Company {
    fn of(runs: &[Run]) -> Self {
        let blocks: Vec<Block> = runs.iter().filter(|run| run.len >= LEAST_MOVED).map(|run| run.block()).collect();
        let sorted = |key: fn(Extent) -> u32, side: usize| {
            let mut blocks = blocks.clone();
            blocks.sort_unstable_by_key(|block| (key(block.sides[side]), *block));
            blocks
        };
        Self {
            by_start: [0, 1].map(|side| sorted(|extent| extent.start, side)),
            by_end: [0, 1].map(|side| sorted(|extent| extent.end, side)),
        }
    }

    /// Whether runs stand beside `core` so closely that they were taken together: right beside it in both texts, in
    /// any order, or in order with a gap that is small for what it parts.
    fn is_near(&self, core: Block) -> bool {
        (0..2).all(|side| self.is_beside(core, side)) || self.goes_on(core)
    }

    fn is_beside(&self, core: Block, side: usize) -> bool {
        let Extent { start, end } = core.sides[side];
        let after = self.after(core, side).next().is_some_and(|next| next.sides[side].start < end + LEAST_ASIDE);
        let before = self.before(core, side).next();
        after || before.is_some_and(|before| before.sides[side].end + LEAST_ASIDE > start)
    }

    fn goes_on(&self, core: Block) -> bool {
        let goes_on = |first: Block, second: Block, other: Block| {
            let in_order = (0..2).all(|side| second.sides[side].start + BY_CHANCE >= first.sides[side].end);
            let equal = core.shorter_first()[0] + other.sides[0].len();
            in_order && is_edited(equal, first.hull(second))
        };
        self.after(core, 0).take(NEIGHBOURS).any(|next| goes_on(core, next, next))
            || self.before(core, 0).take(NEIGHBOURS).any(|before| goes_on(before, core, before))
    }

    /// The runs behind `core` in text `side`, the nearest first.
    fn after(&self, core: Block, side: usize) -> impl Iterator<Item = Block> {
        let end = core.sides[side].end.saturating_sub(BY_CHANCE);
        let from = self.by_start[side].partition_point(|run| run.sides[side].start < end);
        self.by_start[side][from..].iter().copied().filter(move |run| run.sides[side].end > core.sides[side].end)
    }

    /// The runs ahead of `core` in text `side`, the nearest first.
    fn before(&self, core: Block, side: usize) -> impl Iterator<Item = Block> {
        let start = core.sides[side].start + BY_CHANCE;
        let to = self.by_end[side].partition_point(|run| run.sides[side].end <= start);
        self.by_end[side][..to].iter().rev().copied().filter(move |run| run.sides[side].start < core.sides[side].start)
    }
}
