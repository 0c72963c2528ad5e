//! Thresholds of the core, to be varied; only in builds for `make ablate`.

use provenance_core::tuning;
use pyo3::exceptions::PyKeyError;
use pyo3::prelude::*;

/// Each threshold: its name, its value, what disables it, if anything does, and whether it is a whole number.
#[pyfunction]
pub fn thresholds() -> Vec<(String, f64, Option<f64>, bool)> {
    let row = |one: &tuning::Threshold| (one.name(), one.value, one.off.first().copied(), !one.kind.starts_with('f'));
    tuning::all().map(row).collect()
}

/// Gives a threshold another value, for all calls from now on.
#[pyfunction]
pub fn set_threshold(name: &str, value: f64) -> PyResult<()> {
    if tuning::set(name, value) { Ok(()) } else { Err(PyKeyError::new_err(name.to_owned())) }
}
