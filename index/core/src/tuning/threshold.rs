//! A threshold that can be set while the program runs, for measurements. Released builds do not contain it.

use std::sync::atomic::{AtomicU64, Ordering};

/// A number that can be varied.
#[derive(Debug)]
pub struct Threshold {
    path: &'static str,
    /// Its value in every other build.
    pub value: f64,
    /// What disables it, if anything does.
    pub off: &'static [f64],
    /// Its type.
    pub kind: &'static str,
    now: AtomicU64,
}

impl Threshold {
    /// One at `path`, the name of its module and its own, with its usual value.
    pub const fn new(path: &'static str, value: f64, off: &'static [f64], kind: &'static str) -> Self {
        Self { path, value, off, kind, now: AtomicU64::new(value.to_bits()) }
    }

    /// Its value now.
    #[inline(always)]
    pub fn get(&self) -> f64 {
        f64::from_bits(self.now.load(Ordering::Relaxed))
    }

    /// Gives it another value.
    pub fn set(&self, value: f64) {
        self.now.store(value.to_bits(), Ordering::Relaxed);
    }

    /// Stage, group and name: `regions::boundary::reach`.
    pub fn name(&self) -> String {
        self.path.replace("provenance_core::tuning::", "").replace("::cells", "")
    }
}
