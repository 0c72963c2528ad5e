//! Where two texts have much in common: cells of both texts in and around which shared shingles are dense.
//!
//! Long texts that share little need not be compared sentence by sentence. Rewritten text keeps some triples of
//! neighbouring stems, so its sentences stand where such triples do. Shingles that stand in many pairs of places say
//! nothing about where.

use crate::align::region::Extent;
use crate::align::seeds::shingles::Shared;
use crate::hash::HashKeyed;
use crate::tuning::seeds::dense as tuning;
use crate::work::Work;

/// Bits of a place inside its cell, and of a place inside an eighth of one.
const CELL: u32 = 6;
const EIGHTH: u32 = CELL - 3;

/// The stretches of both texts around places where shingles of two views are dense, in order; lengths are in tokens.
///
/// Costs a step for each pair of places of a shingle, of which there are at most [`tuning::most_pairs`] for each shingle.
pub fn stretches(shared: [&Shared<'_>; 2], lengths: [u32; 2], work: &Work<'_>) -> [Vec<Extent>; 2] {
    let cells = Cells::of(shared, work);
    let mut dense = cells.dense();
    work.count(9 * cells.0.len());
    dense.sort_unstable();
    [0, 1].map(|side| {
        let around = |cell: [u32; 2]| Extent {
            start: (cell[side] << CELL).saturating_sub(tuning::around()),
            end: (((cell[side] + 1) << CELL) + tuning::around()).min(lengths[side]),
        };
        let mut extents: Vec<Extent> = dense.iter().map(|&cell| around(cell)).collect();
        extents.sort_unstable();
        joined(extents)
    })
}

/// Extents in order, those that touch made one.
fn joined(extents: Vec<Extent>) -> Vec<Extent> {
    let mut all: Vec<Extent> = Vec::new();
    for extent in extents {
        match all.last_mut() {
            Some(last) if extent.start <= last.end => *last = last.hull(extent),
            _ => all.push(extent),
        }
    }
    all
}

/// Which eighths of each cell hold a shared shingle, by the place in the left text.
struct Cells(HashKeyed<u8>);

impl Cells {
    fn of(shared: [&Shared<'_>; 2], work: &Work<'_>) -> Self {
        let mut cells = Self(HashKeyed::default());
        for view in shared {
            for [left, right] in view.numbers.iter().map(|&numbers| view.places(numbers)) {
                if left.len() * right.len() <= tuning::most_pairs() {
                    work.count(left.len() * right.len());
                    left.iter().for_each(|&a| right.iter().for_each(|&b| cells.add(a, b)));
                }
            }
        }
        cells
    }

    fn add(&mut self, left: u32, right: u32) {
        *self.0.entry(key([left >> CELL, right >> CELL])).or_insert(0) |= 1 << (left >> EIGHTH & 7);
    }

    /// The cells that have enough in and around them: a shingle that recurs nearby counts once.
    fn dense(&self) -> Vec<[u32; 2]> {
        let cells = self.0.keys().map(|&key| [(key >> 32) as u32, key as u32]);
        cells.filter(|&cell| self.around(cell) >= tuning::least_eighths()).collect()
    }

    /// How many eighths of three cells of the left text hold a shingle that three cells of the right text share.
    fn around(&self, [left, right]: [u32; 2]) -> u32 {
        let near = |at: u32| at.saturating_sub(1)..=at + 1;
        let column = |x: u32| near(right).filter_map(|y| self.0.get(&key([x, y]))).fold(0u8, |all, &one| all | one);
        near(left).map(|x| column(x).count_ones()).sum()
    }
}

fn key([left, right]: [u32; 2]) -> u64 {
    u64::from(left) << 32 | u64::from(right)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::align::seeds::shingles::ShingleTable;
    use crate::view::Shingle;
    use crate::work::Stop;

    /// Two texts that share `count` shingles in a row, at these places, and nothing else.
    fn tables(places: [u32; 2], count: u32) -> [ShingleTable; 2] {
        places.map(|place| {
            let shingle = |at: u32| Shingle { hash: u64::from(at) << 40 | 7, first: place + at, last: place + at + 2 };
            ShingleTable::of(&(0..count).map(shingle).collect::<Vec<Shingle>>())
        })
    }

    proptest! {
        /// What two texts share in a row lies in a stretch of both, with text around it; a few places are no stretch.
        #[test]
        fn a_shared_row_lies_in_a_stretch(left in 0u32..9_000, right in 0u32..9_000, count in 40u32..90) {
            let (stop, none) = (Stop::new(), ShingleTable::of(&[]));
            let tables = tables([left, right], count);
            let shared = [Shared::new(tables.each_ref()), Shared::new([&none, &none])];
            let found = stretches(shared.each_ref(), [10_000; 2], &Work::new(&stop));
            for (side, place) in [left, right].into_iter().enumerate() {
                let own = Extent { start: place, end: place + count };
                prop_assert!(found[side].iter().any(|stretch| stretch.holds(own)), "{:?}", found[side]);
                prop_assert!(found[side].iter().all(|stretch| stretch.end <= 10_000));
            }
        }

        /// Two shared shingles far from others make no stretch.
        #[test]
        fn a_single_phrase_makes_no_stretch(left in 0u32..9_000, right in 0u32..9_000) {
            let (stop, none) = (Stop::new(), ShingleTable::of(&[]));
            let tables = tables([left, right], 2);
            let shared = [Shared::new(tables.each_ref()), Shared::new([&none, &none])];
            prop_assert_eq!(stretches(shared.each_ref(), [10_000; 2], &Work::new(&stop)), [vec![], vec![]]);
        }
    }
}
