//! Where two texts have much in common: cells of both texts in and around which shared shingles and words are dense.
//!
//! Long texts that share little need not be compared sentence by sentence. Rewritten text keeps some triples of
//! neighbouring stems, and several of its rare words close together. What stands in many pairs of places says nothing
//! about where. Nor do sentences say anything that were shuffled into each other: there the cells themselves are seeds.

use crate::align::region::{Extent, Region};
use crate::align::seeds::shingles::Shared;
use crate::align::seeds::words::Words;
use crate::hash::HashKeyed;
use crate::tuning::seeds::dense as tuning;
use crate::work::Work;

/// Bits of a place inside its cell, and of a place inside an eighth of one.
const CELL: u32 = 5;
const EIGHTH: u32 = CELL - 3;

/// Whether texts of so many tokens are long enough to be looked at in parts.
pub fn are_long(tokens: [usize; 2]) -> bool {
    tokens[0].max(tokens[1]) >= tuning::least_tokens()
}

/// The cells of two texts in and around which they share much, whatever their sentences say.
pub struct DenseCells {
    /// Each cell of the left text with one of the right text, and how many eighths of it hold something, in order.
    cells: Vec<([u32; 2], u32)>,
    /// Tokens of each text.
    lengths: [u32; 2],
}

impl DenseCells {
    /// The cells where shared shingles of two views, and rare `words`, are dense.
    ///
    /// Costs a step for each token, and for each pair of places of a shingle or key, of which there are at most
    /// [`tuning::most_pairs`] and [`tuning::most_word_pairs`] for each.
    pub fn of(shared: [&Shared<'_>; 2], words: &Words<'_>, work: &Work<'_>) -> Self {
        let mut all = Cells::default();
        for view in shared {
            for places in view.numbers.iter().map(|&numbers| view.places(numbers)) {
                if places[0].len() * places[1].len() <= tuning::most_pairs() {
                    all.add(places, SHINGLES, work);
                }
            }
        }
        let [left, right] = [0, 1].map(|side| RarePlaces::of(words, side));
        work.count(words.keys[0].len() + words.keys[1].len() + words.vocabulary);
        left.groups().zip(right.groups()).for_each(|(left, right)| all.add([left, right], WORDS, work));
        let mut cells = all.dense();
        work.count(9 * all.0.len());
        cells.sort_unstable();
        Self { cells, lengths: [0, 1].map(|side| words.keys[side].len() as u32) }
    }

    /// The stretches of both texts around the cells, in order.
    pub fn stretches(&self) -> [Vec<Extent>; 2] {
        [0, 1].map(|side| {
            let mut extents: Vec<Extent> = self.cells.iter().map(|&(cell, _)| self.around(cell, side)).collect();
            extents.sort_unstable();
            joined(extents)
        })
    }

    /// The cells that hold enough themselves, as regions in order.
    pub fn regions(&self) -> impl Iterator<Item = Region> {
        let enough = self.cells.iter().filter(|&&(_, own)| own >= tuning::least_own());
        enough.map(|&(cell, _)| Region { sides: [0, 1].map(|side| self.extent(cell, side)) })
    }

    fn extent(&self, cell: [u32; 2], side: usize) -> Extent {
        Extent { start: cell[side] << CELL, end: ((cell[side] + 1) << CELL).min(self.lengths[side]) }
    }

    /// The cell with text around it.
    fn around(&self, cell: [u32; 2], side: usize) -> Extent {
        self.extent(cell, side).widened(tuning::around(), Extent { start: 0, end: self.lengths[side] })
    }
}

/// The places in one text of the keys that both texts have, and rarely.
struct RarePlaces {
    /// In the order of the keys.
    places: Vec<u32>,
    /// Where those of each key end.
    ends: Vec<u32>,
}

impl RarePlaces {
    /// In text `side`: a counting sort.
    fn of(words: &Words<'_>, side: usize) -> Self {
        let mut ends = Vec::new();
        let mut numbers = vec![u32::MAX; words.vocabulary];
        let mut end = 0;
        for (counts, number) in words.counts.iter().zip(&mut numbers) {
            if (1..=tuning::most_word_pairs()).contains(&(u64::from(counts[0]) * u64::from(counts[1]))) {
                *number = ends.len() as u32;
                // Where the next place goes: after the last one this is the end.
                ends.push(end);
                end += counts[side];
            }
        }
        let mut places = vec![0; end as usize];
        for (&key, at) in words.keys[side].iter().zip(0u32..) {
            if let Some(next) = ends.get_mut(numbers[key as usize] as usize) {
                places[*next as usize] = at;
                *next += 1;
            }
        }
        Self { places, ends }
    }

