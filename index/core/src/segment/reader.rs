//! Reading a segment: memory-mapped, each block checked when it is touched.

use std::fs::File;
use std::path::{Path, PathBuf};

use memmap2::Mmap;
use xxhash_rust::xxh3::xxh3_64;

use super::Digest;
use super::block;
use super::format::{Footer, u32_at, u64_at};
use crate::error::Error;
use crate::postings::Posting;
use crate::sketch::Channel;

/// An open segment.
#[derive(Debug)]
pub struct Segment {
    path: PathBuf,
    map: Mmap,
    footer: Footer,
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
        let segment = Self { path: path.to_owned(), map, footer };
        for channel in Channel::ALL {
            let section = &segment.footer.sections[channel as usize];
            if xxh3_64(segment.directory(channel)) != section.directory_check {
                return Err(segment.corrupt("the checksum of a block directory does not match"));
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
        self.footer.sections[channel as usize].postings
    }

    /// A look-up of rising keys in `channel`.
    pub fn lookup(&self, channel: Channel) -> Lookup<'_> {
        Lookup { segment: self, channel, next: 0, postings: Vec::new(), at: 0 }
    }

    /// Reads every block and compares every checksum.
    ///
    /// # Errors
    ///
    /// Names the first damage found.
    pub fn verify(&self) -> Result<(), Error> {
        let mut postings = Vec::new();
        for channel in Channel::ALL {
            let section = &self.footer.sections[channel as usize];
            let mut last = None;
            let mut seen = 0;
            for at in 0..section.blocks as usize {
                postings.clear();
                self.block(channel, at, &mut postings)?;
                seen += postings.len() as u64;
                if last > postings.first().copied() || !postings.is_sorted() {
                    return Err(self.corrupt("postings are out of order"));
                }
                last = postings.last().copied();
            }
            if seen != section.postings {
                return Err(self.corrupt("a channel holds another number of postings than its footer says"));
            }
        }
        Ok(())
    }

    /// All postings of `channel` in order, read block by block.
    pub(super) fn cursor(&self, channel: Channel) -> Cursor<'_> {
        Cursor { segment: self, channel, block: 0, postings: Vec::new(), at: 0 }
    }

    /// Where it lies.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The digest of the parameters it was made under.
    pub(super) fn digest(&self) -> Digest {
        self.footer.digest
    }

    /// Decodes block `at` of `channel` after checking it.
    fn block(&self, channel: Channel, at: usize, out: &mut Vec<Posting>) -> Result<(), Error> {
        let section = &self.footer.sections[channel as usize];
        let blocks = section.blocks as usize;
        let directory = self.directory(channel);
        let ends = &directory[8 * blocks..16 * blocks];
        let start = if at == 0 { 0 } else { u64_at(ends, 8 * (at - 1)) };
        let end = u64_at(ends, 8 * at);
        if start > end || end > section.block_bytes {
            return Err(self.corrupt("a block lies outside its section"));
        }
        let bytes = &self.map[(section.start + start) as usize..(section.start + end) as usize];
        if xxh3_64(bytes) as u32 != u32_at(&directory[16 * blocks..], 4 * at) {
            return Err(self.corrupt("the checksum of a block does not match"));
        }
        block::decode(bytes, out).ok_or_else(|| self.corrupt("a block cannot be decoded"))
    }

    /// Number of the first block from `low` on whose first key is `key` or more; near ones are found fastest.
    fn first_block_from(&self, channel: Channel, low: usize, key: u64) -> usize {
        let blocks = self.footer.sections[channel as usize].blocks as usize;
        let (mut low, mut high, mut step) = (low, low, 1);
        while high < blocks && self.first_key(channel, high) < key {
            low = high + 1;
            high = (high + step).min(blocks);
            step *= 2;
        }
        while low < high {
            let middle = usize::midpoint(low, high);
            if self.first_key(channel, middle) < key { low = middle + 1 } else { high = middle }
        }
        low
    }

    fn first_key(&self, channel: Channel, at: usize) -> u64 {
        u64_at(self.directory(channel), 8 * at)
    }

    fn directory(&self, channel: Channel) -> &[u8] {
        let section = &self.footer.sections[channel as usize];
        let start = (section.start + section.block_bytes) as usize;
        &self.map[start..start + section.blocks as usize * 20]
    }

    fn corrupt(&self, what: &str) -> Error {
        Error::Corrupt { path: self.path.clone(), what: what.to_owned() }
    }
}

/// A walk over the postings of one channel of one segment.
pub(super) struct Cursor<'a> {
    segment: &'a Segment,
    channel: Channel,
    block: usize,
    postings: Vec<Posting>,
    at: usize,
}

impl Cursor<'_> {
    /// The next posting; `None` at the end.
    pub fn next(&mut self) -> Result<Option<Posting>, Error> {
        if self.at == self.postings.len() {
            if self.block as u64 == self.segment.footer.sections[self.channel as usize].blocks {
                return Ok(None);
            }
            self.postings.clear();
            self.segment.block(self.channel, self.block, &mut self.postings)?;
            (self.block, self.at) = (self.block + 1, 0);
        }
        self.at += 1;
        Ok(Some(self.postings[self.at - 1]))
    }
}

/// Looks keys up in one channel of one segment; they must rise, and then no block is decoded twice.
pub struct Lookup<'a> {
    segment: &'a Segment,
    channel: Channel,
    /// The block after the decoded one.
    next: usize,
    postings: Vec<Posting>,
    at: usize,
}

impl Lookup<'_> {
    /// Appends to `out` the values stored under `key`, in rising order, at most `limit` of them.
    ///
    /// # Errors
    ///
    /// If a block that had to be read is damaged.
    pub fn values(&mut self, key: u64, limit: usize, out: &mut Vec<u32>) -> Result<(), Error> {
        let full = out.len() + limit;
        if self.postings.last().is_none_or(|last| last.key < key) {
            // The key may begin in the block before the first one that starts with it.
            let starts = self.segment.first_block_from(self.channel, self.next, key);
            self.decode(starts.saturating_sub(1).max(self.next))?;
        }
        self.at += self.postings[self.at..].partition_point(|posting| posting.key < key);
        while out.len() < full {
            let Some(posting) = self.postings.get(self.at) else {
                if self.postings.is_empty() || !self.decode(self.next)? {
                    break;
                }
                continue;
            };
            if posting.key > key {
                break;
            }
            if posting.key == key {
                out.push(posting.value);
            }
            self.at += 1;
        }
        Ok(())
    }

    /// Decodes `block`; says whether there is one.
    fn decode(&mut self, block: usize) -> Result<bool, Error> {
        let there = (block as u64) < self.segment.footer.sections[self.channel as usize].blocks;
        self.postings.clear();
        self.at = 0;
        self.next = block + usize::from(there);
        if there {
            self.segment.block(self.channel, block, &mut self.postings)?;
        }
        Ok(there)
    }
}
