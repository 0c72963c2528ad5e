//! Sketches of batches of texts.

use std::path::PathBuf;

use provenance_core::error::Error;
use provenance_core::minhash::Permutations;
use provenance_core::postings::Postings;
use provenance_core::segment::{self, Digest};
use provenance_core::sketch::{self, Sketch};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

use crate::errors::{enter, to_py};

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

/// Sketches of consecutive new documents, ready to be matched and written.
#[pyclass(frozen, module = "provenance._core")]
pub struct Batch {
    pub sketches: Vec<Sketch>,
    pub postings: Postings,
}

#[pymethods]
impl Batch {
    /// Number of tokens of each document.
    fn tokens(&self) -> Vec<u32> {
        self.sketches.iter().map(|sketch| sketch.tokens).collect()
    }

    /// What the normal form undid in each document: invisible, soft hyphens, look-alikes, compatibility forms.
    fn undone(&self) -> Vec<(u32, u32, u32, u32)> {
        let counts = self.sketches.iter().map(|sketch| sketch.undone);
        counts.map(|u| (u.invisible, u.soft_hyphens, u.lookalikes, u.compatibility)).collect()
    }

    /// Writes the batch as a durable segment; returns its bytes, postings and checksum.
    fn write(&self, py: Python<'_>, path: PathBuf, parameters: &[u8]) -> PyResult<(u64, u64, u64)> {
        let digest = digest(parameters)?;
        let written = enter(py, || segment::write(&path, &self.postings, digest))?;
        Ok((written.bytes, written.postings, written.check))
    }
}

impl Batch {
    /// Sketches `texts` on the current thread pool and numbers them from `first`.
    pub fn of<T: AsRef<str> + Sync>(sketcher: &sketch::Sketcher, texts: &[T], first: u32) -> Result<Self, Error> {
        use rayon::prelude::*;
        let sketch = |(index, text): (usize, &T)| {
            crate::texts::tokens(index, text.as_ref()).map(|tokens| sketcher.sketch_tokens(&tokens))
        };
        let sketches: Vec<Sketch> = texts.par_iter().enumerate().map(sketch).collect::<Result<_, _>>()?;
        let postings = Postings::collect(&sketches, first);
        Ok(Self { sketches, postings })
    }
}