    /// The places of each key.
    fn groups(&self) -> impl Iterator<Item = &[u32]> {
        let starts = std::iter::once(&0).chain(&self.ends);
        starts.zip(&self.ends).map(|(&start, &end)| &self.places[start as usize..end as usize])
    }
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

/// Which eighths of each cell hold a shared shingle, and which a rare word, by the place in the left text.
#[derive(Default)]
struct Cells(HashKeyed<u16>);

/// The bits of a cell for shingles begin here, and those for words here.
const SHINGLES: u32 = 8;
const WORDS: u32 = 0;

impl Cells {
    fn add(&mut self, [left, right]: [&[u32]; 2], kind: u32, work: &Work<'_>) {
        work.count(left.len() * right.len());
        for &a in left {
            let bit = 1 << (kind + (a >> EIGHTH & 7));
            right.iter().for_each(|&b| *self.0.entry(key([a >> CELL, b >> CELL])).or_insert(0) |= bit);
        }
    }

    /// The cells that have enough in and around them, where what recurs nearby counts once; and how many eighths of each
    /// hold something themselves, words and shingles each counted for itself.
    fn dense(&self) -> Vec<([u32; 2], u32)> {
        let cells = self.0.iter().map(|(&key, eighths)| ([(key >> 32) as u32, key as u32], eighths.count_ones()));
        cells.filter(|&(cell, _)| self.around(cell) >= tuning::least_eighths()).collect()
    }

    /// How many eighths of three cells of the left text hold what three cells of the right text share; those with
    /// shingles count more.
    fn around(&self, [left, right]: [u32; 2]) -> u32 {
        let near = |at: u32| at.saturating_sub(1)..=at + 1;
        let column = |x: u32| near(right).filter_map(|y| self.0.get(&key([x, y]))).fold(0u16, |all, &one| all | one);
        let weigh =
            |eighths: u16| (eighths & 0xff).count_ones() + tuning::shingle() * (eighths >> SHINGLES).count_ones();
        near(left).map(|x| weigh(column(x))).sum()
    }
}

fn key([left, right]: [u32; 2]) -> u64 {
    u64::from(left) << 32 | u64::from(right)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;
    use crate::align::seeds::shingles::ShingleTable;
    use crate::align::seeds::words::Keys;
    use crate::text::Tokens;
    use crate::view::Shingle;
    use crate::work::Stop;

    fn words(keys: &[Keys; 2]) -> Words<'_> {
        Words::new(keys.each_ref())
    }

    /// The keys of two texts of 10,000 words each that share none.
    fn keys() -> [Keys; 2] {
        [0u64, 1].map(|side| {
            let hashes: Vec<u64> = (0..10_000).map(|at| 2 * at + side).collect();
            Keys::of(&Tokens { stems: vec![0; hashes.len()], hashes, ..Tokens::default() })
        })
    }

    /// Two texts that share `count` shingles in a row, at these places, and nothing else.
    fn tables(places: [u32; 2], count: u32) -> [ShingleTable; 2] {
        places.map(|place| {
            let shingle = |at: u32| Shingle { hash: u64::from(at) << 40 | 7, first: place + at, last: place + at + 2 };
            ShingleTable::of(&(0..count).map(shingle).collect::<Vec<Shingle>>())
        })
    }

