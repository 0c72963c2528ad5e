//! How much a block was changed, and the kind that follows from it.

use crate::align::edits::substitution::in_order;
use crate::align::edits::word_align::Stitch;
use crate::align::region::Block;
use crate::align::report::Kind;
use crate::hash::HashKeyed;

/// At least this share of the words of an edited block stands in order on both sides.
const EDITED: f64 = 0.88;

/// A block whose one side is this many times as long as the other is a summary.
pub const SUMMARY: u32 = 3;

/// What there is to say about a block as a whole.
#[derive(Clone, Copy, Debug)]
pub struct Verdict {
    /// Its kind.
    pub kind: Kind,
    /// Share of its words that differ.
    pub changed: f64,
    /// Words of each extent.
    pub lengths: [u32; 2],
    /// Words of both sides that the other repeats or replaces: the left extent's, the right one's.
    pub words: [u32; 2],
}

/// Judges a block by its words and their alignment.
pub fn judge(hashes: [&[u64]; 2], block: Block, stitches: &[Stitch]) -> Verdict {
    let [left, right] = block.sides;
    let common = common(&hashes[0][left.range()], &hashes[1][right.range()]);
    let [short, long] = block.shorter_first();
    let kind = if left.len() == right.len() && stitches.iter().all(|stitch| stitch.equal) {
        Kind::Verbatim
    } else if long >= SUMMARY * short {
        Kind::Summary
    } else if in_order(block, stitches) >= EDITED {
        Kind::Edited
    } else {
        Kind::Rewritten
    };
    let whole = if kind == Kind::Summary { f64::from(short) } else { f64::from(short + long) / 2.0 };
    let changed = 1.0 - f64::from(common) / whole.max(1.0);
    let replaced: u32 =
        stitches.iter().map(|stitch| stitch.block.sides[0].len().min(stitch.block.sides[1].len())).sum();
    Verdict {
        kind,
        changed: changed.max(0.0),
        lengths: [left.len(), right.len()],
        words: [left, right].map(|side| common.max(replaced).min(side.len())),
    }
}

/// The kind that most words of all blocks have; `None` without blocks.
pub fn of_all(verdicts: &[Verdict]) -> Option<Kind> {
    let words = |kind: Kind| {
        verdicts.iter().filter(|it| it.kind == kind).map(|it| u64::from(it.lengths[0] + it.lengths[1])).sum::<u64>()
    };
    let kinds = [Kind::Verbatim, Kind::Edited, Kind::Rewritten, Kind::Summary];
    kinds.into_iter().max_by_key(|&kind| words(kind)).filter(|_| !verdicts.is_empty())
}

/// Share of the words of all blocks that differ.
pub fn changed(verdicts: &[Verdict]) -> f64 {
    let (mut changed, mut all) = (0.0, 0.0);
    for verdict in verdicts {
        let words = f64::from(verdict.lengths[0] + verdict.lengths[1]);
        changed += verdict.changed * words;
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
