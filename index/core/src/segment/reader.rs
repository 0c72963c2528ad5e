//! Reading a segment: memory-mapped, each part of a group checked when it is first touched.

use std::fs::File;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

use memmap2::{Mmap, UncheckedAdvice};
use xxhash_rust::xxh3::xxh3_64;

use super::Digest;
use super::format::{Footer, SectionTable, u32_at, u64_at};
use super::group::{Front, Group, front_bytes};
use crate::error::Error;
use crate::postings::Posting;
use crate::sketch::Channel;

/// Marks of a group whose front, or back, was compared with its checksum.
const FRONT: u8 = 1;
const BACK: u8 = 2;

/// Groups that a walk over a section leaves behind before their memory is given back.
const BEHIND: usize = 128;

/// Groups into which the pages may reach that come with one that is touched: 64 KiB of them, a group has 8 and more.
const AROUND: usize = 8;

/// An open segment. Clones share the mapping, and what was checked of it.
#[derive(Clone, Debug)]
pub struct Segment {
    path: PathBuf,
    map: Arc<Mmap>,
    footer: Footer,
    /// For each channel, which parts of each group were checked.
    checked: Arc<[Vec<AtomicU8>]>,
}

impl Segment {
    /// Opens the segment at `path` and checks its frame and directories.
    ///
    /// # Errors
    ///
    /// If the file cannot be read, is damaged, or was made under other parameters than `digest`.
    pub fn open(path: &Path, digest: &Digest) -> Result<Self, Error> {
        let file = File::open(path).map_err(Error::io(path))?;
        // SAFETY: segments are never written after they got their name; a process that truncates
        // one under us breaks the promise of the index folder, as with every mapped file.
        let map = unsafe { Mmap::map(&file) }.map_err(Error::io(path))?;
        let footer = Footer::decode(&map).map_err(|what| Error::Corrupt { path: path.to_owned(), what })?;
        if footer.digest != *digest {
            let what = "made under other index parameters".to_owned();
            return Err(Error::Incompatible { path: path.to_owned(), what });
        }
        let unchecked = |table: &SectionTable| (0..table.shape.groups()).map(|_| AtomicU8::new(0)).collect();
        let checked = footer.sections.iter().map(unchecked).collect();
        let segment = Self { path: path.to_owned(), map: Arc::new(map), footer, checked };
        for channel in Channel::ALL {
            if xxh3_64(segment.directory(channel)) != segment.table(channel).directory_check {
                return Err(segment.corrupt("the checksum of a directory does not match"));
            }
        }
        Ok(segment)
    }

    /// Id of its first document.
    pub fn first_document(&self) -> u32 {
        self.footer.first_document
    }

    /// Number of documents it holds.
    pub fn documents(&self) -> u32 {
        self.footer.documents
    }

    /// Number of postings in `channel`.
    pub fn postings(&self, channel: Channel) -> u64 {
        self.table(channel).postings
    }

    /// Postings of `channel` that were left out because their key had too many.
    pub fn left_out(&self, channel: Channel) -> u64 {
        self.table(channel).left_out
    }

    /// Bytes of the file.
    pub fn bytes(&self) -> usize {
        self.map.len()
    }

