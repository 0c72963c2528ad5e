//! The only module with long calls: work on batches, in parallel, without the interpreter's lock.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use provenance_core::align::{AlignOptions, Proof};
use provenance_core::error::Error;
use provenance_core::frames::{self, Compressor};
use provenance_core::minhash::Signer;
use provenance_core::search::{Boilerplate, Limits, candidates, rank_sources};
use provenance_core::segment::{self, Written};
use provenance_core::work::Stop;
use pyo3::exceptions::{PyMemoryError, PyValueError};
use pyo3::prelude::*;
use pyo3::pybacked::{PyBackedBytes, PyBackedStr};
use pyo3::types::PyBytes;
use rayon::prelude::*;
use rayon::{ThreadPool, ThreadPoolBuilder};

use crate::alignment::{Alignment, converted};
use crate::errors::{enter, enter_watched};
use crate::frequencies::{Frequencies, FunctionWords, PerText};
use crate::lexicon::Lexicon;
use crate::pairs::{Pair, align};
use crate::prepared::Text;
use crate::segments::{Proposed, Segments};
use crate::sketching::{Batch, Sketcher, digest, permutations};
use crate::texts::{DAMAGED, checked, tokens};

/// A pool of threads; results never depend on how many there are.
#[pyclass(frozen, module = "provenance._core")]
pub struct Workers {
    pool: ThreadPool,
    /// How often long calls were asked to end.
    stops: AtomicUsize,
}

#[pymethods]
impl Workers {
    /// A pool of `jobs` threads.
    #[new]
    fn new(jobs: usize) -> PyResult<Self> {
        let pool = ThreadPoolBuilder::new().num_threads(jobs.max(1)).build();
        // A system that has no room for the stack of a thread says that it should be tried again.
        let pool = pool.map_err(|error| PyMemoryError::new_err(format!("threads could not be started: {error}")))?;
        Ok(Self { pool, stops: AtomicUsize::new(0) })
    }

    /// Ends long calls under way with an error: for those of threads that no signal reaches.
    fn stop(&self) {
        self.stops.fetch_add(1, Ordering::Relaxed);
    }

    /// Of each of `texts` the place of its language among those of `known`, if it can be told.
    fn languages(
        &self,
        py: Python<'_>,
        known: &FunctionWords,
        texts: Vec<PyBackedStr>,
    ) -> PyResult<Vec<Option<usize>>> {
        self.long(py, |stop| {
            let one = |text: &PyBackedStr| stop.check().map(|()| known.inner.language_of(text));
            texts.par_iter().with_min_len(64).map(one).collect()
        })
    }

    /// Sketches `texts` as documents numbered from `first_document`; `frequencies` says for each how often words stand in
    /// its language, where that is known: then it has keys of the view `content`.
    #[pyo3(signature = (sketcher, texts, first_document, frequencies = None))]
    fn sketch(
        &self,
        py: Python<'_>,
        sketcher: &Sketcher,
        texts: Vec<PyBackedStr>,
        first_document: u32,
        frequencies: Option<Vec<Option<Py<Frequencies>>>>,
    ) -> PyResult<Batch> {
        let frequencies = PerText::new(&frequencies, texts.len())?;
        self.long(py, |stop| Batch::of(&sketcher.inner, &texts, &frequencies, first_document, stop))
    }

    /// For each document of `batch` what all documents before it propose; up to `resident` bytes of `segments` stay in
    /// memory.
    fn candidates(
        &self,
        py: Python<'_>,
        segments: &Segments,
        batch: &Batch,
        resident: usize,
    ) -> PyResult<Vec<Proposed>> {
        self.long(py, |stop| segments.batch_candidates(batch, resident, stop))
    }

