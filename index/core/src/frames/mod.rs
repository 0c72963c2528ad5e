//! Texts as the store keeps them: one Zstandard frame each, with its length and checksum inside.
//!
//! Where the store has a [`Lexicon`], the frame holds codes of words instead of the text:
//!
//! ```text
//! W (1) | which lexicon (u32) | Zstandard frame of: bytes of the text (u32), codes
//! ```

mod coding;
mod lexicon;
mod table;

use std::cell::RefCell;
use std::sync::Arc;

use zstd::bulk;
use zstd::zstd_safe::{CParameter, get_frame_content_size};

pub use crate::frames::lexicon::Lexicon;

/// Compression level: on prose 1 is within a twentieth of the size that 3 gives, and takes two thirds of its time.
const LEVEL: i32 = 1;

/// Shortest repeat that is looked for: of prose, 6 leaves frames within a hundredth of what 5 does, in a tenth less time.
const SHORTEST: u32 = 6;

/// Level and shortest repeat for codes, which are half as long as their texts.
const LEVEL_OF_CODES: i32 = 1;
const SHORTEST_OF_CODES: u32 = 5;

/// Level for the listing of a lexicon, which is made once.
const LEVEL_OF_LISTINGS: i32 = 12;

/// Most bytes of text for one byte of a frame: a block is at most 128 KiB, and more than one byte long.
const MOST_EXPANSION: usize = 128 << 10;

/// What a frame of codes begins with; one of a text begins with 28.
const CODED: u8 = b'W';
/// Bytes before the Zstandard frame of codes.
const NAMED: usize = 5;

/// Makes frames; its memory is kept from text to text.
pub struct Compressor {
    plain: bulk::Compressor<'static>,
    /// With what codes are made of texts, if they are, and compressed.
    coded: Option<(Arc<Lexicon>, bulk::Compressor<'static>)>,
    codes: Vec<u8>,
}

impl Compressor {
    /// A compressor for one thread, of texts in words of `lexicon` if there is one.
    ///
    /// # Panics
    ///
    /// If the Zstandard library refuses its own default parameters or cannot allocate.
    #[must_use]
    pub fn new(lexicon: Option<Arc<Lexicon>>) -> Self {
        let coded = lexicon.map(|lexicon| (lexicon, compressor(LEVEL_OF_CODES, SHORTEST_OF_CODES)));
        Self { plain: compressor(LEVEL, SHORTEST), coded, codes: Vec::new() }
    }

    /// `text` as a compressed frame.
    ///
    /// # Panics
    ///
    /// If there is no memory for it.
    pub fn compress(&mut self, text: &str) -> Vec<u8> {
        self.coded(text).unwrap_or_else(|| self.plain.compress(text.as_bytes()).expect("memory for one text"))
    }

    /// The frame of `text` in codes, if they are clearly shorter.
    fn coded(&mut self, text: &str) -> Option<Vec<u8>> {
        let (lexicon, compressor) = self.coded.as_mut()?;
        self.codes.clear();
        self.codes.extend(u32::try_from(text.len()).ok()?.to_le_bytes());
        coding::encode(lexicon.table(), text.as_bytes(), &mut self.codes);
        if self.codes.len() + NAMED > text.len() / 8 * 7 {
            return None;
        }
        let mut frame = vec![CODED];
        frame.extend(lexicon.id().to_le_bytes());
        frame.extend(compressor.compress(&self.codes).expect("memory for one text"));
        Some(frame)
    }
}

impl Default for Compressor {
    fn default() -> Self {
        Self::new(None)
    }
}

fn compressor(level: i32, shortest: u32) -> bulk::Compressor<'static> {
    let mut compressor = bulk::Compressor::new(level).expect("a level that exists");
    compressor.set_parameter(CParameter::MinMatch(shortest)).expect("repeats of a few bytes exist");
    compressor.set_parameter(CParameter::ChecksumFlag(true)).expect("checksums exist");
    compressor
}

thread_local! {
    /// Making one takes longer than decompressing a short text.
    static DECOMPRESSOR: RefCell<Option<bulk::Decompressor<'static>>> = RefCell::new(bulk::Decompressor::new().ok());
}

/// Which lexicon is needed to read `frame`; `None` if none is.
pub fn lexicon_of(frame: &[u8]) -> Option<u32> {
    let (mark, rest) = frame.split_first()?;
    let (id, _) = rest.split_first_chunk()?;
    (*mark == CODED).then(|| u32::from_le_bytes(*id))
}

/// The text in `frame`; `None` if the frame is damaged, does not hold a text of at most 4 GiB, or is in words of another
/// lexicon.
pub fn decompress(frame: &[u8], lexicon: Option<&Lexicon>) -> Option<String> {
    let bytes = match lexicon_of(frame) {
        None => unpacked(frame)?,
        Some(id) => {
            let codes = unpacked(&frame[NAMED..])?;
            let (length, codes) = codes.split_first_chunk()?;
            let lexicon = lexicon.filter(|lexicon| lexicon.id() == id)?;
            coding::decode(lexicon, codes, u32::from_le_bytes(*length) as usize)?
        }
    };
    String::from_utf8(bytes).ok()
}

/// `lexicon` as the store keeps it.
///
/// # Panics
///
/// If there is no memory for it.
pub fn pack_lexicon(lexicon: &Lexicon) -> Vec<u8> {
    compressor(LEVEL_OF_LISTINGS, SHORTEST_OF_CODES).compress(&lexicon.listing()).expect("memory for one listing")
}

/// The lexicon in a frame of [`pack_lexicon`]; `None` if that is damaged.
pub fn unpack_lexicon(frame: &[u8]) -> Option<Lexicon> {
    Lexicon::of_listing(&unpacked(frame)?)
}

/// What a Zstandard frame holds; `None` if it is damaged or holds more than 4 GiB.
fn unpacked(frame: &[u8]) -> Option<Vec<u8>> {
    let length = get_frame_content_size(frame).ok()??;
    let length = usize::try_from(u32::try_from(length).ok()?).ok()?;
    // Memory for a length that the frame only claims would be asked for first.
    if length / MOST_EXPANSION > frame.len() {
        return None;
    }
    DECOMPRESSOR.with_borrow_mut(|one| one.as_mut()?.decompress(frame, length).ok())
}

#[cfg(test)]
mod tests;
