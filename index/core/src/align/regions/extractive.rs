//! Extractive summaries: sentences that stand apart in one text and next to each other in the other (Luhn, 1958).

use crate::align::region::{Region, hull};
use crate::tuning::edits::kind::summary;
use crate::tuning::regions::extractive as tuning;

/// Joins regions that are an extractive summary: they stand next to each other in one text, in the order of the other,
/// whose stretch is so much longer that they sum it up, and they are sentences, not paragraphs.
///
/// The regions come and go in order. Sorts them, and then looks at each once for either text.
pub fn join_extracts(mut regions: Vec<Region>) -> Vec<Region> {
    for side in 0..2 {
        let mut starts: Vec<u32> = regions.iter().map(|region| region.sides[1 - side].start).collect();
        starts.sort_unstable();
        regions.sort_unstable_by_key(|region| region.sides[side]);
        let runs = regions.chunk_by(|a, b| are_neighbours(*a, *b, side));
        regions = runs.flat_map(|run| joined(run, side, &starts)).collect();
    }
    regions.sort_unstable();
    regions
}

/// Whether `b` follows on `a` in text `side`, and comes after it in the other.
fn are_neighbours(a: Region, b: Region, side: usize) -> bool {
    let [own, other] = [side, 1 - side].map(|side| [a.sides[side], b.sides[side]]);
    own[1].start <= own[0].end + tuning::most_apart() && other[0].end <= other[1].start
}

/// A run of neighbours in text `side`, or what they are together, if nothing else that is shared stands between them in
/// the other text, where all regions have these `starts`.
fn joined(run: &[Region], side: usize, starts: &[u32]) -> Vec<Region> {
    let is_summary = |all: &Region| {
        let [own, other] = [all.sides[side].len(), all.sides[1 - side].len()];
        let extent = all.sides[1 - side];
        let inside = starts.partition_point(|&at| at < extent.end) - starts.partition_point(|&at| at < extent.start);
        own <= tuning::sentence() * run.len() as u32
            && (summary() * own..=tuning::most_ratio() * own).contains(&other)
            && inside == run.len()
    };
    hull(run).filter(is_summary).map_or_else(|| run.to_vec(), |all| vec![all])
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Regions by their places in both texts, 30 words on either side.
    fn sentences(places: &[(u32, u32)]) -> Vec<Region> {
        places.iter().map(|&(left, right)| Region::new((left, left + 30), (right, right + 30))).collect()
    }

    fn exchanged(regions: &[Region]) -> Vec<Region> {
        let mut out: Vec<Region> = regions.iter().map(|it| Region { sides: [it.sides[1], it.sides[0]] }).collect();
        out.sort_unstable();
        out
    }

    /// Whichever text sums up the other.
    #[test]
    fn sentences_next_to_each_other_sum_up_what_they_were_picked_from() {
        let regions = sentences(&[(100, 0), (130, 200), (170, 500)]);
        let summary = vec![Region::new((100, 200), (0, 530))];
        assert_eq!(join_extracts(regions.clone()), summary);
        assert_eq!(join_extracts(exchanged(&regions)), exchanged(&summary));
    }

    #[test]
    fn what_is_no_summary_stays_in_parts() {
        let own_text_between = [(100, 0), (200, 200), (300, 500)];
        let other_order = [(100, 500), (130, 200), (160, 0)];
        let nothing_left_out = [(100, 0), (130, 40), (160, 80)];
        let from_all_of_a_book = [(100, 0), (130, 90_000)];
        let more_between = [(100, 0), (130, 200), (900, 100)];
        for places in [&own_text_between[..], &other_order, &nothing_left_out, &from_all_of_a_book, &more_between] {
            let regions = sentences(places);
            assert_eq!(join_extracts(regions.clone()), regions);
        }
    }

    #[test]
    fn paragraphs_are_copied_one_by_one() {
        let regions = vec![Region::new((0, 90), (0, 90)), Region::new((90, 180), (700, 790))];
        assert_eq!(join_extracts(regions.clone()), regions);
    }
}
