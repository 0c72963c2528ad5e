//! Overlap: of regions that overlap too much, the weightier one stays (greedy non-maximum suppression).

use std::collections::HashMap;

use crate::align::region::{Extent, Region};

/// A region with what speaks for it.
#[derive(Clone, Copy, Debug)]
pub struct WeightedRegion {
    /// Where it is.
    pub region: Region,
    /// Sum of the weights of the words that both extents hold.
    pub weight: f32,
    /// Whether long streaks set its boundaries.
    pub exact: bool,
}

/// Tokens in one cell of the index of regions kept: about half a passage.
const CELL: u32 = 64;

/// Keeps the weightier of regions of which one covers more than half of the other on either side; in order.
pub fn suppress_overlaps(mut found: Vec<WeightedRegion>) -> Vec<Region> {
    found.sort_by(|a, b| b.weight.total_cmp(&a.weight).then(a.region.cmp(&b.region)));
    let mut kept: Vec<Region> = Vec::new();
    let mut cells: HashMap<(usize, u32), Vec<usize>> = HashMap::new();
    for WeightedRegion { region, .. } in found {
        let near = places(region).filter_map(|place| cells.get(&place)).flatten();
        if near.into_iter().any(|&other| overlap_too_much(region, kept[other])) {
            continue;
        }
        for place in places(region) {
            cells.entry(place).or_default().push(kept.len());
        }
        kept.push(region);
    }
    kept.sort_unstable();
    kept
}

/// How many looks at cells it takes to do so for `found`; few regions that are kept touch the same cell.
pub fn looks(found: &[WeightedRegion]) -> usize {
    found.iter().map(|it| places(it.region).count()).sum()
}

/// The cells that a region touches.
fn places(region: Region) -> impl Iterator<Item = (usize, u32)> {
    (0..2).flat_map(move |side| {
        let Extent { start, end } = region.sides[side];
        (start / CELL..=end.saturating_sub(1) / CELL).map(move |cell| (side, cell))
    })
}

fn overlap_too_much(a: Region, b: Region) -> bool {
    (0..2).any(|side| {
        let (a, b) = (a.sides[side], b.sides[side]);
        2 * a.common(b) > a.len().min(b.len())
    })
}
