//! The committed part of an index, open for reading.

use std::path::PathBuf;
use std::sync::atomic::AtomicUsize;

use provenance_core::error::Error;
use provenance_core::search::{self, Limits};
use provenance_core::segment::Segment;
use provenance_core::text::tokenize;
use provenance_core::work::Stop;
use pyo3::prelude::*;
use pyo3::pybacked::PyBackedStr;

use crate::errors::{enter, enter_watched};
use crate::sketching::{Batch, Sketcher, digest};
use crate::texts::checked;

/// What the index says of one text.
#[pyclass(frozen, module = "provenance._core")]
pub struct Proposed {
    pub inner: search::Proposed,
}

#[pymethods]
impl Proposed {
    /// Documents that may share passages with it, best first: ids, evidence, what of that is of content alone, and
    /// whether the rest would not have proposed it.
    fn candidates(&self) -> Vec<(u32, f32, f32, bool)> {
        self.inner.candidates.iter().map(|one| (one.document, one.evidence, one.content, one.by_content)).collect()
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
    ///
    /// Those that `known` has open already are shared with it: segments never change.
    #[new]
    #[pyo3(signature = (paths, parameters, known=None))]
    fn new(py: Python<'_>, paths: Vec<PathBuf>, parameters: &[u8], known: Option<PyRef<'_, Self>>) -> PyResult<Self> {
        let digest = digest(parameters)?;
        let known: &[Segment] = known.as_ref().map_or(&[], |known| &known.segments);
        let open = |path: &PathBuf| match known.iter().find(|segment| segment.path() == path) {
            Some(segment) => Ok(segment.clone()),
            None => Segment::open(path, &digest),
        };
        let mut segments: Vec<Segment> = enter(py, || paths.iter().map(open).collect())?;
        segments.sort_by_key(Segment::first_document);
        Ok(Self { segments })
    }

    /// What of `text` was boilerplate when it was indexed as `document`; no candidates.
    fn boilerplate_of(
        &self,
        py: Python<'_>,
        sketcher: &Sketcher,
        text: PyBackedStr,
        document: u32,
    ) -> PyResult<Proposed> {
        let boilerplate = enter(py, || {
            // Pairs of terms are never boilerplate of a text.
            let sketch = sketcher.inner.sketch(checked(0, &text)?, None);
            search::boilerplate(&self.segments, &sketch, document, &Limits::INDEXING)
        })?;
        Ok(Proposed { inner: search::Proposed { candidates: Vec::new(), boilerplate } })
    }

    /// For each list of band keys the documents that share a band with it, rising.
    fn sharing_bands(&self, py: Python<'_>, bands: Vec<Vec<u64>>) -> PyResult<Vec<Vec<u32>>> {
        enter(py, || search::sharing_bands(&self.segments, &bands, &Limits::QUERY))
    }

    /// In how many documents each of `words` occurs; what is not one token occurs in none.
    fn frequencies(&self, py: Python<'_>, words: Vec<PyBackedStr>) -> PyResult<Vec<u64>> {
        enter(py, || {
            // What is not one token is asked for as a hash that no token has.
            let token = |word: &PyBackedStr| if let [token] = tokenize(word).hashes[..] { token } else { 0 };
            search::document_frequencies(&self.segments, &words.iter().map(token).collect::<Vec<u64>>())
        })
    }

    /// The lowest number of a document; 0 without segments.
    fn first_document(&self) -> u32 {
        self.segments.first().map_or(0, Segment::first_document)
    }

    /// Number of documents.
    fn documents(&self) -> u64 {
        self.segments.iter().map(|segment| u64::from(segment.documents())).sum()
    }

    /// Recomputes every checksum; raises at the first damage.
    fn verify(&self, py: Python<'_>) -> PyResult<()> {
        let by_signals_alone = AtomicUsize::new(0);
        enter_watched(py, &by_signals_alone, |stop| self.segments.iter().try_for_each(|segment| segment.verify(stop)))
    }
}

impl Segments {
    /// All of them, oldest documents first.
    pub fn all(&self) -> &[Segment] {
        &self.segments
    }

    /// For each document of `batch` what all documents before it propose, on the current thread pool; up to `resident`
    /// bytes of segments stay in memory.
    pub fn batch_candidates(&self, batch: &Batch, resident: usize, stop: &Stop) -> Result<Vec<Proposed>, Error> {
        let found = search::batch_candidates(&self.segments, &batch.postings, &Limits::INDEXING, resident, stop)?;
        Ok(found.into_iter().map(|inner| Proposed { inner }).collect())
    }
}
