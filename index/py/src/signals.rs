//! Evidence in two texts for which of them came first.

use provenance_core::signals::{self, BrokenPhrase, ContextOverlap, Surrounded};
use provenance_core::text::{Span, TokenizedText};
use pyo3::prelude::*;
use pyo3::pybacked::PyBackedStr;

use crate::errors::{enter, to_py};
use crate::texts::{CodePoints, checked, tokens};

/// A regular expression that is looked for in texts.
#[pyclass(frozen, module = "provenance._core")]
pub struct Pattern {
    inner: signals::Pattern,
}

#[pymethods]
impl Pattern {
    /// Prepares to look for `pattern`.
    #[new]
    fn new(pattern: &str) -> PyResult<Self> {
        Ok(Self { inner: signals::Pattern::new(pattern).map_err(to_py)? })
    }

    /// Whether it stands anywhere in `text`.
    fn is_in(&self, py: Python<'_>, text: PyBackedStr) -> PyResult<bool> {
        enter(py, || Ok(self.inner.is_in(checked(0, &text)?)))
    }

    /// The code points of `text` where it stands, in order, as starts and ends.
    fn spans(&self, py: Python<'_>, text: PyBackedStr) -> PyResult<Vec<(usize, usize)>> {
        enter(py, || {
            let mut points = CodePoints::new(checked(0, &text)?);
            let mut point = |at: usize| points.at(at as u32);
            Ok(self.inner.spans(&text).map(|found| (point(found.start), point(found.end))).collect())
        })
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
        let left = TokenizedText { text: &left, tokens: &left_tokens };
        let right = TokenizedText { text: &right, tokens: &right_tokens };
        let mirrored: Vec<_> = swaps.iter().map(|(left, right)| (right.clone(), left.clone())).collect();
        let pairs = |broken: Vec<BrokenPhrase>| broken.into_iter().map(|one| (one.kept, one.broken)).collect();
        let in_left = signals::broken_phrases(left, right, &mirrored);
        Ok((pairs(in_left), pairs(signals::broken_phrases(right, left, &swaps))))
    })
}

/// A text whose passages are compared with what stands around them, with its words.
#[pyclass(frozen, module = "provenance._core")]
pub struct ContextWords {
    text: PyBackedStr,
    inner: signals::ContextWords,
}

#[pymethods]
impl ContextWords {
    /// Finds the words of `text`.
    #[new]
    fn new(py: Python<'_>, text: PyBackedStr) -> PyResult<Self> {
        let inner = enter(py, || Ok(signals::ContextWords::new(checked(0, &text)?)))?;
        Ok(Self { text, inner })
    }
}

impl ContextWords {
    fn surrounded<'a>(&'a self, spans: &'a [Span]) -> Surrounded<'a> {
        Surrounded { text: &self.text, words: &self.inner, spans }
    }
}

/// Words that passages share with what stands around them, in the left and in the right text.
type SharedWords = (Vec<String>, Vec<String>);

/// The context overlap of passages at spans, in code points, of two texts: the words near them and all around them that both
/// passages have; `None` where too little stands around them.
#[pyfunction]
pub fn context_overlap(
    py: Python<'_>,
    left: &ContextWords,
    left_spans: Vec<(usize, usize)>,
    right: &ContextWords,
    right_spans: Vec<(usize, usize)>,
) -> PyResult<Option<(SharedWords, SharedWords)>> {
    enter(py, || {
        let spans = [byte_spans(&left.text, &left_spans), byte_spans(&right.text, &right_spans)];
        let found = signals::context_overlap([left.surrounded(&spans[0]), right.surrounded(&spans[1])]);
        Ok(found.map(|ContextOverlap { near, around }| (near.into(), around.into())))
    })
}

/// Spans in code points as spans in bytes.
fn byte_spans(text: &str, spans: &[(usize, usize)]) -> Vec<Span> {
    if text.is_ascii() {
        let byte = |point: usize| point.min(text.len()) as u32;
        return spans.iter().map(|&(start, end)| Span { start: byte(start), end: byte(end) }).collect();
    }
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
