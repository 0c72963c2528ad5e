//! The committed part of an index, open for reading.

use std::collections::BTreeSet;
use std::path::PathBuf;

use provenance_core::error::Error;
use provenance_core::search::{self, Limits};
use provenance_core::segment::{self, Segment};
use provenance_core::text::tokenize;
use pyo3::prelude::*;
use pyo3::pybacked::PyBackedStr;

use crate::errors::enter;
use crate::sketching::{Batch, Sketcher, digest};
use crate::texts::tokens;

/// What the index says of one text.
#[pyclass(frozen, module = "provenance._core")]
pub struct Proposed {
    pub inner: search::Proposed,
}

#[pymethods]
impl Proposed {
    /// Documents that may share passages with it: ids and evidence, best first.
    fn candidates(&self) -> Vec<(u32, f32)> {
        self.inner.candidates.iter().map(|candidate| (candidate.document, candidate.evidence)).collect()
    }
}

/// Open segments of one index.
#[pyclass(frozen, module = "provenance._core")]
pub struct Segments {
    segments: Vec<Segment>,
}

#[pymethods]
impl Segments {
    /// Opens the segments at `paths`, made under the parameters with this digest, oldest documents first.
    #[new]
    fn new(py: Python<'_>, paths: Vec<PathBuf>, parameters: &[u8]) -> PyResult<Self> {
        let digest = digest(parameters)?;
        let mut segments: Vec<Segment> = enter(py, || paths.iter().map(|path| Segment::open(path, &digest)).collect())?;
        segments.sort_by_key(Segment::first_document);
        Ok(Self { segments })
    }

    /// What the index says of `text`.
    fn candidates(&self, py: Python<'_>, sketcher: &Sketcher, text: PyBackedStr) -> PyResult<Proposed> {
        let inner = enter(py, || {
            let sketch = sketcher.inner.sketch_tokens(&tokens(0, &text)?);
            search::candidates(&self.segments, &sketch, &Limits::QUERY)
        })?;
        Ok(Proposed { inner })
    }

    /// In how many documents each of `words` occurs; what is not one token occurs in none.
    fn frequencies(&self, py: Python<'_>, words: Vec<PyBackedStr>) -> PyResult<Vec<u64>> {
        enter(py, || {
            // What is not one token is asked for as a hash that no token has.
            let token = |word: &PyBackedStr| if let [token] = tokenize(word).hashes[..] { token } else { 0 };
            search::document_frequencies(&self.segments, &words.iter().map(token).collect::<Vec<u64>>())
        })
    }

    /// Merges all of them into a durable segment at `path` without the documents `gone`; its bytes, postings, checksum.
    fn merge(&self, py: Python<'_>, path: PathBuf, gone: BTreeSet<u32>) -> PyResult<(u64, u64, u64)> {
        let written = enter(py, || segment::merge(&path, &self.segments, &gone))?;
        Ok((written.bytes, written.postings, written.check))
    }

    /// Number of documents.
    fn documents(&self) -> u64 {
        self.segments.iter().map(|segment| u64::from(segment.documents())).sum()
    }

    /// Recomputes every checksum; raises at the first damage.
    fn verify(&self, py: Python<'_>) -> PyResult<()> {
        enter(py, || self.segments.iter().try_for_each(Segment::verify))
    }
}

impl Segments {
    /// For each document of `batch` what all documents before it propose, on the current thread pool.
    pub fn batch_candidates(&self, batch: &Batch) -> Result<Vec<Proposed>, Error> {
        let found = search::batch_candidates(&self.segments, &batch.postings, &Limits::INDEXING)?;
        Ok(found.into_iter().map(|inner| Proposed { inner }).collect())
    }
}
