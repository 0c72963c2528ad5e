//! The numbers that alignment, the labels of passages and the signals of direction were tuned to, as far as the core has
//! them.
//!
//! Bounds on what the index proposed stand in `provenance/pipeline/confirmation.py`, those of candidates in
//! `search/limits.rs`, those of ranking in `search/rank.rs`, the rarity of words in `language/frequencies.rs`; `make
//! ablate` does not vary these.
//!
//! They are functions, so that a core built with the feature `ablate` can give them other values while it runs. `make
//! ablate` varies each by a fifth and turns it off, over corpora with known answers. The results stand in
//! `docs/measurements/2026-11-thresholds.md` and, in a few words, below each. In every other build they are constants.
//!
//! `off` is the value that disables a threshold, where there is one that does.

mod definition;
#[cfg(feature = "ablate")]
mod threshold;

pub mod align;
pub mod content;
pub mod disguise;
pub mod edits;
pub mod passages;
pub mod regions;
pub mod seeds;
pub mod signals;

#[cfg(feature = "ablate")]
pub use crate::tuning::threshold::Threshold;

/// All thresholds.
#[cfg(feature = "ablate")]
pub fn all() -> impl Iterator<Item = &'static Threshold> {
    let stages =
        [align::ALL, seeds::ALL, regions::ALL, edits::ALL, content::ALL, disguise::ALL, passages::ALL, signals::ALL];
    stages.into_iter().flatten().copied().flatten().copied()
}

/// Gives the threshold with this name another value; whether there is one.
#[cfg(feature = "ablate")]
pub fn set(name: &str, value: f64) -> bool {
    let found = all().find(|one| one.name() == name);
    found.inspect(|one| one.set(value)).is_some()
}
