//! Edits: which words of a region correspond, which were replaced, and how much was changed.

pub mod kind;
pub mod substitution;
pub mod word_align;
