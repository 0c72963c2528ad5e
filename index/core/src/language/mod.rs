//! Languages: which one a text is in, and how rare its words are there.
//!
//! What the words of a language weigh comes from outside, as a list for each language ([`Frequencies`]). So does the list
//! of function words by which a language is recognised ([`FunctionWords`]).

mod frequencies;
mod function_words;
mod term;

pub use crate::language::frequencies::{Frequencies, Share};
pub use crate::language::function_words::FunctionWords;
pub(crate) use crate::language::term::term_at;