    /// Where it lies.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// A look-up of keys in `channel`, fastest when they rise.
    pub fn lookup(&self, channel: Channel) -> Lookup<'_> {
        Lookup { segment: self, channel, entered: None, walks: false, kept_from: 0 }
    }

    /// A look-up of keys that rise and are many: memory that it leaves behind is given back.
    pub fn walk(&self, channel: Channel) -> Lookup<'_> {
        let mut lookup = self.lookup(channel);
        lookup.walks = true;
        lookup
    }

    /// Reads every group and compares every checksum.
    ///
    /// # Errors
    ///
    /// Names the first damage found.
    pub fn verify(&self) -> Result<(), Error> {
        for channel in Channel::ALL {
            let mut seen = 0;
            let mut last = None;
            for group in 0..self.table(channel).shape.groups() {
                self.checked[channel as usize][group].store(0, Ordering::Relaxed);
                let postings = self.group_postings(channel, group)?;
                let follows = postings.first().is_none_or(|first| last.is_none_or(|last| last <= *first));
                if !follows || !postings.is_sorted() {
                    return Err(self.corrupt("postings are out of order"));
                }
                seen += postings.len() as u64;
                last = postings.last().copied().or(last);
            }
            if seen != self.table(channel).postings {
                return Err(self.corrupt("a channel holds another number of postings than its footer says"));
            }
        }
        Ok(())
    }

    /// Appends to `out` the postings of `channel` with keys in `keys`, in order, each as the key less the first of
    /// `keys` above 32 bits of value.
    ///
    /// # Panics
    ///
    /// If `keys` are more than 2³².
    pub(super) fn read(&self, channel: Channel, keys: Range<u64>, out: &mut Vec<u64>) -> Result<(), Error> {
        assert!(keys.end - keys.start <= 1 << 32, "a key and a value fit into 64 bits");
        let shape = self.table(channel).shape;
        for group in shape.group(keys.start)..=shape.group(keys.end - 1) {
            let first = shape.key(group, 0);
            let within = |key: u64| key.clamp(first, first + shape.group_keys() - 1);
            let (from, last) = (shape.bucket(within(keys.start)), shape.bucket(within(keys.end - 1)));
            self.group(channel, group)?.postings(from, last + 1).for_each(|(bucket, rest, value)| {
                let key = shape.key(group, bucket) + rest;
                if keys.contains(&key) {
                    out.push((key - keys.start) << 32 | u64::from(value));
                }
            });
        }
        Ok(())
    }

    /// Gives back the memory of the groups of `channel` that end in `keys`; they stay in the page cache.
    pub(super) fn release(&self, channel: Channel, keys: Range<u64>) {
        self.release_groups(channel, self.table(channel).shape.ended(keys));
    }

    /// The digest of the parameters it was made under.
    pub(super) fn digest(&self) -> Digest {
        self.footer.digest
    }

    fn group_postings(&self, channel: Channel, group: usize) -> Result<Vec<Posting>, Error> {
        let shape = self.table(channel).shape;
        let packed = self.group(channel, group)?;
        let posting = |(bucket, rest, value)| Posting { key: shape.key(group, bucket) + rest, value };
        Ok(packed.postings(0, shape.buckets()).map(posting).collect())
    }

    /// A group, checked.
    fn group(&self, channel: Channel, group: usize) -> Result<Group<'_>, Error> {
        let bytes = self.group_bytes(channel, group)?;
        self.front(channel, group)?;
        let shape = self.table(channel).shape;
        let back = &bytes[front_bytes(shape)..];
        let checks = &self.directory(channel)[12 * shape.groups()..];
        self.check(channel, group, BACK, back, u32_at(checks, 4 * group))?;
        Group::of(shape, bytes).ok_or_else(|| self.corrupt("a group cannot be read"))
    }

    /// The front of a group, checked.
    fn front(&self, channel: Channel, group: usize) -> Result<Front<'_>, Error> {
        let shape = self.table(channel).shape;
        let bytes = self.group_bytes(channel, group)?;
        let front = bytes.get(..front_bytes(shape)).ok_or_else(|| self.corrupt("a group is cut short"))?;
        let checks = &self.directory(channel)[8 * shape.groups()..];
        self.check(channel, group, FRONT, front, u32_at(checks, 4 * group))?;
        Ok(Front::of(shape, front).expect("as long as a front"))
    }

    /// Compares part of a group with its checksum, unless that was done before.
    fn check(&self, channel: Channel, group: usize, part: u8, bytes: &[u8], expected: u32) -> Result<(), Error> {
        let checked = &self.checked[channel as usize][group];
        if checked.load(Ordering::Relaxed) & part == 0 {
            if xxh3_64(bytes) as u32 != expected {
                return Err(self.corrupt("the checksum of a group does not match"));
            }
            checked.fetch_or(part, Ordering::Relaxed);
        }
        Ok(())
    }

    fn group_bytes(&self, channel: Channel, group: usize) -> Result<&[u8], Error> {
        let Range { start, end } = self.group_range(channel, group);
        let table = self.table(channel);
        if start > end || end > table.start + table.group_bytes {
            return Err(self.corrupt("a group lies outside its section"));
        }
        Ok(&self.map[start as usize..end as usize])
    }

    /// Where a group lies in the file.
    fn group_range(&self, channel: Channel, group: usize) -> Range<u64> {
        let (table, ends) = (self.table(channel), self.directory(channel));
        let start = if group == 0 { 0 } else { u64_at(ends, 8 * (group - 1)) };
        table.start.saturating_add(start)..table.start.saturating_add(u64_at(ends, 8 * group))
    }

    /// Gives back the memory of `groups`, and once more that of some before them: the system maps what lies around a
    /// page that is touched, so the end of a group comes back with the next one.
    fn release_groups(&self, channel: Channel, groups: Range<usize>) {
        if groups.is_empty() {
            return;
        }
        let start = self.group_range(channel, groups.start.saturating_sub(AROUND)).start as usize;
        let end = self.group_range(channel, groups.end - 1).end as usize;
        // SAFETY: the pages of a mapped file that nobody writes come back as they were when they are next read.
        // An advice that is not taken changes nothing but the memory in use.
        let _ = unsafe { self.map.unchecked_advise_range(UncheckedAdvice::DontNeed, start, end.saturating_sub(start)) };
    }

    fn directory(&self, channel: Channel) -> &[u8] {
        let table = self.table(channel);
        let start = (table.start + table.group_bytes) as usize;
        &self.map[start..start + table.directory_bytes()]
    }

    fn table(&self, channel: Channel) -> &SectionTable {
        &self.footer.sections[channel as usize]
    }

    fn corrupt(&self, what: &str) -> Error {
        Error::Corrupt { path: self.path.clone(), what: what.to_owned() }
    }
}

