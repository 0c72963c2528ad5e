//! Questions about single characters that the token rules ask.

use icu_normalizer::DecomposingNormalizer;
use icu_properties::props::{DefaultIgnorableCodePoint, GeneralCategory, Script};
use icu_properties::{CodePointMapData, CodePointSetData};

/// Whether `c` is invisible by definition: zero-width spaces and joiners, variation selectors, soft hyphens.
pub fn is_ignorable(c: char) -> bool {
    CodePointSetData::new::<DefaultIgnorableCodePoint>().contains(c)
}

/// Whether `c` attaches to the character before it, itself or in compatibility form: a combining
/// mark, a vowel or final of Hangul, a half-width voicing mark, a tatweel.
pub fn extends(c: char) -> bool {
    let mut buffer = [0u8; 4];
    let decomposed = DecomposingNormalizer::new_nfkd().normalize(c.encode_utf8(&mut buffer));
    decomposed.chars().next().is_some_and(is_attached)
}

/// Marks, the letters that compose with the one before (jamo, and vowel signs of Kirat Rai), and those that add nothing.
fn is_attached(c: char) -> bool {
    is_mark(c)
        || is_filler(c)
        || matches!(c, '\u{1160}'..='\u{11ff}' | '\u{d7b0}'..='\u{d7ff}' | '\u{16d63}' | '\u{16d67}')
}

/// Whether the letter `c` adds nothing to the one before it: tatweel, and what stands for ʿayn, hamza and the soft sign
/// in transliterations.
pub const fn is_filler(c: char) -> bool {
    matches!(c, '\u{640}' | '\u{7fa}' | '\u{2b9}' | '\u{2be}' | '\u{2bf}')
}

/// Whether `c` is a combining mark.
pub fn is_mark(c: char) -> bool {
    use GeneralCategory as G;
    matches!(category(c), G::NonspacingMark | G::SpacingMark | G::EnclosingMark)
}

/// Whether `c` can stand in a token: a letter, a digit or another number.
pub fn is_word(c: char) -> bool {
    use GeneralCategory as G;
    matches!(
        category(c),
        G::UppercaseLetter
            | G::LowercaseLetter
            | G::TitlecaseLetter
            | G::ModifierLetter
            | G::OtherLetter
            | G::DecimalNumber
            | G::LetterNumber
            | G::OtherNumber
    )
}

/// Whether `c` is a letter or mark of a script that is written without spaces, where every character
/// is a token.
pub fn is_unspaced(c: char) -> bool {
    if c < '\u{0e00}' {
        return false;
    }
    const SCRIPTS: [Script; 9] = [
        Script::Han,
        Script::Hiragana,
        Script::Katakana,
        Script::Bopomofo,
        Script::Thai,
        Script::Lao,
        Script::Khmer,
        Script::Myanmar,
        Script::Yi,
    ];
    let unspaced = SCRIPTS.contains(&CodePointMapData::<Script>::new().get(c)) || c == 'ー';
    unspaced && (is_word(c) || is_mark(c))
}

/// Whether `c` is a letter of a script that puts several of them into one word.
pub fn is_letter_of_words(c: char) -> bool {
    c.is_ascii_alphabetic() || (c.is_alphabetic() && !is_unspaced(c))
}

/// Whether `c` is a letter of the Latin script.
pub fn is_latin(c: char) -> bool {
    c.is_ascii_alphabetic() || (c > '\u{7f}' && CodePointMapData::<Script>::new().get(c) == Script::Latin)
}

fn category(c: char) -> GeneralCategory {
    CodePointMapData::<GeneralCategory>::new().get(c)
}
