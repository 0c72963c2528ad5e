//! Bands of a signature: which pairs of texts meet in an index.
//!
//! A signature is cut into bands of a few rows each; two texts become a candidate when they agree in
//! every row of at least one band (Indyk and Motwani, 1998; Broder, 2000).

use crate::error::Error;
use crate::hash;

/// The signatures of a text: that of its `verbatim` and that of its `context` shingles. One of no shingles has no values.
pub(crate) type Signatures = [Vec<u32>; 2];

/// How a signature is cut into bands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bands {
    /// Number of bands.
    pub bands: usize,
    /// Values in each.
    pub rows: usize,
}

impl Bands {
    /// Bands that fit a signature of `num_perm` values.
    ///
    /// # Errors
    ///
    /// If there would be no band, no row, or more values than the signature has.
    pub fn new(bands: usize, rows: usize, num_perm: usize) -> Result<Self, Error> {
        if bands == 0 || rows == 0 || bands.checked_mul(rows).is_none_or(|values| values > num_perm) {
            return Err(Error::Parameters(format!(
                "{bands} bands of {rows} rows do not fit a signature of {num_perm} values"
            )));
        }
        Ok(Self { bands, rows })
    }

    /// One 64-bit key for each band. The number of the band is mixed in, so that one list of postings
    /// serves them all. Values past the last band are not used.
    ///
    /// # Panics
    ///
    /// If the signature is shorter than the bands together.
    pub fn keys(&self, signature: &[u32]) -> Vec<u64> {
        assert!(signature.len() >= self.bands * self.rows, "signature shorter than its bands");
        let bands = signature.chunks_exact(self.rows).take(self.bands).zip(0..);
        bands.map(|(rows, band)| key(band, rows)).collect()
    }
}

fn key(band: u64, rows: &[u32]) -> u64 {
    hash::finish(rows.iter().fold(band, |key, &row| hash::combine(key, u64::from(row))))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn two_signatures_share_a_key_where_they_share_a_band(
            left in prop::collection::vec(0u32..3, 12),
            right in prop::collection::vec(0u32..3, 12),
            rows in 1usize..5,
        ) {
            let bands = Bands::new(12 / rows, rows, 12).unwrap();
            let (a, b) = (bands.keys(&left), bands.keys(&right));
            prop_assert_eq!(a.len(), bands.bands);
            for band in 0..bands.bands {
                let place = band * rows..(band + 1) * rows;
                prop_assert_eq!(a[band] == b[band], left[place.clone()] == right[place]);
            }
        }
    }

    #[test]
    fn equal_rows_in_different_bands_have_different_keys() {
        let keys = Bands { bands: 3, rows: 2 }.keys(&[7; 6]);
        assert!(keys[0] != keys[1] && keys[1] != keys[2] && keys[0] != keys[2]);
    }

    #[test]
    fn bands_that_do_not_fit_are_refused() {
        for (bands, rows) in [(0, 1), (1, 0), (65, 2), (usize::MAX, 2)] {
            assert!(Bands::new(bands, rows, 128).is_err(), "{bands} x {rows}");
        }
    }
}
