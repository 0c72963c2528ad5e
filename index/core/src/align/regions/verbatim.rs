//! Verbatim regions: where long streaks of equal words cover a region, they set its boundaries.

use std::collections::BTreeMap;

use crate::align::region::{Extent, Region, hull};
use crate::align::seeds::streaks::Streak;
use crate::tuning::regions::verbatim as tuning;
use crate::work::Share;

/// The streaks of two texts, ready to be looked up by place.
pub struct Verbatim<'a> {
    /// All streaks, in order.
    streaks: &'a [Streak],
    /// Streaks of a length by the middle of their left extent: a streak that lies mostly inside a region has its middle there.
    seeds: Vec<Region>,
    share: &'a Share<'a>,
}

impl<'a> Verbatim<'a> {
    /// `streaks` are in order.
    pub fn new(streaks: &'a [Streak], share: &'a Share<'a>) -> Self {
        let mut seeds: Vec<Region> =
            streaks.iter().filter(|streak| streak.len >= tuning::least_moved()).map(|streak| streak.region()).collect();
        seeds.sort_unstable_by_key(|streak| (middle(*streak), *streak));
        Self { streaks, seeds, share }
    }

    /// The exact regions that make up `region`, if long streaks cover most of it; none if not.
    ///
    /// What stands between two streaks ends one exact region and begins another if it `is_interjection`.
    pub fn exact(&self, region: Region, is_interjection: impl FnMut(Region) -> bool) -> Vec<Region> {
        let from = self.seeds.partition_point(|streak| middle(*streak) < region.sides[0].start);
        let to = self.seeds.partition_point(|streak| middle(*streak) <= region.sides[0].end);
        self.share.spend(to.saturating_sub(from));
        let inside = self.seeds[from..to].iter().copied().filter(|streak| is_mostly_inside(*streak, region));
        let (long, short): (Vec<Region>, Vec<Region>) =
            inside.partition(|streak| streak.sides[0].len() >= tuning::long());
        let (chain, mut moved) = in_order(long);
        moved.extend(short);
        let moved = apart(&chain, moved);
        let parts = if moved.is_empty() {
            parted(&chain, is_interjection)
        } else {
            hull(&[&chain[..], &moved].concat()).into_iter().collect()
        };
        let covered = [0, 1].map(|side| {
            let total: u32 = chain.iter().map(|streak| streak.sides[side].len()).sum();
            let interjections: u32 = parts.windows(2).map(|pair| between(pair[0], pair[1]).sides[side].len()).sum();
            total as f32 / region.sides[side].len().saturating_sub(interjections).max(total) as f32
        });
        let covers = covered[0].min(covered[1]) >= tuning::least_covered()
            && covered[0].max(covered[1]) >= tuning::most_covered();
        if covers { parts.into_iter().map(|core| annex(core, self.streaks)).collect() } else { Vec::new() }
    }
}

/// The hulls of the streaks of `chain`, parted where there is an interjection between two.
fn parted(chain: &[Region], mut is_interjection: impl FnMut(Region) -> bool) -> Vec<Region> {
    let mut parts: Vec<Region> = Vec::new();
    for &streak in chain {
        match parts.last_mut() {
            Some(last) if !is_long(between(*last, streak)) || !is_interjection(between(*last, streak)) => {
                *last = last.hull(streak)
            }
            _ => parts.push(streak),
        }
    }
    parts
}

/// What stands between two regions in order.
fn between(first: Region, second: Region) -> Region {
    Region { sides: [0, 1].map(|side| Extent { start: first.sides[side].end, end: second.sides[side].start }) }
}

fn is_long(gap: Region) -> bool {
    gap.shorter_first()[0] >= tuning::least_interjection()
}

fn middle(streak: Region) -> u32 {
    streak.sides[0].start + streak.sides[0].len() / 2
}

fn is_mostly_inside(streak: Region, region: Region) -> bool {
    (0..2).all(|side| 2 * streak.sides[side].common(region.sides[side]) > streak.sides[side].len())
}

/// The longest of `streaks`, and of the others, longest first, those that stand in order with all taken before; and those
/// that do not.
fn in_order(mut streaks: Vec<Region>) -> (Vec<Region>, Vec<Region>) {
    streaks.sort_unstable_by_key(|streak| (std::cmp::Reverse(streak.len()), *streak));
    let mut chain: BTreeMap<u32, Region> = BTreeMap::new();
    let mut others: Vec<Region> = Vec::new();
    for streak in streaks {
        let start = streak.sides[0].start;
        let fits_before = chain.range(..=start).next_back().is_none_or(|(_, taken)| is_before(*taken, streak));
        let fits_after = chain.range(start..).next().is_none_or(|(_, taken)| is_before(streak, *taken));
        if fits_before && fits_after {
            chain.insert(start, streak);
        } else {
            others.push(streak);
        }
    }
    (chain.into_values().collect(), others)
}

/// Those of `streaks`, longest first, that have nothing in common on either side with the `chain` or with each other, but
/// do not stand in its order: sentences that were moved.
fn apart(chain: &[Region], mut streaks: Vec<Region>) -> Vec<Region> {
    let mut taken: [BTreeMap<u32, u32>; 2] =
        [0, 1].map(|side| chain.iter().map(|streak| (streak.sides[side].start, streak.sides[side].end)).collect());
    streaks.sort_unstable_by_key(|streak| (std::cmp::Reverse(streak.len()), *streak));
    let mut moved = Vec::new();
    for streak in streaks.into_iter().filter(|&streak| !stands_in_order(chain, streak)) {
        let is_free = |side: usize| {
            let Extent { start, end } = streak.sides[side];
            taken[side].range(..end).next_back().is_none_or(|(_, &end)| end <= start)
        };
        if is_free(0) && is_free(1) {
            (0..2).for_each(|side| _ = taken[side].insert(streak.sides[side].start, streak.sides[side].end));
            moved.push(streak);
        }
    }
    moved
}

/// Whether `streak` would stand in order with all of `chain`.
fn stands_in_order(chain: &[Region], streak: Region) -> bool {
    let at = chain.partition_point(|taken| taken.sides[0].start < streak.sides[0].start);
    at.checked_sub(1).is_none_or(|before| is_before(chain[before], streak))
        && chain.get(at).is_none_or(|&after| is_before(streak, after))
}

fn is_before(first: Region, second: Region) -> bool {
    (0..2).all(|side| first.sides[side].end <= second.sides[side].start)
}

/// Adds the shorter streaks that lie in order next to `core`, as small edits leave them.
fn annex(mut core: Region, streaks: &[Streak]) -> Region {
    let after = streaks.partition_point(|streak| streak.at[0] < core.sides[0].end);
    for streak in streaks[after..].iter().take(tuning::neighbours()).map(|streak| streak.region()) {
        core = if follows(core, streak) { core.hull(streak) } else { core };
    }
    let before = streaks.partition_point(|streak| streak.at[0] < core.sides[0].start);
    for streak in streaks[..before].iter().rev().take(tuning::neighbours()).map(|streak| streak.region()) {
        core = if follows(streak, core) { core.hull(streak) } else { core };
    }
    core
}

/// Whether `second` stands right after `first` on both sides.
pub fn follows(first: Region, second: Region) -> bool {
    is_before(first, second)
        && (0..2).all(|side| second.sides[side].start <= first.sides[side].end + tuning::most_edited())
}
