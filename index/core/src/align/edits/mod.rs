//! Edits: which words of a region stand for which, what was replaced, and how much was changed.

pub mod kind;
pub mod substitution;
pub mod word_align;