    /// What `segments` say of `text`, whose language has these `frequencies`, if they are known.
    #[pyo3(signature = (segments, sketcher, text, frequencies = None))]
    fn propose(
        &self,
        py: Python<'_>,
        segments: &Segments,
        sketcher: &Sketcher,
        text: Text,
        frequencies: Option<Py<Frequencies>>,
    ) -> PyResult<Proposed> {
        let inner = enter(py, || {
            let frequencies = frequencies.as_ref().map(|frequencies| &frequencies.get().inner);
            let sketch = text.sketch(&sketcher.inner, frequencies)?;
            let look_up = || candidates(segments.all(), &sketch, &Limits::QUERY);
            // Waking one other thread takes longer than it helps.
            if self.pool.current_num_threads() > 1 { self.pool.install(look_up) } else { look_up() }
        })?;
        Ok(Proposed { inner })
    }

    /// Writes `batch` as a durable segment at `path`; its bytes, postings and checksum.
    fn write(&self, py: Python<'_>, batch: &Batch, path: PathBuf, parameters: &[u8]) -> PyResult<(u64, u64, u64)> {
        let digest = digest(parameters)?;
        written(self.long(py, |stop| segment::write(&path, &batch.postings, digest, stop)))
    }

    /// Merges `segments` into a durable one at `path`, without the documents `gone`; its bytes, postings and checksum.
    fn merge(
        &self,
        py: Python<'_>,
        segments: &Segments,
        path: PathBuf,
        gone: BTreeSet<u32>,
    ) -> PyResult<(u64, u64, u64)> {
        written(self.long(py, |stop| segment::merge(&path, segments.all(), &gone, stop)))
    }

