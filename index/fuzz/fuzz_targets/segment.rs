//! Any bytes given for a segment are refused or read: no look-up, release or merge reaches past the file.
//!
//! Built for fuzzing, the core does not compare checksums (`segment::format::is_intact`), so that damage reaches the
//! decoders behind them.
#![no_main]

use std::collections::BTreeSet;
use std::path::Path;

use libfuzzer_sys::fuzz_target;
use provenance_core::segment::{Segment, merge};
use provenance_core::sketch::Channel;
use provenance_core::work::Stop;

const DIGEST: [u8; 32] = [7; 32];

fuzz_target!(|data: &[u8]| {
    let folder = std::env::var("FUZZ_FOLDER").unwrap_or_else(|_| "/dev/shm".to_owned());
    let path = Path::new(&folder).join(format!("segment-{}.seg", std::process::id()));
    std::fs::write(&path, data).expect("room for a case");
    if let Ok(segment) = Segment::open(&path, &DIGEST) {
        look(&segment);
        let merged = path.with_extension("merged");
        let _ = merge(&merged, &[segment.clone()], &BTreeSet::from([1, 3]), &Stop::new());
        let _ = std::fs::remove_file(&merged);
    }
});

fn look(segment: &Segment) {
    let _ = segment.verify(&Stop::new());
    let keys: Vec<u64> = (0..64).map(|number| number << 26 | number).collect();
    for channel in Channel::ALL {
        let mut found = Vec::new();
        let _ = segment.find(channel, &keys, 8, &mut found);
        segment.release(channel, 0..u64::MAX);
    }
}
