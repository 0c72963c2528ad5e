//! The one place where errors and panics of the core become exceptions, and where a signal ends a call.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;

use provenance_core::error::Error;
use provenance_core::work::Stop;
use pyo3::create_exception;
use pyo3::exceptions::{PyException, PyMemoryError, PyOSError, PyRuntimeError, PyValueError};
use pyo3::prelude::*;

use crate::MEMORY;

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
        Error::Memory => PyMemoryError::new_err(message),
        Error::Stopped => PyRuntimeError::new_err(message),
    }
}

/// How often a long call looks whether it is still wanted: far below what a person notices.
const LOOK: Duration = Duration::from_millis(50);

/// Leaves the interpreter for `work` and translates its error.
pub fn enter<T: Send>(py: Python<'_>, work: impl FnOnce() -> Result<T, Error> + Send) -> PyResult<T> {
    py.detach(|| caught(work))
}

/// [`enter`] for long `work`, which ends early when a signal handler raises, with what it raises, or when `stops`, a
/// count of those who asked, changes.
///
/// Another thread works; this one looks after signals, which Python hands to the main thread alone.
pub fn enter_watched<T: Send>(
    py: Python<'_>,
    stops: &AtomicUsize,
    work: impl FnOnce(&Stop) -> Result<T, Error> + Send,
) -> PyResult<T> {
    let before = stops.load(Ordering::Relaxed);
    py.detach(|| {
        let (stop, (done, result)) = (Stop::new(), channel());
        std::thread::scope(|scope| {
            let stop = &stop;
            let working = std::thread::Builder::new().spawn_scoped(scope, move || done.send(caught(|| work(stop))));
            working.map_err(|error| PyMemoryError::new_err(format!("a thread could not be started: {error}")))?;
            wait_for(&result, || stops.load(Ordering::Relaxed) != before, stop)
        })
    })
}

/// The result of a call once it is there; looks meanwhile whether that is still wanted.
fn wait_for<T>(result: &Receiver<PyResult<T>>, is_stopped: impl Fn() -> bool, stop: &Stop) -> PyResult<T> {
    let mut raised = Ok(());
    loop {
        match result.recv_timeout(LOOK) {
            Ok(result) => return raised.and(result),
            Err(RecvTimeoutError::Disconnected) => return Err(PyRuntimeError::new_err("a thread was lost")),
            Err(RecvTimeoutError::Timeout) => {}
        }
        raised = raised.and_then(|()| Python::attach(|py| py.check_signals()));
        if raised.is_err() || is_stopped() || MEMORY.is_short() {
            stop.ask();
        }
    }
}

/// What `work` comes to; a panic is a fault of ours, and an ordinary error to who calls, and so is a want of memory. For
/// short work, which keeps the interpreter.
pub fn caught<T>(work: impl FnOnce() -> Result<T, Error>) -> PyResult<T> {
    MEMORY.keep().map_err(to_py)?;
    let result = catch_unwind(AssertUnwindSafe(work));
    if MEMORY.is_short() {
        drop(result); // so that there is room for the error
        return Err(to_py(Error::Memory));
    }
    match result {
        Ok(result) => result.map_err(to_py),
        Err(panic) => Err(PyRuntimeError::new_err(format!("internal error of the native core: {}", message(&*panic)))),
    }
}

/// What a panic said.
fn message(panic: &(dyn Any + Send)) -> &str {
    let said = panic.downcast_ref::<&str>().copied();
    said.or_else(|| panic.downcast_ref::<String>().map(String::as_str)).unwrap_or("no message")
}
