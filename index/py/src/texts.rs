//! Single texts: tokens, shingles, what was undone, stored frames.

use provenance_core::align::{self, Broken, Kin, Side};
use provenance_core::error::Error;
use provenance_core::text::{self, Span, Tokens, tokenize};
use provenance_core::view::{self, View};
use provenance_core::{archive, hash};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::pybacked::PyBackedStr;
use pyo3::types::PyBytes;

use crate::errors::{enter, to_py};

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
pub fn about_tokens(text: &str) -> usize {
    text::about_tokens(text)
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
pub fn undone(py: Python<'_>, text: PyBackedStr) -> PyResult<(u32, u32, u32, u32)> {
    let undone = enter(py, || Ok(tokens(0, &text)?.undone))?;
    Ok((undone.invisible, undone.soft_hyphens, undone.lookalikes, undone.compatibility))
}

/// Words that are looked for in texts, all of them in one pass.
#[pyclass(frozen, module = "provenance._core")]
pub struct Hints {
    inner: text::Hints,
}

#[pymethods]
impl Hints {
    /// Prepares to look for `words`.
    #[new]
    fn new(words: Vec<String>) -> PyResult<Self> {
        Ok(Self { inner: text::Hints::new(words).map_err(to_py)? })
    }

    /// At which code points of `text` one of the words begins.
    fn places(&self, text: &str) -> PyResult<Vec<usize>> {
        let mut points = CodePoints::new(checked(0, text).map_err(to_py)?);
        Ok(self.inner.places(text).map(|at| points.at(at as u32)).collect())
    }
}

/// Phrases that a text keeps in one place and breaks in another.
type BrokenPhrases = Vec<(String, String)>;

/// Phrases that `left` breaks, and those that `right` does, kept and broken; `swaps` are words of both that stand for
/// each other.
#[pyfunction]
pub fn broken_phrases(
    py: Python<'_>,
    left: PyBackedStr,
    right: PyBackedStr,
    swaps: Vec<(String, String)>,
) -> PyResult<(BrokenPhrases, BrokenPhrases)> {
    enter(py, || {
        let (left_tokens, right_tokens) = (tokens(0, &left)?, tokens(0, &right)?);
        let left = Side { text: &left, tokens: &left_tokens };
        let right = Side { text: &right, tokens: &right_tokens };
        let mirrored: Vec<_> = swaps.iter().map(|(left, right)| (right.clone(), left.clone())).collect();
        let pairs = |broken: Vec<Broken>| broken.into_iter().map(|one| (one.kept, one.broken)).collect();
        let in_left = align::broken_phrases(left, right, &mirrored);
        Ok((pairs(in_left), pairs(align::broken_phrases(right, left, &swaps))))
    })
}

/// Words that passages share with what stands around them, in the left and in the right text.
type SharedWords = (Vec<String>, Vec<String>);

/// The kin of passages at spans, in code points, of two texts: the words near them and all around them that both
/// passages have; `None` where too little stands around them.
#[pyfunction]
pub fn kin(
    py: Python<'_>,
    left: PyBackedStr,
    left_spans: Vec<(usize, usize)>,
    right: PyBackedStr,
    right_spans: Vec<(usize, usize)>,
) -> PyResult<Option<(SharedWords, SharedWords)>> {
    enter(py, || {
        let texts = [checked(0, &left)?, checked(1, &right)?];
        let spans = [byte_spans(texts[0], &left_spans), byte_spans(texts[1], &right_spans)];
        let found = align::kin(texts, [&spans[0], &spans[1]]);
        Ok(found.map(|Kin { near, around }| (near.into(), around.into())))
    })
}

/// Spans in code points as spans in bytes.
fn byte_spans(text: &str, spans: &[(usize, usize)]) -> Vec<Span> {
    let mut points: Vec<usize> = spans.iter().flat_map(|&(start, end)| [start, end]).collect();
    points.sort_unstable();
    points.dedup();
    let starts = text.char_indices().map(|(at, _)| at).chain([text.len()]).enumerate();
    let mut wanted = points.iter().peekable();
    let bytes: Vec<usize> = starts.filter_map(|(point, at)| wanted.next_if(|&&it| it == point).map(|_| at)).collect();
    let byte =
        |point: usize| points.binary_search(&point).ok().and_then(|at| bytes.get(at)).map_or(text.len(), |&at| at);
    spans.iter().map(|&(start, end)| Span { start: byte(start) as u32, end: byte(end) as u32 }).collect()
}

/// The text in a stored frame.
#[pyfunction]
pub fn decompress(py: Python<'_>, frame: &[u8]) -> PyResult<String> {
    enter(py, || Ok(archive::decompress(frame)))?.ok_or_else(|| PyValueError::new_err("the stored text is damaged"))
}
