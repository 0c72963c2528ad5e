//! Any bytes given as a stored text or as a lexicon give one or nothing, and a stored text is read back unchanged.
#![no_main]

use libfuzzer_sys::fuzz_target;
use std::sync::{Arc, LazyLock};

use provenance_core::frames::{Compressor, Lexicon, decompress, unpack_lexicon};

static LEXICON: LazyLock<Arc<Lexicon>> = LazyLock::new(|| {
    let words = b"12345678 the\n harbour\nread\n read\n pilot\nThe\n letter\n river\n";
    Arc::new(Lexicon::of_listing(words).expect("a listing"))
});

fuzz_target!(|data: &[u8]| {
    let _ = (decompress(data, Some(&LEXICON)), unpack_lexicon(data), Lexicon::of_listing(data));
    if let Ok(text) = std::str::from_utf8(data) {
        for lexicon in [None, Some(LEXICON.clone())] {
            let frame = Compressor::new(lexicon.clone()).compress(text);
            assert_eq!(decompress(&frame, lexicon.as_deref()).as_deref(), Some(text));
        }
    }
});
