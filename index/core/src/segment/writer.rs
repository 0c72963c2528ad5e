//! Writing a segment, durable before it has its name.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::Path;

use xxhash_rust::xxh3::xxh3_64;

use super::block::{self, BLOCK_POSTINGS};
use super::format::{Footer, HEADER, SectionTable, header};
use super::{Digest, format};
use crate::error::Error;
use crate::postings::{Posting, Postings};
use crate::sketch::Channel;

/// The file under construction.
pub(super) type Out = BufWriter<File>;

/// What was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Written {
    /// Bytes of the file.
    pub bytes: u64,
    /// Postings of all channels.
    pub postings: u64,
    /// The checksum of header and footer, which cover all other checksums.
    pub check: u64,
}

/// Writes `postings` to `path`: a temporary file first, synced, renamed, and the folder synced.
///
/// When it returns, the segment survives a crash; it counts only once the store names it.
///
/// # Errors
///
/// If the file cannot be written; then nothing lies at `path`, at most a `.tmp` file beside it.
pub fn write(path: &Path, postings: &Postings, digest: Digest) -> Result<Written, Error> {
    let frame = Frame { digest, first_document: postings.first_document, documents: postings.documents };
    durably(path, |out| {
        write_frame(out, path, frame, |channel, section| {
            postings.channel(channel).try_for_each(|posting| section.push(posting)).map_err(Error::io(path))
        })
    })
}

/// What a footer says besides its sections.
#[derive(Clone, Copy, Debug)]
pub(super) struct Frame {
    pub digest: Digest,
    pub first_document: u32,
    pub documents: u32,
}

/// Runs `fill` on a temporary file and, when it succeeds, gives that file its name for good.
pub(super) fn durably<T>(path: &Path, fill: impl FnOnce(&mut Out) -> Result<T, Error>) -> Result<T, Error> {
    let temporary = path.with_extension("tmp");
    let mut out = Out::with_capacity(1 << 20, File::create(&temporary).map_err(Error::io(&temporary))?);
    let result = fill(&mut out)?;
    let file = out.into_inner().map_err(|error| Error::io(&temporary)(error.into_error()))?;
    file.sync_all().map_err(Error::io(&temporary))?;
    fs::rename(&temporary, path).map_err(Error::io(path))?;
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(Error::io(folder))?;
    Ok(result)
}

/// Writes header, sections and footer; `fill` pushes the postings of a channel, in order.
pub(super) fn write_frame(
    out: &mut Out,
    path: &Path,
    frame: Frame,
    mut fill: impl FnMut(Channel, &mut SectionWriter<'_>) -> Result<(), Error>,
) -> Result<Written, Error> {
    out.write_all(&header()).map_err(Error::io(path))?;
    let mut at = HEADER as u64;
    let mut sections = [SectionTable::default(); Channel::ALL.len()];
    for channel in Channel::ALL {
        let mut section = SectionWriter::new(out, at);
        fill(channel, &mut section)?;
        let table = section.finish().map_err(Error::io(path))?;
        at = table.end().expect("a section that was just written");
        sections[channel as usize] = table;
    }
    let Frame { digest, first_document, documents } = frame;
    let tail = Footer { digest, first_document, documents, sections }.encode();
    out.write_all(&tail).map_err(Error::io(path))?;
    let check = format::u64_at(&tail, tail.len() - 16);
    Ok(Written { bytes: at + tail.len() as u64, postings: sections.iter().map(|s| s.postings).sum(), check })
}

/// Packs the postings of one channel into blocks as they come.
pub(super) struct SectionWriter<'a> {
    out: &'a mut Out,
    table: SectionTable,
    pending: Vec<Posting>,
    block: Vec<u8>,
    first_keys: Vec<u8>,
    ends: Vec<u8>,
    checks: Vec<u8>,
}

impl<'a> SectionWriter<'a> {
    fn new(out: &'a mut Out, start: u64) -> Self {
        let table = SectionTable { start, ..SectionTable::default() };
        let (pending, block) = (Vec::with_capacity(BLOCK_POSTINGS), Vec::new());
        Self { out, table, pending, block, first_keys: Vec::new(), ends: Vec::new(), checks: Vec::new() }
    }

    /// Adds the next posting; they come sorted.
    pub fn push(&mut self, posting: Posting) -> io::Result<()> {
        self.pending.push(posting);
        if self.pending.len() == BLOCK_POSTINGS { self.flush() } else { Ok(()) }
    }

    fn flush(&mut self) -> io::Result<()> {
        self.block.clear();
        block::encode(&self.pending, &mut self.block);
        self.out.write_all(&self.block)?;
        self.table.block_bytes += self.block.len() as u64;
        self.table.blocks += 1;
        self.table.postings += self.pending.len() as u64;
        self.first_keys.extend(self.pending[0].key.to_le_bytes());
        self.ends.extend(self.table.block_bytes.to_le_bytes());
        self.checks.extend((xxh3_64(&self.block) as u32).to_le_bytes());
        self.pending.clear();
        Ok(())
    }

    fn finish(mut self) -> io::Result<SectionTable> {
        if !self.pending.is_empty() {
            self.flush()?;
        }
        let directory = [self.first_keys, self.ends, self.checks].concat();
        self.out.write_all(&directory)?;
        Ok(SectionTable { directory_check: xxh3_64(&directory), ..self.table })
    }
}
