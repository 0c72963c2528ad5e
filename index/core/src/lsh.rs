//! Bands of a signature.
use crate::hash;

/// How a signature is cut into bands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bands {
    /// Number of bands.
    pub bands: usize,
    /// Values in each.
    pub rows: usize,
}

impl Bands {
    /// One 64-bit key a band.
    pub fn keys(&self, signature: &[u32]) -> Vec<u64> {
        signature
            .chunks_exact(self.rows)
            .take(self.bands)
            .enumerate()
            .map(|(band, rows)| {
                hash::finish(rows.iter().fold(band as u64, |key, &row| hash::combine(key, u64::from(row))))
            })
            .collect()
    }
}
