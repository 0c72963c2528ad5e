//! The normal form of one cluster (a character and the marks on it), and look-alike letters.

use std::sync::OnceLock;

use icu_casemap::{CaseMapper, CaseMapperBorrowed};
use icu_normalizer::{ComposingNormalizer, ComposingNormalizerBorrowed};

/// Folds case and compatibility forms: NFKC, full case folding, NFKC.
pub struct Folder {
    nfkc: ComposingNormalizerBorrowed<'static>,
    case: CaseMapperBorrowed<'static>,
}

impl Folder {
    /// A folder on the Unicode data compiled into this crate.
    pub fn new() -> Self {
        Self { nfkc: ComposingNormalizer::new_nfkc(), case: CaseMapper::new() }
    }

    /// The normal form of `cluster`.
    pub fn fold(&self, cluster: &str) -> String {
        let composed = self.nfkc.normalize(cluster);
        let folded = self.case.fold_string(&composed);
        self.nfkc.normalize(&folded).into_owned()
    }

    /// Whether NFKC alone changes `cluster` beyond composing it: styled, wide or otherwise dressed-up letters.
    pub fn is_compatibility(&self, cluster: &str) -> bool {
        let nfc = ComposingNormalizer::new_nfc().normalize(cluster).into_owned();
        self.nfkc.normalize(&nfc) != nfc.as_str()
    }
}

/// The Latin letter that `c`, a letter of another script, is drawn like; `None` if there is none.
///
/// Unicode TR39 confusables, restricted to letters whose prototype is one ASCII letter, lower-cased.
pub fn latin_lookalike(c: char) -> Option<char> {
    if c.is_ascii() {
        return None;
    }
    static TABLE: OnceLock<Vec<(char, char)>> = OnceLock::new();
    let table = TABLE.get_or_init(build_lookalikes);
    table.binary_search_by_key(&c, |entry| entry.0).ok().map(|at| table[at].1)
}

fn build_lookalikes() -> Vec<(char, char)> {
    ('\u{80}'..='\u{1ffff}')
        .filter(|&c| super::script::is_word(c) && !super::script::is_latin(c) && !super::script::is_unspaced(c))
        .filter_map(|c| prototype(c).map(|latin| (c, latin)))
        .collect()
}

fn prototype(c: char) -> Option<char> {
    let mut buffer = [0u8; 4];
    let mut skeleton = unicode_security::skeleton(c.encode_utf8(&mut buffer));
    match (skeleton.next(), skeleton.next()) {
        (Some(latin), None) if latin.is_ascii_alphabetic() => Some(latin.to_ascii_lowercase()),
        _ => None,
    }
}
