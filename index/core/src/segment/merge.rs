//! Merging segments into one that answers as they did together.

use std::cmp::Reverse;
use std::collections::{BTreeSet, BinaryHeap};
use std::path::Path;

use super::reader::{Cursor, Segment};
use super::writer::{Frame, SectionWriter, Written, durably, write_frame};
use crate::error::Error;
use crate::postings::Posting;
use crate::sketch::Channel;

/// Merges `segments` into a new one at `path`, durable when this returns, leaving out the documents in `gone`.
///
/// One pass over each segment, in memory for a block of each; postings come out in the order of a segment that was
/// written at once. The counts of words keep what `gone` documents added to them: they are statistics.
///
/// # Errors
///
/// If there is nothing to merge, the parameters differ, a segment is damaged, or the file cannot be written.
pub fn merge(path: &Path, segments: &[Segment], gone: &BTreeSet<u32>) -> Result<Written, Error> {
    let first = segments.first().ok_or_else(|| Error::Parameters("no segments to merge".into()))?;
    if let Some(other) = segments.iter().find(|other| other.digest() != first.digest()) {
        let what = format!("made under other parameters than {}", first.path().display());
        return Err(Error::Incompatible { path: other.path().to_owned(), what });
    }
    let frame = Frame {
        digest: first.digest(),
        first_document: segments.iter().map(Segment::first_document).min().expect("not empty"),
        documents: segments.iter().map(Segment::documents).sum(),
    };
    durably(path, |out| {
        write_frame(out, path, frame, |channel, section| merge_channel(path, segments, channel, gone, section))
    })
}

fn merge_channel(
    path: &Path,
    segments: &[Segment],
    channel: Channel,
    gone: &BTreeSet<u32>,
    section: &mut SectionWriter<'_>,
) -> Result<(), Error> {
    let mut merged = Merged::new(segments, channel)?;
    let mut pending: Option<Posting> = None;
    while let Some(next) = merged.next()? {
        if channel != Channel::Words {
            if !gone.contains(&next.value) {
                section.push(next).map_err(Error::io(path))?;
            }
        } else if let Some(last) = pending.as_mut().filter(|last| last.key == next.key) {
            last.value = last.value.saturating_add(next.value);
        } else if let Some(done) = pending.replace(next) {
            section.push(done).map_err(Error::io(path))?;
        }
    }
    pending.map_or(Ok(()), |last| section.push(last).map_err(Error::io(path)))
}

/// The postings of one channel of several segments, in order.
struct Merged<'a> {
    cursors: Vec<Cursor<'a>>,
    heads: BinaryHeap<Reverse<(Posting, usize)>>,
}

impl<'a> Merged<'a> {
    fn new(segments: &'a [Segment], channel: Channel) -> Result<Self, Error> {
        let mut cursors: Vec<Cursor<'a>> = segments.iter().map(|segment| segment.cursor(channel)).collect();
        let mut heads = BinaryHeap::new();
        for (at, cursor) in cursors.iter_mut().enumerate() {
            heads.extend(cursor.next()?.map(|posting| Reverse((posting, at))));
        }
        Ok(Self { cursors, heads })
    }

    fn next(&mut self) -> Result<Option<Posting>, Error> {
        let Some(Reverse((posting, at))) = self.heads.pop() else { return Ok(None) };
        self.heads.extend(self.cursors[at].next()?.map(|next| Reverse((next, at))));
        Ok(Some(posting))
    }
}
