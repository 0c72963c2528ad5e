//! Reading a segment: memory-mapped, each part of a group checked when it is first touched.

use std::fs::File;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

use memmap2::{Mmap, UncheckedAdvice};
use xxhash_rust::xxh3::xxh3_64;

use crate::error::Error;
use crate::postings::Posting;
use crate::segment::format::{Digest, Footer, SectionTable, u32_at, u64_at};
use crate::segment::group::{Group, Occupancy, occupancy_bytes};
use crate::sketch::Channel;
use crate::work::Stop;

/// Marks of a group whose occupancy, or payload, was compared with its checksum.
const OCCUPANCY: u8 = 1;
const PAYLOAD: u8 = 2;

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
        for channel in segment.channels() {
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
        if self.has(channel) { self.table(channel).postings } else { 0 }
    }

    /// Postings of `channel` that were left out because their key had too many.
    pub fn left_out(&self, channel: Channel) -> u64 {
        if self.has(channel) { self.table(channel).left_out } else { 0 }
    }

    /// Bytes of the file.
    pub fn bytes(&self) -> usize {
        self.map.len()
    }

    /// Where it lies.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Reads every group and compares every checksum.
    ///
    /// # Errors
    ///
    /// Names the first damage found; stops when `stop` asks.
    pub fn verify(&self, stop: &Stop) -> Result<(), Error> {
        for channel in self.channels() {
            let mut seen = 0;
            let mut last = None;
            for group in 0..self.table(channel).shape.groups() {
                stop.check()?;
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
    pub(crate) fn read(&self, channel: Channel, keys: Range<u64>, out: &mut Vec<u64>) -> Result<(), Error> {
        assert!(keys.end - keys.start <= 1 << 32, "a key and a value fit into 64 bits");
        if !self.has(channel) {
            return Ok(());
        }
        let shape = self.table(channel).shape;
        for group in shape.group(keys.start)..=shape.group(keys.end - 1) {
            let first = shape.key(group, 0);
            let within = |key: u64| key.clamp(first, first + shape.group_keys() - 1);
            let (from, last) = (shape.bucket(within(keys.start)), shape.bucket(within(keys.end - 1)));
            let packed = self.group(channel, group)?;
            packed.each(from, last + 1, |bucket, at| {
                let key = shape.key(group, bucket) + packed.remainder(at);
                if keys.contains(&key) {
                    out.push((key - keys.start) << 32 | u64::from(packed.value(at)));
                }
            });
        }
        Ok(())
    }

    /// Gives back the memory of the groups of `channel` that end in `keys`; they stay in the page cache.
    ///
    /// And once more that of some before them: the system maps what lies around a page that is touched, so the end of a
    /// group comes back with the next one.
    pub fn release(&self, channel: Channel, keys: Range<u64>) {
        if !self.has(channel) {
            return;
        }
        let shape = self.table(channel).shape;
        let groups = shape.ended(keys);
        let groups = groups.start..groups.end.min(shape.groups());
        if groups.is_empty() {
            return;
        }
        // Ends are what the file says: what lies outside the section is nothing of ours to give back.
        let section = self.section(channel);
        let inside = |at: u64| at.clamp(section.start, section.end) as usize;
        let start = inside(self.group_range(channel, groups.start.saturating_sub(AROUND)).start);
        let end = inside(self.group_range(channel, groups.end - 1).end);
        // SAFETY: the range lies in the map, since its section does, and the pages of a mapped file that nobody writes
        // come back as they were when they are next read.
        // An advice that is not taken changes nothing but the memory in use.
        let _ = unsafe { self.map.unchecked_advise_range(UncheckedAdvice::DontNeed, start, end.saturating_sub(start)) };
    }

    /// The digest of the parameters it was made under.
    pub(crate) fn digest(&self) -> Digest {
        self.footer.digest
    }

    fn group_postings(&self, channel: Channel, group: usize) -> Result<Vec<Posting>, Error> {
        let shape = self.table(channel).shape;
        let packed = self.group(channel, group)?;
        let mut postings = Vec::new();
        packed.each(0, shape.buckets(), |bucket, at| {
            postings.push(Posting { key: shape.key(group, bucket) + packed.remainder(at), value: packed.value(at) });
        });
        Ok(postings)
    }

    /// A group, checked.
    pub(super) fn group(&self, channel: Channel, group: usize) -> Result<Group<'_>, Error> {
        let bytes = self.group_bytes(channel, group)?;
        self.occupancy(channel, group)?;
        let shape = self.table(channel).shape;
        let payload = &bytes[occupancy_bytes(shape)..];
        let checks = &self.directory(channel)[12 * shape.groups()..];
        let packed = Group::of(shape, bytes).ok_or_else(|| self.corrupt("a group cannot be read"))?;
        self.check(channel, group, PAYLOAD, payload, u32_at(checks, 4 * group), || packed.is_sound())?;
        Ok(packed)
    }

    /// The occupancy of a group, checked.
    pub(super) fn occupancy(&self, channel: Channel, group: usize) -> Result<Occupancy<'_>, Error> {
        let shape = self.table(channel).shape;
        let bytes = self.group_bytes(channel, group)?;
        let occupancy = bytes.get(..occupancy_bytes(shape)).ok_or_else(|| self.corrupt("a group is cut short"))?;
        let checks = &self.directory(channel)[8 * shape.groups()..];
        self.check(channel, group, OCCUPANCY, occupancy, u32_at(checks, 4 * group), || true)?;
        Ok(Occupancy::of(shape, occupancy).expect("as long as a front"))
    }

    /// Compares part of a group with its checksum and asks whether it is sound, unless that was done before.
    fn check(
        &self,
        channel: Channel,
        group: usize,
        part: u8,
        bytes: &[u8],
        expected: u32,
        is_sound: impl FnOnce() -> bool,
    ) -> Result<(), Error> {
        let checked = &self.checked[channel as usize][group];
        if checked.load(Ordering::Relaxed) & part == 0 {
            if xxh3_64(bytes) as u32 != expected {
                return Err(self.corrupt("the checksum of a group does not match"));
            }
            if !is_sound() {
                return Err(self.corrupt("the counts of a group do not agree"));
            }
            checked.fetch_or(part, Ordering::Relaxed);
        }
        Ok(())
    }

    fn group_bytes(&self, channel: Channel, group: usize) -> Result<&[u8], Error> {
        let Range { start, end } = self.group_range(channel, group);
        if start > end || end > self.section(channel).end {
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

    /// Where the groups of a channel lie in the file; the footer was compared with the length of the file.
    fn section(&self, channel: Channel) -> Range<u64> {
        let table = self.table(channel);
        table.start..table.start + table.group_bytes
    }

    fn directory(&self, channel: Channel) -> &[u8] {
        let table = self.table(channel);
        let start = self.section(channel).end as usize;
        &self.map[start..start + table.directory_bytes()]
    }

    /// Whether it has a section for `channel`: older versions of the format have fewer of them.
    pub(super) fn has(&self, channel: Channel) -> bool {
        (channel as usize) < self.footer.sections.len()
    }

    fn channels(&self) -> impl Iterator<Item = Channel> + '_ {
        Channel::ALL.into_iter().filter(|&channel| self.has(channel))
    }

    pub(super) fn table(&self, channel: Channel) -> &SectionTable {
        &self.footer.sections[channel as usize]
    }

    fn corrupt(&self, what: &str) -> Error {
        Error::Corrupt { path: self.path.clone(), what: what.to_owned() }
    }
}

#[cfg(test)]
mod tests;
