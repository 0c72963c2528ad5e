//! The frame of a segment file: header, sections, footer.
//!
//! ```text
//! magic (8) | version (u32) | zero (u32)                                                header
//! groups … | group ends (u64 × n) | occupancy checks (u32 × n) | payload checks (u32 × n)      one section a channel
//! digest (32) | first document (u32) | documents (u32) | channels × SectionTable        footer
//! footer length (u32) | XXH3-64 of header and footer (u64) | magic (8)                  tail
//! ```

use xxhash_rust::xxh3::Xxh3;

use crate::segment::shape::Shape;
use crate::sketch::Channel;

/// Digest of the index parameters that a segment was made under (SHA-256).
pub type Digest = [u8; 32];

/// Version of the segment format that this crate writes.
pub const FORMAT_VERSION: u32 = 4;

/// The oldest version that this crate reads, with keys of an older normal form.
const OLDEST_VERSION: u32 = 2;

/// Up to which version there were five channels: none for the view `content`.
const LAST_OF_FIVE: u32 = 3;

pub const MAGIC: [u8; 8] = *b"PROVSEG\n";
pub const HEADER: usize = 16;
pub const TAIL: usize = 20;
const SECTION: usize = 48;

/// Bytes of a footer with so many sections.
const fn footer_bytes(sections: usize) -> usize {
    40 + SECTION * sections
}

/// Sections in a segment of this version.
fn section_count(version: u32) -> usize {
    if version <= LAST_OF_FIVE { 5 } else { Channel::ALL.len() }
}

/// Where the section of one channel lies and what it holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SectionTable {
    /// First byte of its groups.
    pub start: u64,
    /// Bytes of its groups; the directory follows them.
    pub group_bytes: u64,
    /// How keys are spread over groups and buckets.
    pub shape: Shape,
    /// Number of postings.
    pub postings: u64,
    /// Postings left out because their key had too many.
    pub left_out: u64,
    /// XXH3-64 of the directory.
    pub directory_check: u64,
}

impl SectionTable {
    /// Bytes of the directory: ends and checks of the groups.
    pub fn directory_bytes(&self) -> usize {
        self.shape.groups() * 16
    }

    /// One past the last byte of the section.
    pub fn end(&self) -> Option<u64> {
        self.start.checked_add(self.group_bytes)?.checked_add(self.directory_bytes() as u64)
    }

    fn encode(&self) -> [u64; SECTION / 8] {
        let bits = u64::from(self.shape.bucket_bits());
        [self.start, self.group_bytes, bits, self.postings, self.left_out, self.directory_check]
    }

    fn decode(fields: [u64; SECTION / 8]) -> Option<Self> {
        let [start, group_bytes, bits, postings, left_out, directory_check] = fields;
        let shape = Shape::with_bucket_bits(u32::try_from(bits).ok()?)?;
        Some(Self { start, group_bytes, shape, postings, left_out, directory_check })
    }
}

/// What the footer says about the whole segment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Footer {
    pub digest: Digest,
    pub first_document: u32,
    pub documents: u32,
    /// By channel; older versions have fewer channels.
    pub sections: Vec<SectionTable>,
}

/// The sixteen bytes every segment begins with.
pub fn header() -> [u8; HEADER] {
    let mut bytes = [0; HEADER];
    bytes[..8].copy_from_slice(&MAGIC);
    bytes[8..12].copy_from_slice(&FORMAT_VERSION.to_le_bytes());
    bytes
}

impl Footer {
    /// Footer and tail as bytes.
    pub fn encode(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(footer_bytes(self.sections.len()) + TAIL);
        out.extend(self.digest);
        out.extend(self.first_document.to_le_bytes());
        out.extend(self.documents.to_le_bytes());
        out.extend(self.sections.iter().flat_map(SectionTable::encode).flat_map(u64::to_le_bytes));
        let (check, length) = (frame_check(&header(), &out), out.len() as u32);
        out.extend(length.to_le_bytes());
        out.extend(check.to_le_bytes());
        out.extend(MAGIC);
        out
    }

