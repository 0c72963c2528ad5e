//! Chaining: seeds that lie close together in both texts become one region.

use crate::align::region::Region;
use crate::work::Share;

/// Groups `seeds` so that neighbours of a group are at most `most_gap` tokens apart in each text, in any order.
///
/// A group is scanned from both ends of both texts at once until one of the four scans meets a gap. The part before the
/// gap is at most about half of the group, and cutting it off costs no more than its length: `n log n` in all (small to
/// large), also where each cut frees a single seed.
pub fn groups(seeds: &[Region], most_gap: u32, share: &Share<'_>) -> Vec<Vec<Region>> {
    let mut lists = Lists::new(seeds, share);
    let mut open: Vec<Heads> = Vec::new();
    open.extend(lists.link((0..seeds.len()).collect()));
    let mut done: Vec<Vec<Region>> = Vec::new();
    while let Some(mut group) = open.pop() {
        while let Some(part) = lists.part(group, most_gap) {
            lists.unlink(&mut group, &part);
            open.extend(lists.link(part));
        }
        done.push(lists.members(group));
    }
    done.sort_unstable();
    done
}

/// How many scans there are of a group: each text forwards and backwards.
const SCANS: usize = 4;

/// The first seed of a group in the order of each scan.
type Heads = [usize; SCANS];

/// No seed.
const NONE: usize = usize::MAX;

/// Where a seed begins and ends in the direction of a scan.
fn bounds(seed: Region, scan: usize) -> (u32, u32) {
    let extent = seed.sides[scan / 2];
    if scan.is_multiple_of(2) { (extent.start, extent.end) } else { (u32::MAX - extent.end, u32::MAX - extent.start) }
}

/// The seeds of all groups, in a doubly linked list for each scan.
struct Lists<'a> {
    seeds: &'a [Region],
    /// Place of each seed among all seeds in the order of a scan.
    ranks: [Vec<usize>; SCANS],
    next: [Vec<usize>; SCANS],
    before: [Vec<usize>; SCANS],
    share: &'a Share<'a>,
}

impl<'a> Lists<'a> {
    fn new(seeds: &'a [Region], share: &'a Share<'a>) -> Self {
        let none = || std::array::from_fn(|_| vec![NONE; seeds.len()]);
        let mut ranks: [Vec<usize>; SCANS] = none();
        for (scan, ranks) in ranks.iter_mut().enumerate() {
            let mut order: Vec<usize> = (0..seeds.len()).collect();
            order.sort_unstable_by_key(|&seed| (bounds(seeds[seed], scan), seed));
            order.into_iter().enumerate().for_each(|(rank, seed)| ranks[seed] = rank);
        }
        Self { seeds, ranks, next: none(), before: none(), share }
    }

    /// Makes a group of `members`; `None` without members.
    fn link(&mut self, mut members: Vec<usize>) -> Option<Heads> {
        let mut heads = [*members.first()?; SCANS];
        self.share.spend(SCANS * members.len());
        for (scan, head) in heads.iter_mut().enumerate() {
            members.sort_unstable_by_key(|&seed| self.ranks[scan][seed]);
            *head = members[0];
            self.before[scan][members[0]] = NONE;
            for pair in members.windows(2) {
                (self.next[scan][pair[0]], self.before[scan][pair[1]]) = (pair[1], pair[0]);
            }
            self.next[scan][members[members.len() - 1]] = NONE;
        }
        Some(heads)
    }

    /// Takes `part`, which is not all of it, out of a group.
    fn unlink(&mut self, group: &mut Heads, part: &[usize]) {
        for (scan, head) in group.iter_mut().enumerate() {
            for &seed in part {
                let (before, next) = (self.before[scan][seed], self.next[scan][seed]);
                if before == NONE {
                    *head = next
                } else {
                    self.next[scan][before] = next
                }
                if next != NONE {
                    self.before[scan][next] = before;
                }
            }
        }
    }

    /// The seeds before the first gap that a scan meets, all scans going at the same pace.
    fn part(&self, group: Heads, most_gap: u32) -> Option<Vec<usize>> {
        let (mut at, mut reach) = (group, [0u32; SCANS]);
        loop {
            self.share.spend(SCANS);
            for scan in 0..SCANS {
                reach[scan] = reach[scan].max(bounds(self.seeds[at[scan]], scan).1);
                at[scan] = self.next[scan][at[scan]];
                if at[scan] == NONE {
                    return None;
                }
                if bounds(self.seeds[at[scan]], scan).0 > reach[scan].saturating_add(most_gap) {
                    return Some(self.walk(group[scan], scan).take_while(|&seed| seed != at[scan]).collect());
                }
            }
        }
    }

    fn walk(&self, head: usize, scan: usize) -> impl Iterator<Item = usize> {
        std::iter::successors(Some(head), move |&seed| Some(self.next[scan][seed]).filter(|&next| next != NONE))
    }

    /// The seeds of a group, in order.
    fn members(&self, group: Heads) -> Vec<Region> {
        let mut members: Vec<Region> = self.walk(group[0], 0).map(|seed| self.seeds[seed]).collect();
        members.sort_unstable();
        members
    }
}
