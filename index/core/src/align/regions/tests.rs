//! Slow versions of the fast routines that work on regions.

use std::ops::Range;

use proptest::prelude::*;

use super::boundary::{Boundaries, greatest_sum};
use super::chain::groups;
use super::overlap::{WeightedRegion, suppress_overlaps};
use crate::align::region::{Extent, Region};
use crate::align::seeds::words::{Keys, Words};
use crate::text::Tokens;
use crate::work::{Stop, Work};

/// Cuts every group wherever a gap of one text separates its seeds, until there is no such gap.
fn naive_groups(seeds: &[Region], most_gap: u32) -> Vec<Vec<Region>> {
    let mut groups = vec![seeds.to_vec()];
    for side in [0, 1].repeat(seeds.len() + 1) {
        groups = groups.into_iter().flat_map(|group| naive_cut(group, side, most_gap)).collect();
    }
    groups.iter_mut().for_each(|group| group.sort_unstable());
    groups.sort_unstable();
    groups
}

fn naive_cut(mut group: Vec<Region>, side: usize, most_gap: u32) -> Vec<Vec<Region>> {
    group.sort_unstable_by_key(|seed| seed.sides[side]);
    let mut parts: Vec<Vec<Region>> = Vec::new();
    for seed in group {
        let reach = parts.last().map(|part| part.iter().map(|seed| seed.sides[side].end).max());
        match parts.last_mut() {
            Some(part) if Some(seed.sides[side].start) <= reach.flatten().map(|end| end + most_gap) => part.push(seed),
            _ => parts.push(vec![seed]),
        }
    }
    parts
}

/// Seeds of which each, once it is cut off in one text, leaves the next one alone in the other.
fn staircase(steps: u32) -> Vec<Region> {
    let place = |at: u32| (60 * at, 60 * at + 10);
    let left = |step: u32| if step == 0 { 0 } else { 18 + if step.is_multiple_of(2) { step - 2 } else { step } };
    let right = |step: u32| if step.is_multiple_of(2) { step + 1 } else { step - 1 };
    (0..steps).map(|step| Region::new(place(left(step)), place(right(step)))).collect()
}

#[test]
fn a_staircase_of_seeds_costs_no_more_than_other_seeds() {
    let steps = |seeds: u32| {
        let stop = Stop::new();
        let work = Work::new(&stop);
        assert_eq!(groups(&staircase(seeds), 90, &work.share(0)).len(), seeds as usize);
        work.done() / u64::from(seeds)
    };
    assert!(steps(300_000) <= steps(300) + 1);
    assert_eq!(grouped(&staircase(60), 90), naive_groups(&staircase(60), 90));
}

fn grouped(seeds: &[Region], most_gap: u32) -> Vec<Vec<Region>> {
    groups(seeds, most_gap, &Work::new(&Stop::new()).share(0))
}

/// The scores of a stretch, with the bonus of each end.
fn sum(scores: &[f32], bonuses: &[f32], stretch: Range<usize>) -> f32 {
    bonuses[stretch.start] + scores[stretch.clone()].iter().sum::<f32>() + bonuses[stretch.end]
}

/// The greatest sum of all stretches.
fn naive_greatest_sum(scores: &[f32], bonuses: &[f32]) -> Option<f32> {
    let stretches = (0..scores.len()).flat_map(|start| (start + 1..=scores.len()).map(move |end| start..end));
    let sums = stretches.map(|stretch| sum(scores, bonuses, stretch));
    sums.filter(|&sum| sum > 0.0).max_by(f32::total_cmp)
}

/// Texts of 100 words each that share those from the 40th to the 59th; the sentences around these end with the 63rd.
#[test]
fn a_boundary_that_lies_near_a_sentence_end_moves_there() {
    let text = |first: u64| (0..100).map(move |at| if (40..60).contains(&at) { at } else { first + at });
    let keys = [1_000, 2_000].map(|first| {
        let hashes: Vec<u64> = text(first).collect();
        Keys::of(&Tokens { stems: vec![0; hashes.len()], hashes, ..Tokens::default() })
    });
    let words = Words::new(keys.each_ref());
    let extent = |start, end| Extent { start, end };
    let refined = |sentences: &[Extent]| {
        let stop = Stop::new();
        let work = Work::new(&stop);
        let share = work.share(0);
        Boundaries::new(&words, [sentences; 2], &share).refine(Region::new((40, 60), (40, 60)))
    };
    assert_eq!(refined(&[extent(0, 40), extent(40, 64), extent(64, 100)]), Region::new((40, 64), (40, 64)));
    assert_eq!(refined(&[extent(0, 70), extent(70, 100)]), Region::new((40, 60), (40, 60)));
}

/// Takes the weightiest region again and again that overlaps none taken before too much.
fn naive_suppress_overlaps(mut found: Vec<WeightedRegion>) -> Vec<Region> {
    found.sort_by(|a, b| b.weight.total_cmp(&a.weight).then(a.region.cmp(&b.region)));
    let mut kept: Vec<Region> = Vec::new();
    for WeightedRegion { region, .. } in found {
        let covers = |a: Extent, b: Extent| 2 * a.common(b) > a.len().min(b.len());
        if !kept.iter().any(|other| (0..2).any(|side| covers(region.sides[side], other.sides[side]))) {
            kept.push(region);
        }
    }
    kept.sort_unstable();
    kept
}

/// Regions in two texts of 400 tokens.
fn some_regions() -> impl Strategy<Value = Vec<Region>> {
    let extent = || (0u32..400, 1u32..60).prop_map(|(start, len)| (start, start + len));
    prop::collection::vec((extent(), extent()).prop_map(|(left, right)| Region::new(left, right)), 0..40)
}

proptest! {
    /// Groups are what cutting at every gap leaves.
    #[test]
    fn groups_equal_those_of_the_naive_twin(seeds in some_regions(), most_gap in 0u32..40) {
        let naive = naive_groups(&seeds, most_gap);
        prop_assert_eq!(grouped(&seeds, most_gap), if seeds.is_empty() { Vec::new() } else { naive });
    }

    /// The greatest sum is that of all stretches; whole numbers, so that sums are exact.
    #[test]
    fn the_greatest_sum_equals_that_of_the_naive_twin(
        scores in prop::collection::vec(-9i8..9, 0..40), bonuses in prop::collection::vec(0u8..6, 41)
    ) {
        let scores: Vec<f32> = scores.into_iter().map(f32::from).collect();
        let bonuses: Vec<f32> = bonuses.into_iter().map(f32::from).collect();
        let found = greatest_sum(scores.iter().copied(), |end| bonuses[end as usize]);
        prop_assert_eq!(found.map(|(_, sum)| sum), naive_greatest_sum(&scores, &bonuses));
        if let Some((extent, greatest)) = found {
            prop_assert_eq!(sum(&scores, &bonuses, extent.range()), greatest);
        }
    }

    /// Of overlapping regions, the same stay as when each is compared with all that were kept.
    #[test]
    fn kept_regions_equal_those_of_the_naive_twin(regions in some_regions(), weights in prop::collection::vec(0u8..9, 40)) {
        let weigh = |(&region, weight): (&Region, u8)| WeightedRegion { region, weight: f32::from(weight), exact: false };
        let found: Vec<WeightedRegion> = regions.iter().zip(weights).map(weigh).collect();
        prop_assert_eq!(suppress_overlaps(found.clone()), naive_suppress_overlaps(found));
    }
}
