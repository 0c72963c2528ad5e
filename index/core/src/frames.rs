//! Texts as the store keeps them: one Zstandard frame each, with its length and checksum inside.

use std::cell::RefCell;

use zstd::bulk;
use zstd::zstd_safe::{CParameter, get_frame_content_size};

/// Compression level: on prose 1 is within a twentieth of the size that 3 gives, and takes two thirds of its time.
const LEVEL: i32 = 1;

/// Shortest repeat that is looked for: of prose, 6 leaves frames within a hundredth of what 5 does, in a tenth less time.
const SHORTEST: u32 = 6;

/// Most bytes of text for one byte of a frame: a block is at most 128 KiB, and more than one byte long.
const MOST_EXPANSION: usize = 128 << 10;

/// Makes frames; its memory is kept from text to text.
pub struct Compressor(bulk::Compressor<'static>);

impl Compressor {
    /// A compressor for one thread.
    ///
    /// # Panics
    ///
    /// If the Zstandard library refuses its own default parameters or cannot allocate.
    #[must_use]
    pub fn new() -> Self {
        let mut compressor = bulk::Compressor::new(LEVEL).expect("level 1 exists");
        compressor.set_parameter(CParameter::MinMatch(SHORTEST)).expect("repeats of six bytes exist");
        compressor.set_parameter(CParameter::ChecksumFlag(true)).expect("checksums exist");
        Self(compressor)
    }

    /// `text` as a compressed frame.
    ///
    /// # Panics
    ///
    /// If there is no memory for it.
    pub fn compress(&mut self, text: &str) -> Vec<u8> {
        self.0.compress(text.as_bytes()).expect("memory for one text")
    }
}

impl Default for Compressor {
    fn default() -> Self {
        Self::new()
    }
}

thread_local! {
    /// Making one takes longer than decompressing a short text.
    static DECOMPRESSOR: RefCell<Option<bulk::Decompressor<'static>>> = RefCell::new(bulk::Decompressor::new().ok());
}

/// The text in `frame`; `None` if the frame is damaged or does not hold a text of at most 4 GiB.
pub fn decompress(frame: &[u8]) -> Option<String> {
    let length = get_frame_content_size(frame).ok()??;
    let length = usize::try_from(u32::try_from(length).ok()?).ok()?;
    // Memory for a length that the frame only claims would be asked for first.
    if length / MOST_EXPANSION > frame.len() {
        return None;
    }
    let bytes = DECOMPRESSOR.with_borrow_mut(|one| one.as_mut()?.decompress(frame, length).ok())?;
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn compress(text: &str) -> Vec<u8> {
        Compressor::new().compress(text)
    }

    #[test]
    fn a_length_that_a_frame_cannot_hold_takes_no_memory() {
        let mut frame = compress(&"a".repeat(100_000));
        assert_eq!(decompress(&frame).map(|text| text.len()), Some(100_000));
        let place = 5..9;
        assert_eq!(frame[place.clone()], 100_000u32.to_le_bytes(), "where the length stands");
        frame[place].copy_from_slice(&u32::MAX.to_le_bytes());
        assert_eq!(decompress(&frame), None);
    }

    proptest! {
        /// Every text comes back as it was.
        #[test]
        fn a_text_survives_its_frame(text in any::<String>()) {
            prop_assert_eq!(decompress(&compress(&text)), Some(text));
        }

        /// A flipped bit never yields another text.
        #[test]
        fn damage_is_noticed(text in "[a-z ]{1,200}", flip in any::<prop::sample::Index>(), bit in 0u8..8) {
            let mut frame = compress(&text);
            let at = flip.index(frame.len());
            frame[at] ^= 1 << bit;
            prop_assert!(decompress(&frame).is_none_or(|other| other == text));
        }
    }
}