    /// Aligns each pair of texts; `proposed` says for each of its left text what boilerplate is left out, `expected`
    /// that they are expected to share something, `frequencies` how often words stand in the language of each pair, where
    /// that is known: then those that share nothing else are compared by content. Long texts are looked at only where
    /// they share something if that is to be `local`. Pairs that nothing but content speaks for are marked in
    /// `by_content`: where content does not confirm them, nothing is looked for. `proof` is what a rewritten passage must
    /// prove.
    #[pyo3(signature = (
        pairs, proposed = None, expected = false, frequencies = None, local = false, by_content = None, proof = "full"
    ))]
    #[expect(clippy::too_many_arguments, reason = "they have names where they are given")]
    fn align(
        &self,
        py: Python<'_>,
        pairs: Vec<(Text, Text)>,
        proposed: Option<Vec<Py<Proposed>>>,
        expected: bool,
        frequencies: Option<Vec<Option<Py<Frequencies>>>>,
        local: bool,
        by_content: Option<Vec<bool>>,
        proof: &str,
    ) -> PyResult<Vec<Alignment>> {
        let proof = proof_named(proof)?;
        let frequencies = PerText::new(&frequencies, pairs.len())?;
        if proposed.as_ref().is_some_and(|proposed| proposed.len() != pairs.len()) {
            return Err(PyValueError::new_err("not one proposal for each pair"));
        }
        if by_content.as_ref().is_some_and(|marks| marks.len() != pairs.len()) {
            return Err(PyValueError::new_err("not one mark for each pair"));
        }
        let none = Boilerplate::default();
        let all = pairs.iter().enumerate().map(|(index, (query, source))| {
            let boilerplate = proposed.as_ref().map_or(&none, |proposed| &proposed[index].get().inner.boilerplate);
            let frequencies = frequencies.of(index);
            let by_content = by_content.as_ref().is_some_and(|marks| marks[index]);
            let options = AlignOptions { expected, proof, frequencies, local, by_content };
            Pair { query, boilerplate, source, options }
        });
        let pairs: Vec<Pair<'_>> = all.collect();
        let read = |found, pair: &Pair<'_>| converted(found, pair.query.text(), pair.source.text());
        self.long(py, |stop| align(&pairs, stop, read))
    }

    /// The `sources` of `query` as places in the list, closest first by what tells them apart.
    fn rank_sources(&self, py: Python<'_>, query: Text, sources: Vec<PyBackedStr>) -> PyResult<Vec<usize>> {
        self.long(py, |stop| {
            let one = |(index, text): (usize, &PyBackedStr)| stop.check().and_then(|()| tokens(index, text));
            let sources = sources.par_iter().enumerate().map(one).collect::<Result<Vec<_>, _>>()?;
            Ok(match &query {
                Text::Prepared(prepared) => rank_sources(prepared.get().inner.tokens(), &sources),
                Text::Plain(text) => rank_sources(&tokens(0, text)?, &sources),
            })
        })
    }

    /// The signatures of `texts` over their `verbatim` shingles, row by row, as little-endian bytes.
    fn signatures<'py>(
        &self,
        py: Python<'py>,
        texts: Vec<PyBackedStr>,
        multipliers: &[u8],
        increments: &[u8],
    ) -> PyResult<Bound<'py, PyBytes>> {
        let signer = Signer::new(permutations(multipliers, increments)?);
        let rows: Vec<Vec<u32>> = self.long(py, |stop| {
            let sign = |signer: &mut Signer, (index, text): (usize, &PyBackedStr)| {
                stop.check()?;
                checked(index, text).map(|text| signer.sign(text).to_vec())
            };
            texts.par_iter().enumerate().map_init(|| signer.clone(), sign).collect()
        })?;
        Ok(PyBytes::new(py, &rows.iter().flatten().flat_map(|value| value.to_le_bytes()).collect::<Vec<u8>>()))
    }

    /// The lexicon of `texts`, if they are enough for another one than the one that is `known`.
    #[pyo3(signature = (texts, known = None))]
    fn learn(&self, py: Python<'_>, texts: Vec<PyBackedStr>, known: Option<&Lexicon>) -> PyResult<Option<Lexicon>> {
        let known = known.map(|known| &*known.inner);
        let learned = self.long(py, |stop| stop.check().map(|()| frames::Lexicon::learn(&texts, known)))?;
        Ok(learned.map(|lexicon| Lexicon { inner: Arc::new(lexicon) }))
    }

    /// `texts` as the store keeps them, in words of `lexicon` if there is one.
    #[pyo3(signature = (texts, lexicon = None))]
    fn compress<'py>(
        &self,
        py: Python<'py>,
        texts: Vec<PyBackedStr>,
        lexicon: Option<&Lexicon>,
    ) -> PyResult<Vec<Bound<'py, PyBytes>>> {
        let lexicon = lexicon.map(|lexicon| &lexicon.inner);
        let frames: Vec<Vec<u8>> = self.long(py, |stop| {
            let compress =
                |compressor: &mut Compressor, text: &PyBackedStr| stop.check().map(|()| compressor.compress(text));
            texts.par_iter().map_init(|| Compressor::new(lexicon.cloned()), compress).collect()
        })?;
        Ok(frames.iter().map(|frame| PyBytes::new(py, frame)).collect())
    }

    /// The texts in stored `frames`, each in words of its lexicon if it has one.
    fn decompress(&self, py: Python<'_>, frames: Vec<(PyBackedBytes, Option<Py<Lexicon>>)>) -> PyResult<Vec<String>> {
        let text = |(frame, lexicon): &(PyBackedBytes, Option<Py<Lexicon>>)| {
            frames::decompress(frame, lexicon.as_ref().map(|lexicon| &*lexicon.get().inner))
        };
        let texts: Option<Vec<String>> =
            self.long(py, |stop| frames.par_iter().map(|frame| stop.check().map(|()| text(frame))).collect())?;
        texts.ok_or_else(|| PyValueError::new_err(DAMAGED))
    }
}

impl Workers {
    /// Does long `work` in the pool, until a signal or [`Workers::stop`] ends it.
    pub fn long<T: Send>(&self, py: Python<'_>, work: impl FnOnce(&Stop) -> Result<T, Error> + Send) -> PyResult<T> {
        enter_watched(py, &self.stops, |stop| self.pool.install(|| work(stop)))
    }
}

fn proof_named(name: &str) -> PyResult<Proof> {
    match name {
        "full" => Ok(Proof::Full),
        "less" => Ok(Proof::Less),
        "least" => Ok(Proof::Least),
        _ => Err(PyValueError::new_err(format!("no proof {name:?}; there are \"full\", \"less\" and \"least\""))),
    }
}

fn written(result: PyResult<Written>) -> PyResult<(u64, u64, u64)> {
    result.map(|written| (written.bytes, written.postings, written.check))
}
