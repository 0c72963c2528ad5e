//! Verbatim blocks: where long runs of equal words cover a block, they set its boundaries.

use std::collections::BTreeMap;

use crate::align::region::{Block, Extent, hull};
use crate::align::seeds::streaks::Run;
use crate::work::Share;

/// Equal words in a row that are no accident (8 to 20 serve alike on PAN 2013).
const LONG: u32 = 15;

/// Equal words in a row that may be a sentence that was moved.
pub const LEAST_MOVED: u32 = 8;

/// Share of both extents, and of one of them, that long runs cover in a verbatim block. A block of quotes between
/// rewritten sentences has less, and keeps the boundaries that its words give it.
const LEAST_COVERED: f32 = 0.5;
const MOST_COVERED: f32 = 0.7;

/// Words that may be replaced, added or dropped between two runs of one verbatim block.
const MOST_EDITED: u32 = 4;

/// Words on both sides between two runs that may be another matter: a sentence of whoever quotes twice.
pub const LEAST_ASIDE: u32 = 12;

/// Shorter runs looked at on either side of a verbatim block.
const NEIGHBOURS: usize = 64;

/// The runs of two texts, ready to be looked up by place.
pub struct Verbatim<'a> {
    /// All runs, in order.
    runs: &'a [Run],
    /// Runs of a length by the middle of their left extent: a run that lies mostly inside a block has its middle there.
    seeds: Vec<Block>,
    share: &'a Share<'a>,
}

impl<'a> Verbatim<'a> {
    /// `runs` are in order.
    pub fn new(runs: &'a [Run], share: &'a Share<'a>) -> Self {
        let mut seeds: Vec<Block> = runs.iter().filter(|run| run.len >= LEAST_MOVED).map(|run| run.block()).collect();
        seeds.sort_unstable_by_key(|run| (middle(*run), *run));
        Self { runs, seeds, share }
    }

    /// The exact blocks that make up `block`, if long runs cover most of it; none if not.
    ///
    /// What stands between two runs ends one exact block and begins another if it `is_aside`.
    pub fn exact(&self, block: Block, is_aside: impl FnMut(Block) -> bool) -> Vec<Block> {
        let from = self.seeds.partition_point(|run| middle(*run) < block.sides[0].start);
        let to = self.seeds.partition_point(|run| middle(*run) <= block.sides[0].end);
        self.share.spend(to.saturating_sub(from));
        let inside = self.seeds[from..to].iter().copied().filter(|run| is_mostly_inside(*run, block));
        let (long, short): (Vec<Block>, Vec<Block>) = inside.partition(|run| run.sides[0].len() >= LONG);
        let (chain, mut moved) = in_order(long);
        moved.extend(short);
        let moved = apart(&chain, moved);
        let parts = if moved.is_empty() {
            parted(&chain, is_aside)
        } else {
            hull(&[&chain[..], &moved].concat()).into_iter().collect()
        };
        let covered = [0, 1].map(|side| {
            let total: u32 = chain.iter().map(|run| run.sides[side].len()).sum();
            let asides: u32 = parts.windows(2).map(|pair| between(pair[0], pair[1]).sides[side].len()).sum();
            total as f32 / block.sides[side].len().saturating_sub(asides).max(total) as f32
        });
        let covers = covered[0].min(covered[1]) >= LEAST_COVERED && covered[0].max(covered[1]) >= MOST_COVERED;
        if covers { parts.into_iter().map(|core| annex(core, self.runs)).collect() } else { Vec::new() }
    }
}

/// The hulls of the runs of `chain`, parted where there is an aside between two.
fn parted(chain: &[Block], mut is_aside: impl FnMut(Block) -> bool) -> Vec<Block> {
    let mut parts: Vec<Block> = Vec::new();
    for &run in chain {
        match parts.last_mut() {
            Some(last) if !is_long(between(*last, run)) || !is_aside(between(*last, run)) => *last = last.hull(run),
            _ => parts.push(run),
        }
    }
    parts
}

