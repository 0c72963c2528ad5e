//! From text to tokens: the normal form, token spans in the original text, and what had to be undone.

mod fold;
mod scan;
mod script;
mod token;

pub use token::{Span, Tokens, Undone, tokenize};

/// Version of the normal form and of the token rules. Part of every parameter digest.
pub const NORMAL_FORM_VERSION: u32 = 1;
