//! The committed part of an index, open for reading.

use std::collections::BTreeSet;
use std::path::PathBuf;

use provenance_core::search::{Candidate, Limits, Searcher};
use provenance_core::segment::{self, Segment};
use provenance_core::text::tokenize;
use pyo3::prelude::*;
use pyo3::pybacked::PyBackedStr;

use crate::errors::enter;
use crate::sketching::{Batch, Sketcher, digest};
use crate::texts::tokens;

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

    /// Documents that may share passages with `text`: ids and evidence, best first.
    fn candidates(&self, py: Python<'_>, sketcher: &Sketcher, text: PyBackedStr) -> PyResult<Vec<(u32, f32)>> {
        let found = enter(py, || {
            let sketch = sketcher.inner.sketch_tokens(&tokens(0, &text)?);
            self.searcher(None).candidates(&sketch, u32::MAX, &Limits::QUERY)
        })?;
        Ok(pairs(&found))
    }

    /// In how many documents each of `words` occurs; what is not one token occurs in none.
    fn frequencies(&self, py: Python<'_>, words: Vec<PyBackedStr>) -> PyResult<Vec<u64>> {
        enter(py, || {
            let searcher = self.searcher(None);
            words
                .iter()
                .map(|word| match tokenize(word).hashes[..] {
                    [token] => searcher.document_frequency(token),
                    _ => Ok(0),
                })
                .collect()
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
    fn searcher<'a>(&'a self, batch: Option<&'a Batch>) -> Searcher<'a> {
        Searcher { segments: &self.segments, batch: batch.map(|batch| &batch.postings) }
    }

    /// For each document of `batch` the candidates among all documents before it, on the current thread pool.
    pub fn batch_candidates(&self, batch: &Batch) -> Result<Vec<Vec<(u32, f32)>>, provenance_core::error::Error> {
        let first = batch.postings.first_document;
        let found = self.searcher(Some(batch)).batch_candidates(&batch.sketches, first, &Limits::INDEXING)?;
        Ok(found.iter().map(|candidates| pairs(candidates)).collect())
    }
}

fn pairs(candidates: &[Candidate]) -> Vec<(u32, f32)> {
    candidates.iter().map(|candidate| (candidate.document, candidate.evidence)).collect()
}
