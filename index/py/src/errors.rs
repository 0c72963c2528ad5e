//! The one place where an error of the core becomes an exception.

use provenance_core::error::Error;
use pyo3::create_exception;
use pyo3::exceptions::{PyException, PyOSError, PyValueError};
use pyo3::prelude::*;

create_exception!(provenance._core, DamagedSegment, PyException, "A segment whose bytes are not what was written.");
create_exception!(provenance._core, ForeignSegment, PyException, "A segment made under other index parameters.");

/// `error` as Python raises it; I/O errors keep their number, so that Python picks the subclass.
pub fn to_py(error: Error) -> PyErr {
    let message = error.to_string();
    match error {
        Error::Parameters(_) | Error::TooLong { .. } => PyValueError::new_err(message),
        Error::Io { path, source } => match source.raw_os_error() {
            Some(number) => PyOSError::new_err((number, source.to_string(), path)),
            None => PyOSError::new_err(message),
        },
        Error::Corrupt { .. } => DamagedSegment::new_err(message),
        Error::Incompatible { .. } => ForeignSegment::new_err(message),
    }
}

/// Leaves the interpreter for `work` and translates its error.
pub fn enter<T: Send>(py: Python<'_>, work: impl FnOnce() -> Result<T, Error> + Send) -> PyResult<T> {
    py.detach(work).map_err(to_py)
}
