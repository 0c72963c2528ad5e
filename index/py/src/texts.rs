//! Single texts: tokens, shingles, what was undone, stored frames.

use provenance_core::error::Error;
use provenance_core::text::{self, Span, Tokens, tokenize};
use provenance_core::view::{self, View};
use provenance_core::{frames, hash};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::pybacked::PyBackedStr;
use pyo3::types::PyBytes;

use crate::errors::{caught, enter};
use crate::lexicon::Lexicon;

/// `text`, unless it is too long for the spans of its tokens; `index` says which text of a batch it is.
pub fn checked(index: usize, text: &str) -> Result<&str, Error> {
    if u32::try_from(text.len()).is_err() {
        return Err(Error::TooLong { index, bytes: text.len() });
    }
    Ok(text)
}

/// Tokens of `text`, [`checked`].
pub fn tokens(index: usize, text: &str) -> Result<Tokens, Error> {
    checked(index, text).map(tokenize)
}

/// Turns byte offsets that never decrease into offsets in code points.
pub struct CodePoints<'a> {
    text: &'a str,
    byte: usize,
    point: usize,
}

impl<'a> CodePoints<'a> {
    pub fn new(text: &'a str) -> Self {
        Self { text, byte: 0, point: 0 }
    }

    /// The code point at byte `offset`; goes back to the start when `offset` lies before the last one.
    pub fn at(&mut self, offset: u32) -> usize {
        let offset = offset as usize;
        if offset < self.byte {
            (self.byte, self.point) = (0, 0);
        }
        self.point += self.text.as_bytes()[self.byte..offset].iter().filter(|byte| (**byte as i8) >= -0x40).count();
        self.byte = offset;
        self.point
    }

    pub fn span(&mut self, span: Span) -> (usize, usize) {
        (self.at(span.start), self.at(span.end))
    }
}

fn view_named(name: &str) -> PyResult<View> {
    match name {
        "verbatim" => Ok(View::Verbatim),
        "context" => Ok(View::Context),
        _ => Err(PyValueError::new_err(format!("no view {name:?}; there are \"verbatim\" and \"context\""))),
    }
}

/// Distinct 32-bit shingle hashes of `text`, rising, as little-endian bytes.
#[pyfunction]
pub fn shingle_hashes<'py>(py: Python<'py>, text: PyBackedStr, view: &str) -> PyResult<Bound<'py, PyBytes>> {
    let view = view_named(view)?;
    let hashes = enter(py, || {
        let mut short: Vec<u32> = view::shingle_hashes(&tokens(0, &text)?, view).into_iter().map(hash::short).collect();
        short.sort_unstable();
        short.dedup();
        Ok(short)
    })?;
    Ok(PyBytes::new(py, &hashes.iter().flat_map(|hash| hash.to_le_bytes()).collect::<Vec<u8>>()))
}

/// About how many tokens `text` has.
#[pyfunction]
pub fn about_tokens(text: &str) -> PyResult<usize> {
    caught(|| Ok(text::about_tokens(text)))
}

/// Spans of the tokens of `text`, in code points.
#[pyfunction]
pub fn token_spans(py: Python<'_>, text: PyBackedStr) -> PyResult<Vec<(usize, usize)>> {
    enter(py, || {
        let mut points = CodePoints::new(&text);
        Ok(tokens(0, &text)?.spans.iter().map(|&span| points.span(span)).collect())
    })
}

/// Characters that the normal form of `text` undid: invisible, soft hyphens, look-alikes, compatibility forms.
#[pyfunction]
pub fn normalization_counts(py: Python<'_>, text: PyBackedStr) -> PyResult<(u32, u32, u32, u32)> {
    let counts = enter(py, || Ok(tokens(0, &text)?.normalization))?;
    Ok((counts.invisible, counts.soft_hyphens, counts.lookalikes, counts.compatibility))
}

/// What is said of a frame that cannot be read.
pub const DAMAGED: &str = "the stored text is damaged";

/// The text in a stored frame, in words of `lexicon` if it names one.
#[pyfunction]
#[pyo3(signature = (frame, lexicon = None))]
pub fn decompress(py: Python<'_>, frame: &[u8], lexicon: Option<&Lexicon>) -> PyResult<String> {
    let lexicon = lexicon.map(|lexicon| &*lexicon.inner);
    enter(py, || Ok(frames::decompress(frame, lexicon)))?.ok_or_else(|| PyValueError::new_err(DAMAGED))
}
