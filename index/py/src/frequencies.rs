//! Languages and how often words stand in them, as Python hands it over.

use provenance_core::language;
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::pybacked::PyBackedStr;

/// How often the words of a language stand in its texts.
#[pyclass(frozen, module = "provenance._core")]
pub struct Frequencies {
    pub inner: language::Frequencies,
}

#[pymethods]
impl Frequencies {
    /// From words, each with the share of all words that it is.
    #[new]
    fn new(words: Vec<(PyBackedStr, f64)>) -> Self {
        Self { inner: language::Frequencies::new(words.iter().map(|(word, share)| (word as &str, *share))) }
    }
}

/// The function words by which languages are told.
#[pyclass(frozen, module = "provenance._core")]
pub struct FunctionWords {
    pub inner: language::FunctionWords,
}

#[pymethods]
impl FunctionWords {
    /// From the words of each language.
    #[new]
    fn new(lists: Vec<Vec<PyBackedStr>>) -> PyResult<Self> {
        if lists.len() > 64 {
            return Err(PyValueError::new_err(format!("{} languages; there is room for 64", lists.len())));
        }
        let lists = lists.iter().map(|words| words.iter().map(|word| word as &str));
        Ok(Self { inner: language::FunctionWords::new(lists) })
    }
}

/// Of each of `count` texts the frequencies of its language, as Python gives them; without a list none are known.
pub struct PerText<'a>(&'a Option<Vec<Option<Py<Frequencies>>>>);

impl<'a> PerText<'a> {
    pub fn new(given: &'a Option<Vec<Option<Py<Frequencies>>>>, count: usize) -> PyResult<Self> {
        if given.as_ref().is_some_and(|given| given.len() != count) {
            return Err(PyValueError::new_err("not one list of frequencies for each text"));
        }
        Ok(Self(given))
    }

    pub fn of(&self, index: usize) -> Option<&'a language::Frequencies> {
        self.0.as_ref().and_then(|given| given[index].as_ref()).map(|one| &one.get().inner)
    }
}
