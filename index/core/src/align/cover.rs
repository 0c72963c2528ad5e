//! Cover: stretches of two texts, looked up by position.

use crate::align::region::{Extent, Region};

/// The stretches that some regions cover in each text.
pub struct Cover {
    /// In order; none holds another.
    stretches: [Vec<Extent>; 2],
}

impl Cover {
    /// Where `regions` stand.
    pub fn of(regions: &[Region]) -> Self {
        Self { stretches: [0, 1].map(|side| outermost(regions.iter().map(|region| region.sides[side]).collect())) }
    }

    /// What stretches cover of `extent`, in order, each word once.
    pub fn covered(&self, side: usize, extent: Extent) -> impl Iterator<Item = Extent> {
        let mut reach = extent.start;
        self.touching(side, extent).iter().map(move |stretch| {
            let part = Extent { start: stretch.start.max(reach), end: stretch.end.min(extent.end) };
            reach = part.end;
            part
        })
    }

    /// Whether one stretch holds all of `extent`.
    pub fn hold(&self, side: usize, extent: Extent) -> bool {
        let stretches = &self.stretches[side];
        let at = stretches.partition_point(|stretch| stretch.start <= extent.start);
        at > 0 && stretches[at - 1].holds(extent)
    }

    /// Whether one stretch holds more than half of `region` in one of the texts.
    pub fn hold_most_of(&self, region: Region) -> bool {
        (0..2).any(|side| {
            let own = region.sides[side];
            self.touching(side, own).iter().any(|stretch| 2 * stretch.common(own) > own.len())
        })
    }

    /// Whether `region` has something of a stretch in both texts.
    pub fn meet(&self, region: Region) -> bool {
        (0..2).all(|side| !self.touching(side, region.sides[side]).is_empty())
    }

    /// Whether `region` has something of a stretch in one of the texts.
    pub fn meet_any(&self, region: Region) -> bool {
        (0..2).any(|side| !self.touching(side, region.sides[side]).is_empty())
    }

    /// How many stretches of each text lie before the middle of `region`.
    pub fn before(&self, region: Region) -> [usize; 2] {
        let middle = |extent: Extent| extent.start + extent.len() / 2;
        [0, 1]
            .map(|side| self.stretches[side].partition_point(|&stretch| middle(stretch) <= middle(region.sides[side])))
    }

    /// The stretches of text `side` that have something of `extent`, in order.
    pub fn touching(&self, side: usize, extent: Extent) -> &[Extent] {
        let stretches = &self.stretches[side];
        let from = stretches.partition_point(|stretch| stretch.end <= extent.start);
        let to = stretches.partition_point(|stretch| stretch.start < extent.end);
        &stretches[from..to.max(from)]
    }

    /// The longest part of `extent` that has nothing of a stretch, the first of several; empty if there is none.
    pub fn longest_beside(&self, side: usize, extent: Extent) -> Extent {
        let mut longest = Extent { start: extent.start, end: extent.start };
        let mut from = extent.start;
        let last = Extent { start: extent.end, end: extent.end };
        for stretch in self.touching(side, extent).iter().chain([&last]) {
            if stretch.start > from && stretch.start - from > longest.len() {
                longest = Extent { start: from, end: stretch.start };
            }
            from = from.max(stretch.end);
        }
        longest
    }
}

/// The extents that no other one holds, in order.
fn outermost(mut extents: Vec<Extent>) -> Vec<Extent> {
    extents.sort_unstable_by_key(|extent| (extent.start, std::cmp::Reverse(extent.end)));
    let mut reach = 0;
    extents.retain(|extent| {
        let further = extent.end > reach;
        reach = reach.max(extent.end);
        further
    });
    extents
}
