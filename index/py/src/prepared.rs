//! Texts prepared once for many calls.

use provenance_core::align;
use provenance_core::error::Error;
use provenance_core::language::Frequencies;
use provenance_core::sketch::{Sketch, Sketcher};
use provenance_core::text::TokenizedText;
use pyo3::prelude::*;
use pyo3::pybacked::PyBackedStr;

use crate::errors::enter;
use crate::texts::checked;

/// A text with all that calls work out of it alone.
#[pyclass(frozen, module = "provenance._core")]
pub struct PreparedText {
    text: PyBackedStr,
    pub inner: align::PreparedText,
}

#[pymethods]
impl PreparedText {
    /// Prepares `text`.
    #[new]
    fn new(py: Python<'_>, text: PyBackedStr) -> PyResult<Self> {
        let inner = enter(py, || checked(0, &text).map(align::PreparedText::new))?;
        Ok(Self { text, inner })
    }

    /// Number of its tokens.
    fn tokens(&self) -> usize {
        self.inner.tokens().len()
    }
}

/// A text as Python hands it over.
#[derive(FromPyObject)]
pub enum Text {
    Prepared(Py<PreparedText>),
    Plain(PyBackedStr),
}

impl Text {
    /// The text itself.
    pub fn text(&self) -> &str {
        match self {
            Self::Prepared(prepared) => &prepared.get().text,
            Self::Plain(text) => text,
        }
    }

    /// What was prepared of it, or what `prepare` makes of it.
    pub fn prepared<'a>(&'a self, prepare: impl FnOnce(&'a str) -> &'a align::PreparedText) -> &'a align::PreparedText {
        match self {
            Self::Prepared(prepared) => &prepared.get().inner,
            Self::Plain(text) => prepare(text),
        }
    }

    /// The sketch of the text, of the tokens that were prepared if they were.
    pub fn sketch(&self, sketcher: &Sketcher, frequencies: Option<&Frequencies>) -> Result<Sketch, Error> {
        Ok(match self {
            Self::Prepared(prepared) => {
                let (text, tokens) = (self.checked(0)?, prepared.get().inner.tokens());
                sketcher.sketch_tokenized(TokenizedText { text, tokens }, frequencies)
            }
            Self::Plain(text) => sketcher.sketch(checked(0, text)?, frequencies),
        })
    }

    /// The text as number `index` of a batch, unless it is too long.
    pub fn checked(&self, index: usize) -> Result<&str, Error> {
        checked(index, self.text())
    }
}
