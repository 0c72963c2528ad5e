//! Writing a segment. It is durable before it gets its final name.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::Path;

use rayon::prelude::*;
use xxhash_rust::xxh3::xxh3_64;

use crate::error::Error;
use crate::postings::{MOST_DOCUMENTS, Posting, Postings};
use crate::segment::format::{Digest, Footer, HEADER, SectionTable, header};
use crate::segment::shape::Shape;
use crate::segment::{format, group};
use crate::sketch::Channel;
use crate::work::Stop;

/// The file under construction.
pub(super) type Out = BufWriter<File>;

/// Groups packed at once: enough for every thread, few enough to hold in memory.
const WAVE: usize = 64;

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
/// When it returns, the segment survives a crash; it counts only once the store names it. Packing
/// runs on the current thread pool.
///
/// # Errors
///
/// If the file cannot be written or `stop` asks; then nothing lies at `path`, at most a `.tmp` file beside it.
pub fn write(path: &Path, postings: &Postings, digest: Digest, stop: &Stop) -> Result<Written, Error> {
    let frame = Frame { digest, first_document: postings.first_document, documents: postings.documents };
    durably(path, |out| {
        write_frame(out, path, frame, |channel, section| {
            section.fill(Shape::of(postings.len(channel) as u64), |shape, group| {
                stop.check()?;
                let first = shape.key(group, 0);
                Ok(packed(shape, channel, postings.range(channel, first..first + shape.group_keys()).collect()))
            })
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

/// Writes header, sections and footer; `fill` fills the section of a channel.
pub(super) fn write_frame(
    out: &mut Out,
    path: &Path,
    frame: Frame,
    mut fill: impl FnMut(Channel, SectionWriter<'_>) -> Result<SectionTable, Error>,
) -> Result<Written, Error> {
    out.write_all(&header()).map_err(Error::io(path))?;
    let mut at = HEADER as u64;
    let mut sections = Vec::with_capacity(Channel::ALL.len());
    for channel in Channel::ALL {
        let table = fill(channel, SectionWriter { out, path, start: at })?;
        at = table.end().expect("a section that was just written");
        sections.push(table);
    }
    let postings = sections.iter().map(|section| section.postings).sum();
    let Frame { digest, first_document, documents } = frame;
    let tail = Footer { digest, first_document, documents, sections }.encode();
    out.write_all(&tail).map_err(Error::io(path))?;
    let check = format::u64_at(&tail, tail.len() - 16);
    Ok(Written { bytes: at + tail.len() as u64, postings, check })
}

/// A group ready to be written.
pub(super) struct PackedGroup {
    bytes: Vec<u8>,
    occupancy: usize,
    postings: u64,
    left_out: u64,
}

/// The group of these postings; of a key with too many, the first are kept.
pub(super) fn packed(shape: Shape, channel: Channel, mut postings: Vec<Posting>) -> PackedGroup {
    let total = postings.len();
    if channel != Channel::Words {
        keep_first(&mut postings, MOST_DOCUMENTS);
    }
    let mut bytes = Vec::with_capacity(group::occupancy_bytes(shape) + 6 * postings.len());
    let occupancy = group::encode(shape, &postings, &mut bytes);
    PackedGroup { bytes, occupancy, postings: postings.len() as u64, left_out: (total - postings.len()) as u64 }
}

/// Keeps the first `most` postings of each key.
fn keep_first(postings: &mut Vec<Posting>, most: usize) {
    let (mut key, mut rank) = (u64::MAX, 0);
    postings.retain(|posting| {
        rank = if posting.key == key { rank + 1 } else { 0 };
        key = posting.key;
        rank < most
    });
}

/// Writes the groups of one section.
pub(super) struct SectionWriter<'a> {
    out: &'a mut Out,
    path: &'a Path,
    start: u64,
}

impl SectionWriter<'_> {
    /// Writes every group that `make` makes, in order, some of them made at a time.
    pub fn fill(
        self,
        shape: Shape,
        make: impl Fn(Shape, usize) -> Result<PackedGroup, Error> + Sync,
    ) -> Result<SectionTable, Error> {
        let mut directory = Directory::default();
        for wave in (0..shape.groups()).step_by(WAVE) {
            let groups = wave..shape.groups().min(wave + WAVE);
            let made: Vec<PackedGroup> =
                groups.into_par_iter().map(|group| make(shape, group)).collect::<Result<_, _>>()?;
            made.iter().try_for_each(|group| directory.write(self.out, group)).map_err(Error::io(self.path))?;
        }
        let bytes = [directory.ends, directory.occupancy_checks, directory.payload_checks].concat();
        self.out.write_all(&bytes).map_err(Error::io(self.path))?;
        Ok(SectionTable {
            start: self.start,
            group_bytes: directory.end,
            shape,
            postings: directory.postings,
            left_out: directory.left_out,
            directory_check: xxh3_64(&bytes),
        })
    }
}

/// Where the groups written so far end, and their checksums.
#[derive(Default)]
struct Directory {
    end: u64,
    postings: u64,
    left_out: u64,
    ends: Vec<u8>,
    occupancy_checks: Vec<u8>,
    payload_checks: Vec<u8>,
}

impl Directory {
    fn write(&mut self, out: &mut Out, group: &PackedGroup) -> io::Result<()> {
        out.write_all(&group.bytes)?;
        let (occupancy, payload) = group.bytes.split_at(group.occupancy);
        self.end += group.bytes.len() as u64;
        self.postings += group.postings;
        self.left_out += group.left_out;
        self.ends.extend(self.end.to_le_bytes());
        self.occupancy_checks.extend((xxh3_64(occupancy) as u32).to_le_bytes());
        self.payload_checks.extend((xxh3_64(payload) as u32).to_le_bytes());
        Ok(())
    }
}
