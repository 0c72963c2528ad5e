//! Texts in JSON Lines.

use std::borrow::Cow;

use provenance_core::json_lines::{self, Line, Numbered};
use pyo3::IntoPyObjectExt;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyString, PyTuple};

use crate::errors::caught;

/// The lines of a file that is read piece by piece.
#[pyclass(module = "provenance._core")]
pub struct JsonLines {
    inner: json_lines::JsonLines,
}

#[pymethods]
impl JsonLines {
    /// A reader of the fields with these names. One with lone surrogates stands in no line that is read here.
    #[new]
    fn new(names: Vec<Bound<'_, PyString>>, most: usize) -> Self {
        let names = names.iter().map(|name| name.to_str().ok().map(str::to_owned)).collect();
        Self { inner: json_lines::JsonLines::new(names, most) }
    }

    /// The lines that end in `piece`.
    fn read<'py>(&mut self, py: Python<'py>, piece: &[u8]) -> PyResult<Vec<(u64, Bound<'py, PyAny>)>> {
        let lines = caught(|| self.inner.read(piece))?;
        lines.into_iter().map(|line| to_py(py, line)).collect()
    }

    /// The last line, if nothing ends it; in a list.
    fn end<'py>(&mut self, py: Python<'py>) -> PyResult<Vec<(u64, Bound<'py, PyAny>)>> {
        caught(|| Ok(self.inner.end()))?.into_iter().map(|line| to_py(py, line)).collect()
    }
}

/// Values as a tuple, other lines as bytes, one that is too long as `None`.
fn to_py<'py>(py: Python<'py>, (number, line): Numbered<'_>) -> PyResult<(u64, Bound<'py, PyAny>)> {
    let string = |text: Cow<'_, str>| PyString::from_bytes(py, text.as_bytes());
    let line = match line {
        Line::Plain(values) => {
            let values = values.into_iter().map(|value| value.map(string).transpose());
            PyTuple::new(py, values.collect::<PyResult<Vec<_>>>()?)?.into_any()
        }
        Line::Other(bytes) => PyBytes::new_with(py, bytes.len(), |room| {
            room.copy_from_slice(&bytes);
            Ok(())
        })?
        .into_any(),
        Line::TooLong => py.None().into_bound_py_any(py)?,
    };
    Ok((number, line))
}