/// Looks keys up in one channel of one segment.
pub struct Lookup<'a> {
    segment: &'a Segment,
    channel: Channel,
    /// The group that was looked at last.
    entered: Option<Entered<'a>>,
    /// Whether the memory of groups left behind is given back, and the first of which it was not.
    walks: bool,
    kept_from: usize,
}

/// A group under the eyes of a look-up: its back is looked at when it has to be.
#[derive(Clone, Copy)]
struct Entered<'a> {
    at: usize,
    front: Front<'a>,
    whole: Option<Group<'a>>,
}

impl<'a> Lookup<'a> {
    /// Appends to `out` the values stored under `key`, in rising order, at most `limit` of them.
    ///
    /// # Errors
    ///
    /// If a group that had to be read is damaged.
    pub fn values(&mut self, key: u64, limit: usize, out: &mut Vec<u32>) -> Result<(), Error> {
        let shape = self.segment.table(self.channel).shape;
        if self.front(shape.group(key))?.is_occupied(shape.bucket(key)) {
            self.whole(shape.group(key))?.values(shape.bucket(key), shape.rest(key), limit, out);
        }
        Ok(())
    }

    /// Appends to `out` the values stored under each of `keys`, which rise, with the place of the key among them; at
    /// most `limit` a key.
    ///
    /// # Errors
    ///
    /// If a group that had to be read is damaged.
    pub fn values_of(&mut self, keys: &[u64], limit: usize, out: &mut Vec<(u32, u32)>) -> Result<(), Error> {
        let shape = self.segment.table(self.channel).shape;
        let mut from = 0;
        while from < keys.len() {
            let group = shape.group(keys[from]);
            let end = from + keys[from..].partition_point(|&key| shape.group(key) == group);
            let front = self.front(group)?;
            if keys[from..end].iter().any(|&key| front.is_occupied(shape.bucket(key))) {
                self.whole(group)?.values_of(&keys[from..end], from as u32, limit, out);
            }
            from = end;
        }
        Ok(())
    }

    #[inline]
    fn front(&mut self, group: usize) -> Result<Front<'a>, Error> {
        match self.entered {
            Some(Entered { at, front, .. }) if at == group => Ok(front),
            _ => self.enter(group),
        }
    }

    #[cold]
    fn enter(&mut self, group: usize) -> Result<Front<'a>, Error> {
        if self.entered.is_none() {
            self.kept_from = group;
        } else if self.walks && group >= self.kept_from + BEHIND {
            self.segment.release_groups(self.channel, self.kept_from..group);
            self.kept_from = group;
        }
        let front = self.segment.front(self.channel, group)?;
        self.entered = Some(Entered { at: group, front, whole: None });
        Ok(front)
    }

    /// All of the group that was entered last.
    #[inline]
    fn whole(&mut self, group: usize) -> Result<Group<'a>, Error> {
        let entered = self.entered.as_mut().expect("its front was looked at");
        if let Some(whole) = entered.whole {
            return Ok(whole);
        }
        let whole = self.segment.group(self.channel, group)?;
        entered.whole = Some(whole);
        Ok(whole)
    }
}

impl Drop for Lookup<'_> {
    fn drop(&mut self) {
        if let (true, Some(last)) = (self.walks, self.entered) {
            self.segment.release_groups(self.channel, self.kept_from..last.at + 1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::shape::Shape;
    use super::super::writer::{Frame, durably, packed, write_frame};
    use super::*;

    /// Keys need not be spread evenly (fingerprints are the least of their window): a group may be empty.
    #[test]
    fn a_group_without_postings_is_sound() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.seg");
        let frame = Frame { digest: [1; 32], first_document: 1, documents: 9 };
        let one = |shape: Shape, group: usize| match group {
            1 => Vec::new(),
            _ => vec![Posting { key: shape.key(group, 3), value: 7 }],
        };
        durably(&path, |out| {
            write_frame(out, &path, frame, |channel, section| {
                section.fill(Shape::of(60_000), |shape, group| Ok(packed(shape, channel, one(shape, group))))
            })
        })
        .unwrap();
        let segment = Segment::open(&path, &[1; 32]).unwrap();
        segment.verify().unwrap();
        let shape = segment.table(Channel::Words).shape;
        assert!(shape.groups() > 2, "an empty group between two others");
        let mut found = Vec::new();
        (0..3).for_each(|group| segment.lookup(Channel::Words).values(shape.key(group, 3), 9, &mut found).unwrap());
        assert_eq!(found, [7, 7]);
    }
}
