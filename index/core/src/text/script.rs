//! Questions about single characters that the token rules ask.

use icu_properties::props::{DefaultIgnorableCodePoint, GeneralCategory, Script};
use icu_properties::{CodePointMapData, CodePointSetData};

/// Whether `c` is invisible by definition: zero-width spaces and joiners, variation selectors, soft hyphens.
pub fn is_ignorable(c: char) -> bool {
    CodePointSetData::new::<DefaultIgnorableCodePoint>().contains(c)
}

/// Whether `c` attaches to the character before it: a combining mark, or a vowel or final of Hangul.
pub fn extends(c: char) -> bool {
    use GeneralCategory as G;
    matches!(category(c), G::NonspacingMark | G::SpacingMark | G::EnclosingMark)
        || matches!(c, '\u{1160}'..='\u{11ff}' | '\u{d7b0}'..='\u{d7ff}')
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

/// Whether `c` belongs to a script that is written without spaces, where every character is a token.
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
    SCRIPTS.contains(&CodePointMapData::<Script>::new().get(c)) || c == 'ー'
}

/// Whether `c` is a letter of the Latin script.
pub fn is_latin(c: char) -> bool {
    c.is_ascii_alphabetic() || (c > '\u{7f}' && CodePointMapData::<Script>::new().get(c) == Script::Latin)
}

fn category(c: char) -> GeneralCategory {
    CodePointMapData::<GeneralCategory>::new().get(c)
}
