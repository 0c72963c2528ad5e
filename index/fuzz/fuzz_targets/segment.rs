//! Any bytes given as a segment are refused or read. No look-up, release or merge reads past the file.
//!
//! Checksums are corrected first, so that damage reaches the decoders. `docs/format.md` describes the checksums.
#![no_main]

use std::collections::BTreeSet;
use std::path::PathBuf;

use libfuzzer_sys::fuzz_target;
use provenance_core::segment::{Segment, merge};
use provenance_core::sketch::Channel;
use provenance_core::work::Stop;
use provenance_fuzz::DIGEST;
use xxhash_rust::xxh3::{Xxh3, xxh3_64};

/// Bytes of the header, of what the footer says of one channel, of the footer, and of the tail behind it.
const HEADER: usize = 16;
const SECTION: usize = 48;
const FOOTER: usize = 40 + SECTION * Channel::ALL.len();
const TAIL: usize = 20;

fuzz_target!(|data: &[u8]| {
    let folder = std::env::var_os("FUZZ_FOLDER").map_or_else(std::env::temp_dir, PathBuf::from);
    let path = folder.join(format!("segment-{}.seg", std::process::id()));
    let mut file = data.to_vec();
    let _ = seal(&mut file);
    std::fs::write(&path, file).expect("room for a case");
    if let Ok(segment) = Segment::open(&path, &DIGEST) {
        look(&segment);
        let merged = path.with_extension("merged");
        let _ = merge(&merged, &[segment.clone()], &BTreeSet::from([1, 3]), &Stop::new());
        let _ = std::fs::remove_file(&merged);
    }
});

fn look(segment: &Segment) {
    let keys: Vec<u64> = (0..64).map(|number| number << 26 | number).collect();
    for channel in Channel::ALL {
        let mut found = Vec::new();
        let _ = segment.find(channel, &keys, 8, &mut found);
        segment.release(channel, 0..u64::MAX);
    }
    let _ = segment.verify(&Stop::new());
}

/// Makes the checksums of a segment true, as far as there are places for them.
fn seal(file: &mut [u8]) -> Option<()> {
    let body = file.len().checked_sub(HEADER + FOOTER + TAIL)? + HEADER;
    for channel in 0..Channel::ALL.len() {
        let table = body + 40 + channel * SECTION;
        let sum = seal_section(file, u64_at(file, table)?, u64_at(file, table + 8)?, u64_at(file, table + 16)?);
        file[table + 40..table + 48].copy_from_slice(&sum.unwrap_or(0).to_le_bytes());
    }
    let (frame, tail) = file.split_at_mut(body + FOOTER);
    let mut sum = Xxh3::new();
    sum.update(&frame[..HEADER]);
    sum.update(&frame[body..]);
    tail[..4].copy_from_slice(&(FOOTER as u32).to_le_bytes());
    tail[4..12].copy_from_slice(&sum.digest().to_le_bytes());
    Some(())
}

/// Makes the checksums of the groups of one section true; that of its directory.
fn seal_section(file: &mut [u8], start: u64, bytes: u64, bucket_bits: u64) -> Option<u64> {
    let groups = 1usize.checked_shl(u32::try_from(bucket_bits).ok()?.saturating_sub(16))?;
    let buckets = 1usize << bucket_bits.min(16);
    let front = HEADER + buckets / 8 + 4 * buckets.div_ceil(512);
    let directory = usize::try_from(start.checked_add(bytes)?).ok()?;
    let end = directory.checked_add(groups.checked_mul(16)?).filter(|&end| end <= file.len())?;
    let mut from = usize::try_from(start).ok()?;
    for group in 0..groups {
        let to = usize::try_from(start.checked_add(u64_at(file, directory + 8 * group)?)?).ok()?;
        if let Some(bytes) = file.get(from..to) {
            let parts = bytes.split_at(front.min(bytes.len()));
            let sums = [parts.0, parts.1].map(|part| (xxh3_64(part) as u32).to_le_bytes());
            for (place, sum) in [8 * groups, 12 * groups].into_iter().zip(sums) {
                let at = directory + place + 4 * group;
                file[at..at + 4].copy_from_slice(&sum);
            }
        }
        from = to;
    }
    Some(xxh3_64(&file[directory..end]))
}

fn u64_at(bytes: &[u8], at: usize) -> Option<u64> {
    Some(u64::from_le_bytes(bytes.get(at..at.checked_add(8)?)?.try_into().ok()?))
}
