//! Signals: evidence in two texts for which of them came first. Python code weighs them. Alignment does not need them.

mod context_overlap;
mod pattern;
mod phrases;

pub use crate::signals::context_overlap::{ContextOverlap, ContextWords, Surrounded, context_overlap};
pub use crate::signals::pattern::Pattern;
pub use crate::signals::phrases::{BrokenPhrase, broken_phrases};
