//! Merging segments into one segment that gives the same answers.

use std::collections::BTreeSet;
use std::ops::Range;
use std::path::Path;

use crate::error::Error;
use crate::postings::{KEY_BITS, Posting, add_up, merged};
use crate::segment::reader::Segment;
use crate::segment::shape::Shape;
use crate::segment::writer::{Frame, PackedGroup, Written, durably, packed, write_frame};
use crate::sketch::Channel;
use crate::work::Stop;

/// All keys, and those read at once: [`Segment::read`] leaves 32 bits for the rest of a key.
const KEYS: u64 = 1 << KEY_BITS;
const READ_KEYS: u64 = 1 << 32;

/// Merges `segments` into a new one at `path`, durable when this returns, leaving out the documents in `gone`.
///
/// One pass over each segment, group by group on the current thread pool, in memory for a few groups of each. The
/// counts of words keep what `gone` documents added to them: they are statistics.
///
/// # Errors
///
/// If there is nothing to merge, the parameters differ, a segment is damaged, the file cannot be written, or `stop`
/// asks.
pub fn merge(path: &Path, segments: &[Segment], gone: &BTreeSet<u32>, stop: &Stop) -> Result<Written, Error> {
    let first = segments.first().ok_or_else(|| Error::Parameters("no segments to merge".into()))?;
    if let Some(other) = segments.iter().find(|other| other.digest() != first.digest()) {
        let what = format!("made under other parameters than {}", first.path().display());
        return Err(Error::Incompatible { path: other.path().to_owned(), what });
    }
    let total = segments.iter().try_fold(0u32, |total, segment| total.checked_add(segment.documents()));
    let frame = Frame {
        digest: first.digest(),
        first_document: segments.iter().map(Segment::first_document).min().expect("not empty"),
        documents: total.ok_or_else(|| Error::Parameters("segments of more than 2³² documents".into()))?,
    };
    durably(path, |out| {
        write_frame(out, path, frame, |channel, section| {
            let shape = Shape::of(count(segments, channel, stop)?);
            section.fill(shape, |shape, group| {
                stop.check()?;
                merged_group(segments, channel, gone, shape, group)
            })
        })
    })
}

/// Number of postings that `segments` have together, nothing left out; words in several of them count once.
fn count(segments: &[Segment], channel: Channel, stop: &Stop) -> Result<u64, Error> {
    if channel != Channel::Words {
        return Ok(segments.iter().map(|segment| segment.postings(channel)).sum());
    }
    let ranges = (0..KEYS).step_by(READ_KEYS as usize);
    let count = |start: u64| {
        stop.check()?;
        Ok(read(segments, channel, start..start + READ_KEYS)?.len() as u64)
    };
    ranges.map(count).sum()
}

/// The postings of all `segments` with keys in `keys`, as [`Segment::read`] gives them, in order.
fn read(segments: &[Segment], channel: Channel, keys: Range<u64>) -> Result<Vec<u64>, Error> {
    let read = |segment: &Segment| {
        let mut postings = Vec::new();
        segment.read(channel, keys.clone(), &mut postings)?;
        segment.release(channel, keys.clone());
        Ok(postings)
    };
    let mut postings = merged(segments.iter().map(read).collect::<Result<_, _>>()?);
    if channel == Channel::Words {
        add_up(&mut postings, u32::BITS);
    }
    Ok(postings)
}

fn merged_group(
    segments: &[Segment],
    channel: Channel,
    gone: &BTreeSet<u32>,
    shape: Shape,
    group: usize,
) -> Result<PackedGroup, Error> {
    let first = shape.key(group, 0);
    let end = first + shape.group_keys();
    let mut all = Vec::new();
    for start in (first..end).step_by(READ_KEYS as usize) {
        let keys = start..end.min(start + READ_KEYS);
        let mut postings = read(segments, channel, keys)?;
        if channel != Channel::Words && !gone.is_empty() {
            postings.retain(|&posting| !gone.contains(&(posting as u32)));
        }
        all.extend(postings.iter().map(|&one| Posting { key: start + (one >> 32), value: one as u32 }));
    }
    Ok(packed(shape, channel, all))
}
