//! Any bytes given as a stored text give a text or nothing, and a stored text is read back unchanged.
#![no_main]

use libfuzzer_sys::fuzz_target;
use provenance_core::frames::{Compressor, decompress};

fuzz_target!(|data: &[u8]| {
    let _ = decompress(data);
    if let Ok(text) = std::str::from_utf8(data) {
        assert_eq!(decompress(&Compressor::new().compress(text)).as_deref(), Some(text));
    }
});
