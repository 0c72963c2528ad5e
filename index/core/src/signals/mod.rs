//! Signals: what in two texts says which of them came first. Weighed elsewhere; alignment does not need them.

mod context_overlap;
mod phrases;
mod prefilter;

pub use crate::signals::context_overlap::{Kin, kin};
pub use crate::signals::phrases::{Broken, broken_phrases};
pub use crate::signals::prefilter::Hints;
