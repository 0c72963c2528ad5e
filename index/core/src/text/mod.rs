//! From text to tokens: the normal form, token spans in the original text, and what had to be undone.
//!
//! A token is a maximal stretch of letters, digits and marks in normal form. Normal form means: case folded, NFKC,
//! invisible characters dropped, marks that only vary a letter dropped, variants of a letter folded, look-alike letters
//! folded. In scripts without spaces each character with its marks is a token.
//!
//! Two paths lead to the same tokens. The general scanner knows every script and takes one cluster at a time. The fast
//! path finds stretches of ASCII letters and digits 64 bytes at a time. It passes everything else to the scanner, cut
//! at characters that always separate tokens.

mod classify;
mod diacritics;
mod estimate;
mod facts;
mod fold;
mod fold_cache;
#[cfg(test)]
mod naive;
mod scan;
mod script;
mod short;
#[cfg(test)]
mod tests;
mod token;
mod tokenizer;
mod word;

pub use crate::text::estimate::about_tokens;
pub(crate) use crate::text::fold::Varied;
pub(crate) use crate::text::fold::{latin_lookalike, passes_for_latin, spelled_as_two, varied_letters};
pub(crate) use crate::text::script::is_letter_of_words;
pub use crate::text::token::{NormalizationCounts, Span, TokenizedText, Tokens};
pub(crate) use crate::text::token::{Token, TokenSink};
pub use crate::text::tokenizer::Tokenizer;

/// Version of the normal form and of the token rules. Part of every parameter digest.
pub const NORMAL_FORM_VERSION: u32 = 2;

/// Bytes of a token with what parts it from the next one, in most languages a little more.
const TOKEN_BYTES: usize = 5;

/// Cuts `text` into tokens. Linear in the length of the text.
///
/// Callers with many texts keep a [`Tokenizer`], and its memory with it.
///
/// ```
/// let tokens = provenance_core::text::tokenize("Don’t panic");
/// assert_eq!(tokens.len(), 3);
/// assert_eq!((tokens.spans[1].start, tokens.spans[1].end), (6, 7));
/// ```
///
/// # Panics
///
/// If `text` is 4 GiB or longer: spans are 32 bits wide. Callers check the length first.
pub fn tokenize(text: &str) -> Tokens {
    let mut tokens = Tokens::with_capacity(text.len() / TOKEN_BYTES);
    Tokenizer::new().tokenize(text, &mut tokens);
    tokens
}

/// The normal forms of the tokens of `text`, separated by spaces.
///
/// ```
/// assert_eq!(provenance_core::text::normal_form("Ｆｉｎｅ, the ﬁne\u{200b}st"), "fine the finest");
/// ```
pub fn normal_form(text: &str) -> String {
    let mut words = Words(String::new());
    scan::Scanner::new().scan(text, 0, &mut words);
    words.0
}

/// Gathers normal forms, separated by spaces.
struct Words(String);

impl TokenSink for Words {
    fn token(&mut self, _token: Token, normal: &str) {
        if !self.0.is_empty() {
            self.0.push(' ');
        }
        self.0.push_str(normal);
    }

    fn batch(&mut self, _hashes: &[u64], _stems: &[u64], _spans: &[Span]) {
        unreachable!("the fast path keeps no normal forms, and the scanner makes no batches");
    }
}
