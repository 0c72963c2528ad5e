//! The normal form of one cluster (a character and the marks on it), and look-alike letters.

use icu_casemap::{CaseMapper, CaseMapperBorrowed};
use icu_normalizer::{ComposingNormalizer, ComposingNormalizerBorrowed};

use super::script::{is_latin, is_unspaced, is_word};

/// Folds case and compatibility forms: NFKC, full case folding, NFKC.
#[derive(Debug)]
pub struct Folder {
    nfc: ComposingNormalizerBorrowed<'static>,
    nfkc: ComposingNormalizerBorrowed<'static>,
    case: CaseMapperBorrowed<'static>,
}

impl Clone for Folder {
    fn clone(&self) -> Self {
        Self::new()
    }
}

impl Folder {
    /// A folder on the Unicode data compiled into this crate.
    pub const fn new() -> Self {
        Self { nfc: ComposingNormalizer::new_nfc(), nfkc: ComposingNormalizer::new_nfkc(), case: CaseMapper::new() }
    }

    /// The normal form of `cluster`, and the first character of its NFKC form, case kept.
    pub fn fold(&self, cluster: &str) -> (String, char) {
        let composed = self.nfkc.normalize(cluster);
        let folded = self.case.fold_string(&composed);
        let first = composed.chars().next().unwrap_or_default();
        (self.nfkc.normalize(&folded).into_owned(), first)
    }

    /// `text` with marks and letters composed anew.
    pub fn compose(&self, text: &str) -> String {
        self.nfkc.normalize(text).into_owned()
    }

    /// Whether NFKC alone changes `cluster` beyond composing it: styled, wide or otherwise dressed-up letters.
    pub fn is_compatibility(&self, cluster: &str) -> bool {
        let nfc = self.nfc.normalize(cluster);
        !self.nfkc.is_normalized(&nfc)
    }
}

/// The Latin letter that `c`, a letter of another script, is drawn like; `None` if there is none.
///
/// Unicode TR39 confusables, restricted to letters whose prototype is one ASCII letter, lower-cased.
pub fn latin_lookalike(c: char) -> Option<char> {
    if c.is_ascii() || !is_word(c) || is_latin(c) || is_unspaced(c) {
        return None;
    }
    let mut buffer = [0u8; 4];
    let mut skeleton = unicode_security::skeleton(c.encode_utf8(&mut buffer));
    match (skeleton.next(), skeleton.next()) {
        (Some(latin), None) if latin.is_ascii_alphabetic() => Some(latin.to_ascii_lowercase()),
        _ => None,
    }
}

/// What a letter becomes in a word with Latin letters: `folded` is its normal form, `cased` its NFKC form.
///
/// The capital is asked first (В is drawn like B, в like nothing Latin). What is ASCII in normal form,
/// such as a styled digit, is no look-alike.
pub fn latin_twin(cased: char, folded: char) -> Option<char> {
    if folded.is_ascii() {
        return None;
    }
    latin_lookalike(cased).or_else(|| latin_lookalike(folded))
}
