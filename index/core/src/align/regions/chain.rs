//! Chaining: seeds that lie close together in both texts become one region.

use crate::align::region::Region;
use crate::work::Share;

/// Groups `seeds` so that neighbours of a group are at most `most_gap` tokens apart in each text, in any order.
///
/// A group is looked at from both ends of both texts at once until one of the four looks meets a gap. The part before
/// it is the smaller one, and cutting it off costs no more than its length: `n log n` in all (small to large), also for seeds of which
/// each cut sets a single one free.
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

/// How many ways there are to look at a group: each text forwards and backwards.
const LOOKS: usize = 4;

/// The first seed of a group as each look meets them.
type Heads = [usize; LOOKS];

/// No seed.
const NONE: usize = usize::MAX;

/// Where a seed begins and ends on the way of a look.
fn way(seed: Region, look: usize) -> (u32, u32) {
    let extent = seed.sides[look / 2];
    if look.is_multiple_of(2) { (extent.start, extent.end) } else { (u32::MAX - extent.end, u32::MAX - extent.start) }
}

/// The seeds of all groups, linked in the order of each look.
struct Lists<'a> {
    seeds: &'a [Region],
    /// Place of each seed among all seeds in the order of a look.
    ranks: [Vec<usize>; LOOKS],
    next: [Vec<usize>; LOOKS],
    before: [Vec<usize>; LOOKS],
    share: &'a Share<'a>,
}

impl<'a> Lists<'a> {
    fn new(seeds: &'a [Region], share: &'a Share<'a>) -> Self {
        let none = || std::array::from_fn(|_| vec![NONE; seeds.len()]);
        let mut ranks: [Vec<usize>; LOOKS] = none();
        for (look, ranks) in ranks.iter_mut().enumerate() {
            let mut order: Vec<usize> = (0..seeds.len()).collect();
            order.sort_unstable_by_key(|&seed| (way(seeds[seed], look), seed));
            order.into_iter().enumerate().for_each(|(rank, seed)| ranks[seed] = rank);
        }
        Self { seeds, ranks, next: none(), before: none(), share }
    }

    /// Makes a group of `members`; `None` without members.
    fn link(&mut self, mut members: Vec<usize>) -> Option<Heads> {
        let mut heads = [*members.first()?; LOOKS];
        self.share.spend(LOOKS * members.len());
        for (look, head) in heads.iter_mut().enumerate() {
            members.sort_unstable_by_key(|&seed| self.ranks[look][seed]);
            *head = members[0];
            self.before[look][members[0]] = NONE;
            for pair in members.windows(2) {
                (self.next[look][pair[0]], self.before[look][pair[1]]) = (pair[1], pair[0]);
            }
            self.next[look][members[members.len() - 1]] = NONE;
        }
        Some(heads)
    }

    /// Takes `part`, which is not all of it, out of a group.
    fn unlink(&mut self, group: &mut Heads, part: &[usize]) {
        for (look, head) in group.iter_mut().enumerate() {
            for &seed in part {
                let (before, next) = (self.before[look][seed], self.next[look][seed]);
                if before == NONE {
                    *head = next
                } else {
                    self.next[look][before] = next
                }
                if next != NONE {
                    self.before[look][next] = before;
                }
            }
        }
    }

    /// What stands before the first gap that a look meets, all looks going at the same pace.
    fn part(&self, group: Heads, most_gap: u32) -> Option<Vec<usize>> {
        let (mut at, mut reach) = (group, [0u32; LOOKS]);
        loop {
            self.share.spend(LOOKS);
            for look in 0..LOOKS {
                reach[look] = reach[look].max(way(self.seeds[at[look]], look).1);
                at[look] = self.next[look][at[look]];
                if at[look] == NONE {
                    return None;
                }
                if way(self.seeds[at[look]], look).0 > reach[look].saturating_add(most_gap) {
                    return Some(self.walk(group[look], look).take_while(|&seed| seed != at[look]).collect());
                }
            }
        }
    }

    fn walk(&self, head: usize, look: usize) -> impl Iterator<Item = usize> {
        std::iter::successors(Some(head), move |&seed| Some(self.next[look][seed]).filter(|&next| next != NONE))
    }

    /// The seeds of a group, in order.
    fn members(&self, group: Heads) -> Vec<Region> {
        let mut members: Vec<Region> = self.walk(group[0], 0).map(|seed| self.seeds[seed]).collect();
        members.sort_unstable();
        members
    }
}
