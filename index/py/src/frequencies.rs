//! How often words stand in a language, as Python hands it over.

use provenance_core::align;
use pyo3::prelude::*;
use pyo3::pybacked::PyBackedStr;

/// How often the words of a language stand in its texts.
#[pyclass(frozen, module = "provenance._core")]
pub struct Frequencies {
    pub inner: align::Frequencies,
}

#[pymethods]
impl Frequencies {
    /// From words, each with the share of all words that it is.
    #[new]
    fn new(words: Vec<(PyBackedStr, f64)>) -> Self {
        Self { inner: align::Frequencies::new(words.iter().map(|(word, share)| (word as &str, *share))) }
    }
}