/// What stands between two blocks in order.
fn between(first: Block, second: Block) -> Block {
    Block { sides: [0, 1].map(|side| Extent { start: first.sides[side].end, end: second.sides[side].start }) }
}

fn is_long(gap: Block) -> bool {
    gap.shorter_first()[0] >= LEAST_ASIDE
}

fn middle(run: Block) -> u32 {
    run.sides[0].start + run.sides[0].len() / 2
}

fn is_mostly_inside(run: Block, block: Block) -> bool {
    (0..2).all(|side| 2 * run.sides[side].common(block.sides[side]) > run.sides[side].len())
}

/// The longest of `runs`, and of the others, longest first, those that stand in order with all taken before; and those
/// that do not.
fn in_order(mut runs: Vec<Block>) -> (Vec<Block>, Vec<Block>) {
    runs.sort_unstable_by_key(|run| (std::cmp::Reverse(run.len()), *run));
    let mut chain: BTreeMap<u32, Block> = BTreeMap::new();
    let mut others: Vec<Block> = Vec::new();
    for run in runs {
        let start = run.sides[0].start;
        let fits_before = chain.range(..=start).next_back().is_none_or(|(_, taken)| is_before(*taken, run));
        let fits_after = chain.range(start..).next().is_none_or(|(_, taken)| is_before(run, *taken));
        if fits_before && fits_after {
            chain.insert(start, run);
        } else {
            others.push(run);
        }
    }
    (chain.into_values().collect(), others)
}

/// Those of `runs`, longest first, that have nothing in common on either side with the `chain` or with each other, but
/// do not stand in its order: sentences that were moved.
fn apart(chain: &[Block], mut runs: Vec<Block>) -> Vec<Block> {
    let mut taken: [BTreeMap<u32, u32>; 2] =
        [0, 1].map(|side| chain.iter().map(|run| (run.sides[side].start, run.sides[side].end)).collect());
    runs.sort_unstable_by_key(|run| (std::cmp::Reverse(run.len()), *run));
    let mut moved = Vec::new();
    for run in runs.into_iter().filter(|&run| !stands_in_order(chain, run)) {
        let is_free = |side: usize| {
            let Extent { start, end } = run.sides[side];
            taken[side].range(..end).next_back().is_none_or(|(_, &end)| end <= start)
        };
        if is_free(0) && is_free(1) {
            (0..2).for_each(|side| _ = taken[side].insert(run.sides[side].start, run.sides[side].end));
            moved.push(run);
        }
    }
    moved
}

/// Whether `run` would stand in order with all of `chain`.
fn stands_in_order(chain: &[Block], run: Block) -> bool {
    let at = chain.partition_point(|taken| taken.sides[0].start < run.sides[0].start);
    at.checked_sub(1).is_none_or(|before| is_before(chain[before], run))
        && chain.get(at).is_none_or(|&after| is_before(run, after))
}

fn is_before(first: Block, second: Block) -> bool {
    (0..2).all(|side| first.sides[side].end <= second.sides[side].start)
}

/// Adds the shorter runs that lie in order next to `core`, as small edits leave them.
fn annex(mut core: Block, runs: &[Run]) -> Block {
    let after = runs.partition_point(|run| run.at[0] < core.sides[0].end);
    for run in runs[after..].iter().take(NEIGHBOURS).map(|run| run.block()) {
        core = if follows(core, run) { core.hull(run) } else { core };
    }
    let before = runs.partition_point(|run| run.at[0] < core.sides[0].start);
    for run in runs[..before].iter().rev().take(NEIGHBOURS).map(|run| run.block()) {
        core = if follows(run, core) { core.hull(run) } else { core };
    }
    core
}

/// Whether `second` stands right after `first` on both sides.
pub fn follows(first: Block, second: Block) -> bool {
    is_before(first, second) && (0..2).all(|side| second.sides[side].start <= first.sides[side].end + MOST_EDITED)
}
