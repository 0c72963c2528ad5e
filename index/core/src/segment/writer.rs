//! Writing a segment, durable before it has its name.

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::Path;

use xxhash_rust::xxh3::xxh3_64;

use super::block::{self, BLOCK_POSTINGS};
use super::format::{Footer, HEADER, SectionTable, header};
use super::{Digest, format};
use crate::error::Error;
use crate::postings::{Posting, Postings};
use crate::sketch::Channel;

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
    let temporary = path.with_extension("tmp");
    let written = write_file(&temporary, postings, digest).map_err(Error::io(&temporary))?;
    fs::rename(&temporary, path).map_err(Error::io(path))?;
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(Error::io(folder))?;
    Ok(written)
}

fn write_file(path: &Path, postings: &Postings, digest: Digest) -> std::io::Result<Written> {
    let mut out = BufWriter::with_capacity(1 << 20, File::create(path)?);
    out.write_all(&header())?;
    let mut at = HEADER as u64;
    let mut sections = [SectionTable::default(); Channel::ALL.len()];
    for channel in Channel::ALL {
        let section = write_section(&mut out, at, postings.channel(channel))?;
        at += section.block_bytes + section.blocks * 20;
        sections[channel as usize] = section;
    }
    let footer = Footer { digest, first_document: postings.first_document, documents: postings.documents, sections };
    let tail = footer.encode();
    out.write_all(&tail)?;
    out.into_inner().map_err(std::io::IntoInnerError::into_error)?.sync_all()?;
    let check = format::u64_at(&tail, tail.len() - 16);
    Ok(Written { bytes: at + tail.len() as u64, postings: sections.iter().map(|s| s.postings).sum(), check })
}

fn write_section(out: &mut impl Write, start: u64, postings: &[Posting]) -> std::io::Result<SectionTable> {
    let (mut first_keys, mut ends, mut checks) = (Vec::new(), Vec::new(), Vec::new());
    let mut bytes = Vec::new();
    let mut end = 0u64;
    let mut blocks = 0u64;
    for postings in postings.chunks(BLOCK_POSTINGS) {
        bytes.clear();
        block::encode(postings, &mut bytes);
        out.write_all(&bytes)?;
        end += bytes.len() as u64;
        blocks += 1;
        first_keys.extend(postings[0].key.to_le_bytes());
        ends.extend(end.to_le_bytes());
        checks.extend((xxh3_64(&bytes) as u32).to_le_bytes());
    }
    let directory = [first_keys, ends, checks].concat();
    out.write_all(&directory)?;
    let postings = postings.len() as u64;
    Ok(SectionTable { start, block_bytes: end, blocks, postings, directory_check: xxh3_64(&directory) })
}
