//! The words that stored texts are made of.

use std::sync::Arc;

use provenance_core::frames;
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::PyBytes;

use crate::errors::{caught, enter};

/// The words that texts of a store have again and again.
#[pyclass(frozen, module = "provenance._core")]
pub struct Lexicon {
    pub inner: Arc<frames::Lexicon>,
}

#[pymethods]
impl Lexicon {
    /// The lexicon that was packed so.
    #[new]
    fn new(py: Python<'_>, packed: &[u8]) -> PyResult<Self> {
        let lexicon = enter(py, || Ok(frames::unpack_lexicon(packed)))?;
        let inner = lexicon.ok_or_else(|| PyValueError::new_err("the lexicon of stored texts is damaged"))?;
        Ok(Self { inner: Arc::new(inner) })
    }

    /// By which frames name it.
    fn id(&self) -> u32 {
        self.inner.id()
    }

    /// It as the store keeps it.
    fn packed<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyBytes>> {
        Ok(PyBytes::new(py, &enter(py, || Ok(frames::pack_lexicon(&self.inner)))?))
    }
}

/// The id of the lexicon that is needed to read a stored frame, if one is.
#[pyfunction]
pub fn lexicon_of(frame: &[u8]) -> PyResult<Option<u32>> {
    caught(|| Ok(frames::lexicon_of(frame)))
}
