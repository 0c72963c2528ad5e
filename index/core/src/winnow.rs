//! Winnowing.

/// Fingerprints of a text: hash and position.
pub fn winnow(hashes: &[u64], window: usize) -> Vec<(u64, u32)> {
    let mut out: Vec<(u64, u32)> = Vec::new();
    for (start, slice) in hashes.windows(window.min(hashes.len()).max(1)).enumerate() {
        let (at, &least) = slice.iter().enumerate().rev().min_by_key(|(_, hash)| **hash).expect("not empty");
        let entry = (least, (start + at) as u32);
        if out.last() != Some(&entry) {
            out.push(entry);
        }
    }
    out
}
