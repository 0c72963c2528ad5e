//! `provenance._core`: glue between the core and Python. It converts, leaves the interpreter and
//! translates errors; it holds no algorithm.

use pyo3::prelude::*;

/// The native core.
#[pymodule]
mod _core {}
