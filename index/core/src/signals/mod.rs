//! Signals: evidence in two texts for which of them came first. Python code weighs them. Alignment does not need them.

mod context_overlap;
mod phrases;
mod prefilter;

pub use crate::signals::context_overlap::{ContextOverlap, context_overlap};
pub use crate::signals::phrases::{BrokenPhrase, broken_phrases};
pub use crate::signals::prefilter::KeywordPrefilter;