    /// The eighths of cell `x` of the left text that hold a rare word of both texts which stands in cell `y` of the right one.
    fn naive_eighths(texts: [&[u64]; 2], x: u32, y: u32) -> BTreeSet<u32> {
        let count = |side: usize, word: u64| texts[side].iter().filter(|&&other| other == word).count() as u64;
        let rare = |word: u64| count(0, word) * count(1, word) <= tuning::most_word_pairs();
        let cell = |side: usize, at: u32| (0..).zip(texts[side]).filter(move |&(place, _)| place >> CELL == at);
        let shared = cell(0, x).filter(|&(_, word)| rare(*word) && cell(1, y).any(|(_, other)| other == word));
        shared.map(|(place, _): (u32, _)| place >> EIGHTH & 7).collect()
    }

    /// Every pair of cells that has enough in and around it, and how much it has itself.
    fn naive_cells(texts: [&[u64]; 2]) -> Vec<([u32; 2], u32)> {
        let cells = |side: usize| 0..(texts[side].len() as u32).div_ceil(1 << CELL);
        let near = |at: u32| at.saturating_sub(1)..=at + 1;
        let column = |x: u32, y: u32| near(y).flat_map(|y| naive_eighths(texts, x, y)).collect::<BTreeSet<u32>>();
        let around = |x: u32, y: u32| near(x).map(|x| column(x, y).len() as u32).sum::<u32>();
        let all = cells(0).flat_map(|x| cells(1).map(move |y| (x, y)));
        let touched = all.map(|(x, y)| ([x, y], naive_eighths(texts, x, y).len() as u32)).filter(|&(_, own)| own > 0);
        touched.filter(|&([x, y], _)| around(x, y) >= tuning::least_eighths()).collect()
    }

    proptest! {
        /// Cells of texts that share words, but no shingles, are those of the definition.
        #[test]
        fn cells_equal_those_of_the_naive_twin(
            left in prop::collection::vec(0u64..120, 0..250), right in prop::collection::vec(0u64..120, 0..250)
        ) {
            let (stop, none) = (Stop::new(), ShingleTable::of(&[]));
            let keys = [&left, &right].map(|hashes| {
                Keys::of(&Tokens { stems: vec![0; hashes.len()], hashes: hashes.clone(), ..Tokens::default() })
            });
            let shared = Shared::new([&none, &none]);
            let found = DenseCells::of([&shared, &shared], &words(&keys), &Work::new(&stop));
            let naive = naive_cells([&left, &right]);
            prop_assert_eq!(found.cells, naive);
        }

        /// What two texts share in a row lies in a stretch of both, with text around it; a few places are no stretch.
        #[test]
        fn a_shared_row_lies_in_a_stretch(left in 0u32..9_000, right in 0u32..9_000, count in 40u32..90) {
            let (stop, none) = (Stop::new(), ShingleTable::of(&[]));
            let tables = tables([left, right], count);
            let shared = [Shared::new(tables.each_ref()), Shared::new([&none, &none])];
            let found = DenseCells::of(shared.each_ref(), &words(&keys()), &Work::new(&stop)).stretches();
            for (side, place) in [left, right].into_iter().enumerate() {
                let own = Extent { start: place, end: place + count };
                prop_assert!(found[side].iter().any(|stretch| stretch.holds(own)), "{:?}", found[side]);
                prop_assert!(found[side].iter().all(|stretch| stretch.end <= 10_000));
            }
        }

        /// A single shared shingle makes no stretch.
        #[test]
        fn a_single_phrase_makes_no_stretch(left in 0u32..9_000, right in 0u32..9_000) {
            let (stop, none) = (Stop::new(), ShingleTable::of(&[]));
            let tables = tables([left, right], 1);
            let shared = [Shared::new(tables.each_ref()), Shared::new([&none, &none])];
            prop_assert_eq!(DenseCells::of(shared.each_ref(), &words(&keys()), &Work::new(&stop)).stretches(), [vec![], vec![]]);
        }
    }
}
