//! The normal form of one cluster (a character and the marks on it), and look-alike letters.

use icu_casemap::{CaseMapper, CaseMapperBorrowed};
use icu_normalizer::{
    ComposingNormalizer, ComposingNormalizerBorrowed, DecomposingNormalizer, DecomposingNormalizerBorrowed,
};

use crate::text::diacritics::{is_variation, plain, spelled};
use crate::text::script::{extends, is_filler, is_ignorable, is_latin, is_unspaced, is_word};

/// Folds compatibility forms, marks, case and variants of letters: NFKC, marks off, full case folding, plain letters, NFKC.
#[derive(Debug)]
pub struct Folder {
    nfd: DecomposingNormalizerBorrowed<'static>,
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
        Self {
            nfd: DecomposingNormalizer::new_nfd(),
            nfc: ComposingNormalizer::new_nfc(),
            nfkc: ComposingNormalizer::new_nfkc(),
            case: CaseMapper::new(),
        }
    }

    /// The normal form of `cluster`, and the first character of its NFKC form without marks, case kept.
    ///
    /// The normal form of what only adds to the letter before it is empty.
    pub fn fold(&self, cluster: &str) -> (String, char) {
        let bare = self.bare(&self.nfkc.normalize(cluster));
        let folded = self.bare(&self.case.fold_string(&bare));
        let mut normal = String::with_capacity(folded.len());
        for c in folded.chars() {
            match plain(c) {
                Some(plain) => normal.push_str(plain),
                None => normal.push(c),
            }
        }
        (self.nfkc.normalize(&normal).into_owned(), bare.chars().next().map(plain_cased).unwrap_or_default())
    }

    /// `text` without the marks and letters that only vary the letter before them.
    fn bare(&self, text: &str) -> String {
        let parts = self.nfd.normalize(text);
        let bare: String = parts.chars().filter(|&c| !is_filler(c) && !is_variation(c)).collect();
        self.nfc.normalize(&bare).into_owned()
    }

    /// What `cluster` is written as, whatever its case and compatibility form.
    pub fn written(&self, cluster: &str) -> String {
        self.nfkc.normalize(cluster).to_lowercase()
    }

    /// Whether NFKC alone changes `cluster` beyond composing it: styled, wide or otherwise dressed-up letters.
    pub fn is_compatibility(&self, cluster: &str) -> bool {
        let nfc = self.nfc.normalize(cluster);
        !self.nfkc.is_normalized(&nfc)
    }
}

/// A letter that the normal form does not keep as it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Varied {
    /// With its marks, in small.
    pub written: String,
    /// Its normal form.
    pub normal: String,
    /// How many characters it is, marks counted by themselves.
    pub parts: usize,
}

/// The letters of `word` that the normal form does not keep as they are written, case and compatibility forms aside.
pub fn varied_letters(word: &str) -> Vec<Varied> {
    let folder = Folder::new();
    // The word as a whole: a sigma is written in another way at its end.
    let mut letters: Vec<String> = Vec::new();
    for c in word.to_lowercase().chars().filter(|&c| !is_ignorable(c)) {
        match letters.last_mut() {
            Some(letter) if extends(c) => letter.push(c),
            _ => letters.push(String::from(c)),
        }
    }
    let varied = |letter: &String| {
        let written = folder.written(letter);
        let (normal, _) = folder.fold(&written);
        let parts = folder.nfd.normalize(&written).chars().count();
        (normal != written).then_some(Varied { written, normal, parts })
    };
    letters.iter().filter(|letter| !letter.is_ascii()).filter_map(varied).collect()
}

/// Whether `c` is a letter of another script that a Latin one can be mistaken for, marks aside.
pub fn passes_for_latin(c: char) -> bool {
    let (normal, _) = Folder::new().fold(c.encode_utf8(&mut [0; 4]));
    normal.chars().next().and_then(latin_lookalike).is_some()
}

/// `word` in small letters with two for each of those that can be written so; `None` if it has none of them.
pub fn spelled_as_two(word: &str) -> Option<String> {
    // Most words need not be composed to be known to have none.
    let may_be = |c: char| matches!(c, '\u{c0}'..='\u{17f}' | '\u{300}'..='\u{36f}');
    if word.is_ascii() || !word.contains(may_be) {
        return None;
    }
    let composed = ComposingNormalizer::new_nfc().normalize(&word.to_lowercase()).into_owned();
    let mut out = String::with_capacity(word.len() + 2);
    let mut any = false;
    for c in composed.chars() {
        match spelled(c) {
            Some(two) => {
                any = true;
                out.push_str(two);
            }
            None => out.push(c),
        }
    }
    any.then_some(out)
}

/// The plain form of a letter, case kept, where that is one letter.
fn plain_cased(c: char) -> char {
    let mut small = c.to_lowercase();
    let (Some(small), None) = (small.next(), small.next()) else { return c };
    let mut plain = plain(small).unwrap_or_default().chars();
    match (plain.next(), plain.next()) {
        (Some(plain), None) if small == c => plain,
        (Some(plain), None) => plain.to_uppercase().next().unwrap_or(plain),
        _ => c,
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

/// What a letter becomes in a word with Latin letters: `folded` is its normal form, `cased` the same with case kept.
///
/// The capital is asked first (В is drawn like B, в like nothing Latin). What is ASCII in normal form,
/// such as a styled digit, is no look-alike.
pub fn latin_twin(cased: char, folded: char) -> Option<char> {
    if folded.is_ascii() {
        return None;
    }
    latin_lookalike(cased).or_else(|| latin_lookalike(folded))
}
