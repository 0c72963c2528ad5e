//! Verbatim blocks: where long runs of equal words cover a block, they set its boundaries.

use super::block::{Block, hull};
use super::runs::Run;

/// Words that may be replaced, added or dropped between two runs of one verbatim block.
const MOST_EDITED: u32 = 4;

/// The hull of the long runs in `block` if they cover most of it.
pub fn exact(block: Block, runs: &[Run]) -> Option<Block> {
    let least = 15;
    let long = runs.iter().filter(|run| run.len >= least).map(|run| run.block());
    let mut inside: Vec<Block> = long.filter(|run| mostly_inside(*run, block)).collect();
    inside.sort_unstable_by_key(|run| (std::cmp::Reverse(run.len()), *run));
    let chain = in_order(&inside);
    let covered = |side: usize| {
        let sum: u32 = chain.iter().map(|run| run.sides[side].len()).sum();
        sum as f32 / block.sides[side].len() as f32
    };
    let (a, b) = (covered(0), covered(1));
    let covers = a.min(b) >= 0.5 && a.max(b) >= 0.7;
    if covers { hull(&chain).map(|core| annex(core, runs)) } else { None }
}

/// Adds the shorter runs that lie in order next to `core`, as small edits leave them.
fn annex(mut core: Block, runs: &[Run]) -> Block {
    loop {
        let near = runs.iter().map(|run| run.block()).find(|run| !core.holds(*run) && is_near(*run, core));
        match near {
            Some(run) => core = core.hull(run),
            None => return core,
        }
    }
}

/// Whether a run stands right before or right after `core` on both sides.
fn is_near(run: Block, core: Block) -> bool {
    let follows = |first: Block, second: Block| {
        (0..2).all(|side| {
            let (end, start) = (first.sides[side].end, second.sides[side].start);
            start <= end + MOST_EDITED && end <= start
        })
    };
    follows(run, core) || follows(core, run)
}

fn mostly_inside(run: Block, block: Block) -> bool {
    (0..2).all(|side| 2 * run.sides[side].common(block.sides[side]) > run.sides[side].len())
}

/// The longest of `runs`, and of the others, longest first, those that stand in order with all taken before.
fn in_order(runs: &[Block]) -> Vec<Block> {
    let mut chain: Vec<Block> = Vec::new();
    for &run in runs {
        if chain.iter().all(|taken| before(run, *taken) || before(*taken, run)) {
            chain.push(run);
        }
    }
    chain
}

fn before(first: Block, second: Block) -> bool {
    (0..2).all(|side| first.sides[side].end <= second.sides[side].start)
}
