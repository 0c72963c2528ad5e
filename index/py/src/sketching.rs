//! Sketches of batches of texts.

use provenance_core::error::Error;
use provenance_core::minhash::Permutations;
use provenance_core::postings::Postings;
use provenance_core::segment::Digest;
use provenance_core::sketch::{self, Buffers, Sketch};
use provenance_core::text::NormalizationCounts;
use provenance_core::work::Stop;
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

use crate::errors::to_py;
use crate::frequencies::PerText;

/// Makes sketches under one set of index parameters.
#[pyclass(frozen, module = "provenance._core")]
pub struct Sketcher {
    pub inner: sketch::Sketcher,
}

#[pymethods]
impl Sketcher {
    /// A sketcher; the permutations are little-endian `uint32` bytes, as datasketch makes them.
    #[new]
    fn new(multipliers: &[u8], increments: &[u8], bands: usize, rows: usize, window: usize) -> PyResult<Self> {
        let permutations = permutations(multipliers, increments)?;
        let inner = sketch::Sketcher::new(permutations, bands, rows, window).map_err(to_py)?;
        Ok(Self { inner })
    }

    /// The band keys of each signature of another program, given one after the other as little-endian `uint32` bytes with
    /// `num_perm` values each.
    fn keys_of_signatures(&self, signatures: &[u8], num_perm: usize) -> PyResult<Vec<Vec<u64>>> {
        let values = integers(signatures)?;
        let rows = values.chunks(num_perm.max(1));
        rows.map(|row| self.inner.keys_of_signature(row).map_err(to_py)).collect()
    }
}

/// Permutations from two byte strings of little-endian `uint32`.
pub fn permutations(multipliers: &[u8], increments: &[u8]) -> PyResult<Permutations> {
    Permutations::new(integers(multipliers)?, integers(increments)?).map_err(to_py)
}

fn integers(bytes: &[u8]) -> PyResult<Vec<u32>> {
    let (chunks, rest) = bytes.as_chunks::<4>();
    if !rest.is_empty() {
        return Err(PyValueError::new_err(format!("{} bytes are not whole 32-bit integers", bytes.len())));
    }
    Ok(chunks.iter().map(|chunk| u32::from_le_bytes(*chunk)).collect())
}

/// The digest of index parameters from its 32 bytes.
pub fn digest(bytes: &[u8]) -> PyResult<Digest> {
    bytes.try_into().map_err(|_| PyValueError::new_err(format!("a digest has 32 bytes, not {}", bytes.len())))
}

/// The keys of consecutive new documents, ready to be matched and written.
#[pyclass(frozen, module = "provenance._core")]
pub struct Batch {
    sizes: Vec<(u32, NormalizationCounts)>,
    pub postings: Postings,
}

#[pymethods]
impl Batch {
    /// Number of tokens of each document.
    fn tokens(&self) -> Vec<u32> {
        self.sizes.iter().map(|(tokens, _)| *tokens).collect()
    }

    /// What the normal form undid in each document: invisible, soft hyphens, look-alikes, compatibility forms.
    fn normalization_counts(&self) -> Vec<(u32, u32, u32, u32)> {
        let counts = self.sizes.iter().map(|(_, counts)| counts);
        counts.map(|u| (u.invisible, u.soft_hyphens, u.lookalikes, u.compatibility)).collect()
    }
}

impl Batch {
    /// Sketches `texts`, whose languages have these frequencies, on the current thread pool and numbers them from `first`,
    /// until `stop` asks.
    pub fn of<T: AsRef<str> + Sync>(
        sketcher: &sketch::Sketcher,
        texts: &[T],
        frequencies: &PerText<'_>,
        first: u32,
        stop: &Stop,
    ) -> Result<Self, Error> {
        Postings::room_for(texts.len(), first)?;
        let sketch = |buffers: &mut Buffers, index: usize, text: &T, sketch: &mut Sketch| {
            stop.check()?;
            let text = crate::texts::checked(index, text.as_ref())?;
            sketcher.sketch_into(text, frequencies.of(index), buffers, sketch);
            Ok((sketch.tokens, sketch.normalization))
        };
        let (postings, sizes) = Postings::collect(texts, first, Buffers::default, sketch)?;
        Ok(Self { sizes, postings })
    }
}
