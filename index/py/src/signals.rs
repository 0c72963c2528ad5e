//! Evidence in two texts for which of them came first.

use provenance_core::signals::{self, BrokenPhrase, ContextOverlap};
use provenance_core::text::{Span, TokenizedText};
use pyo3::prelude::*;
use pyo3::pybacked::PyBackedStr;

use crate::errors::{caught, enter, to_py};
use crate::texts::{CodePoints, checked, tokens};

/// Words that are looked for in texts, all of them in one pass.
#[pyclass(frozen, module = "provenance._core")]
pub struct KeywordPrefilter {
    inner: signals::KeywordPrefilter,
}

#[pymethods]
impl KeywordPrefilter {
    /// Prepares to look for `words`.
    #[new]
    fn new(words: Vec<String>) -> PyResult<Self> {
        Ok(Self { inner: signals::KeywordPrefilter::new(words).map_err(to_py)? })
    }

    /// At which code points of `text` one of the words begins.
    fn places(&self, text: &str) -> PyResult<Vec<usize>> {
        caught(|| {
            let mut points = CodePoints::new(checked(0, text)?);
            Ok(self.inner.places(text).map(|at| points.at(at as u32)).collect())
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

/// Words that passages share with what stands around them, in the left and in the right text.
type SharedWords = (Vec<String>, Vec<String>);

/// The context overlap of passages at spans, in code points, of two texts: the words near them and all around them that both
/// passages have; `None` where too little stands around them.
#[pyfunction]
pub fn context_overlap(
    py: Python<'_>,
    left: PyBackedStr,
    left_spans: Vec<(usize, usize)>,
    right: PyBackedStr,
    right_spans: Vec<(usize, usize)>,
) -> PyResult<Option<(SharedWords, SharedWords)>> {
    enter(py, || {
        let texts = [checked(0, &left)?, checked(1, &right)?];
        let spans = [byte_spans(texts[0], &left_spans), byte_spans(texts[1], &right_spans)];
        let found = signals::context_overlap(texts, [&spans[0], &spans[1]]);
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