    /// Reads footer and tail at the end of `file`; the error says what is wrong.
    pub fn decode(file: &[u8]) -> Result<Self, String> {
        const TOO_SHORT: &str = "too short for a segment";
        if file.len() < HEADER + TAIL {
            return Err(TOO_SHORT.into());
        }
        if file[..8] != MAGIC || file[file.len() - 8..] != MAGIC {
            return Err("not a segment, or cut short".into());
        }
        let version = u32_at(file, 8);
        if !(OLDEST_VERSION..=FORMAT_VERSION).contains(&version) {
            return Err(format!(
                "segment format {version}; this version reads formats {OLDEST_VERSION} to {FORMAT_VERSION}"
            ));
        }
        let sections = section_count(version);
        let length = footer_bytes(sections);
        let body = file.len().checked_sub(HEADER + length + TAIL).ok_or(TOO_SHORT)? + HEADER;
        let footer = &file[body..body + length];
        if u32_at(file, body + length) as usize != length
            || u64_at(file, body + length + 4) != frame_check(&file[..HEADER], footer)
        {
            return Err("the checksum of header and footer does not match".into());
        }
        let footer = Self::fields(footer, sections).ok_or("a section has no possible shape")?;
        if footer.first_document.checked_add(footer.documents).is_none() {
            return Err("ids of documents run past 2³²".into());
        }
        footer.check_bounds(body as u64)?;
        Ok(footer)
    }

    fn fields(footer: &[u8], sections: usize) -> Option<Self> {
        let section = |at: usize| SectionTable::decode(std::array::from_fn(|field| u64_at(footer, at + 8 * field)));
        Some(Self {
            digest: footer[..32].try_into().expect("32 bytes"),
            first_document: u32_at(footer, 32),
            documents: u32_at(footer, 36),
            sections: (0..sections).map(|channel| section(40 + channel * SECTION)).collect::<Option<_>>()?,
        })
    }

    /// Sections must follow each other without a gap and fill the file, so that every byte is checked, and hold no more
    /// than there is room for.
    fn check_bounds(&self, body_end: u64) -> Result<(), String> {
        let mut at = HEADER as u64;
        for section in &self.sections {
            if section.start != at {
                return Err("sections do not follow each other".into());
            }
            // A posting takes a bit at least; a count that is made up would give a merge more groups than any machine has room for.
            if section.postings.div_ceil(8) > section.group_bytes {
                return Err("a section claims more postings than it has room for".into());
            }
            at = section.end().ok_or("a section is longer than any file")?;
        }
        if at == body_end { Ok(()) } else { Err("sections do not fill the file".into()) }
    }
}

fn frame_check(header: &[u8], footer: &[u8]) -> u64 {
    let mut hasher = Xxh3::new();
    hasher.update(header);
    hasher.update(footer);
    hasher.digest()
}

pub fn u32_at(bytes: &[u8], at: usize) -> u32 {
    u32::from_le_bytes(bytes[at..at + 4].try_into().expect("four bytes"))
}

pub fn u64_at(bytes: &[u8], at: usize) -> u64 {
    u64::from_le_bytes(bytes[at..at + 8].try_into().expect("eight bytes"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn footer(postings: u64) -> Footer {
        let shape = Shape::of(0);
        let section = SectionTable { start: 0, group_bytes: 8, shape, postings, left_out: 0, directory_check: 0 };
        let mut sections = vec![section; Channel::ALL.len()];
        let mut at = HEADER as u64;
        for section in &mut sections {
            section.start = at;
            at = section.end().unwrap();
        }
        Footer { digest: [0; 32], first_document: 0, documents: 1, sections }
    }

    #[test]
    fn a_section_holds_no_more_postings_than_it_has_bits() {
        for (postings, fits) in [(0, true), (64, true), (65, false), (u64::MAX, false)] {
            let footer = footer(postings);
            let end = footer.sections.last().unwrap().end().unwrap();
            assert_eq!(footer.check_bounds(end).is_ok(), fits, "{postings}");
        }
    }
}
