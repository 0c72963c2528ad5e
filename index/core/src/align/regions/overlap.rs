//! Rivals: of blocks that overlap, the weightier one stays.

use std::collections::HashMap;

use crate::align::region::{Block, Extent};

/// A block with what speaks for it.
#[derive(Clone, Copy, Debug)]
pub struct Found {
    /// Where it is.
    pub block: Block,
    /// Sum of the weights of the words that both extents hold.
    pub weight: f32,
    /// Whether long runs set its boundaries.
    pub exact: bool,
}

/// Tokens in one cell of the index of blocks kept: about half a passage.
const CELL: u32 = 64;

/// Keeps the weightier of blocks of which one covers more than half of the other on either side; in order.
pub fn settle(mut found: Vec<Found>) -> Vec<Block> {
    found.sort_by(|a, b| b.weight.total_cmp(&a.weight).then(a.block.cmp(&b.block)));
    let mut kept: Vec<Block> = Vec::new();
    let mut cells: HashMap<(usize, u32), Vec<usize>> = HashMap::new();
    for Found { block, .. } in found {
        let near = places(block).filter_map(|place| cells.get(&place)).flatten();
        if near.into_iter().any(|&other| are_rivals(block, kept[other])) {
            continue;
        }
        for place in places(block) {
            cells.entry(place).or_default().push(kept.len());
        }
        kept.push(block);
    }
    kept.sort_unstable();
    kept
}

/// How many looks at cells it takes to settle `found`; few blocks that are kept touch the same cell.
pub fn looks(found: &[Found]) -> usize {
    found.iter().map(|it| places(it.block).count()).sum()
}

/// The cells that a block touches.
fn places(block: Block) -> impl Iterator<Item = (usize, u32)> {
    (0..2).flat_map(move |side| {
        let Extent { start, end } = block.sides[side];
        (start / CELL..=end.saturating_sub(1) / CELL).map(move |cell| (side, cell))
    })
}

fn are_rivals(a: Block, b: Block) -> bool {
    (0..2).any(|side| {
        let (a, b) = (a.sides[side], b.sides[side]);
        2 * a.common(b) > a.len().min(b.len())
    })
}
