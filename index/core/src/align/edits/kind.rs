//! How much a region was changed, and the kind that follows from it.

use crate::align::edits::word_align::EditOp;
use crate::align::region::Region;
use crate::align::report::Kind;
use crate::hash::HashKeyed;
use crate::tuning::edits::kind as tuning;

/// What there is to say about a region as a whole.
#[derive(Clone, Copy, Debug)]
pub struct Change {
    /// Its kind.
    pub kind: Kind,
    /// Share of its words that differ.
    pub changed: f64,
    /// Share of the words of both extents that equal each other in order.
    pub in_order: f64,
    /// Words of each extent.
    pub lengths: [u32; 2],
    /// Words of both sides that the other repeats or replaces: the left extent's, the right one's.
    pub words: [u32; 2],
}

impl Change {
    /// Whether more of its words changed places than were replaced.
    pub fn is_reordered(&self) -> bool {
        1.0 - self.changed - self.in_order > self.changed
    }
}

/// Classifies a region by its words and their alignment.
pub fn classify(hashes: [&[u64]; 2], region: Region, ops: &[EditOp]) -> Change {
    let [left, right] = region.sides;
    let common = common(&hashes[0][left.range()], &hashes[1][right.range()]);
    let [short, long] = region.shorter_first();
    let equal: u32 = ops.iter().filter(|op| op.equal).map(|op| op.region.len()).sum();
    let in_order = f64::from(equal) / f64::from(region.len().max(1));
    let kind = if left.len() == right.len() && ops.iter().all(|op| op.equal) {
        Kind::Verbatim
    } else if long >= tuning::summary() * short {
        Kind::Summary
    } else if in_order >= tuning::edited() {
        Kind::Edited
    } else {
        Kind::Rewritten
    };
    let whole = if kind == Kind::Summary { f64::from(short) } else { f64::from(short + long) / 2.0 };
    let changed = 1.0 - f64::from(common) / whole.max(1.0);
    let replaced: u32 = ops.iter().map(|op| op.region.sides[0].len().min(op.region.sides[1].len())).sum();
    Change {
        kind,
        changed: changed.max(0.0),
        in_order,
        lengths: [left.len(), right.len()],
        words: [left, right].map(|side| common.max(replaced).min(side.len())),
    }
}

/// The kind that most words of all regions have; `None` without regions.
pub fn of_all(changes: &[Change]) -> Option<Kind> {
    let words = |kind: Kind| {
        changes.iter().filter(|it| it.kind == kind).map(|it| u64::from(it.lengths[0] + it.lengths[1])).sum::<u64>()
    };
    let kinds = [Kind::Verbatim, Kind::Edited, Kind::Rewritten, Kind::Summary];
    kinds.into_iter().max_by_key(|&kind| words(kind)).filter(|_| !changes.is_empty())
}

/// Share of the words of all regions that differ.
pub fn changed(changes: &[Change]) -> f64 {
    let (mut changed, mut all) = (0.0, 0.0);
    for change in changes {
        let words = f64::from(change.lengths[0] + change.lengths[1]);
        changed += change.changed * words;
        all += words;
    }
    if all == 0.0 { 0.0 } else { changed / all }
}

/// Number of words in common, repeated words counted as often as both sides have them.
fn common(left: &[u64], right: &[u64]) -> u32 {
    let mut counts: HashKeyed<u32> = HashKeyed::default();
    for &hash in left {
        *counts.entry(hash).or_insert(0) += 1;
    }
    let mut total = 0;
    for hash in right {
        if let Some(count) = counts.get_mut(hash).filter(|count| **count > 0) {
            *count -= 1;
            total += 1;
        }
    }
    total
}
