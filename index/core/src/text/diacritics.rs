//! Folding of marks on letters, and of variants of one letter. A copy may drop these marks or write another variant and
//! still be the same text. Decision 16 (`docs/adr`) gives the reasons for each script.

use icu_properties::CodePointMapData;
use icu_properties::props::{CanonicalCombiningClass as Ccc, GeneralCategory, Script};

use crate::text::script::is_mark;

/// Whether the mark `c` only varies the letter it stands on: accents, overlays, stress, vowel points, cantillation.
///
/// Not so vowel signs, tone marks and viramas of the scripts of India and South-East Asia, the voicing marks of kana, and
/// a nukta that is never left out: these make other letters.
pub fn is_variation(c: char) -> bool {
    // The marks below U+0300 to U+0483 are all of them such, and the most common.
    if matches!(c, '\u{300}'..='\u{36f}') {
        return true;
    }
    if !is_mark(c) {
        return false;
    }
    let class = CodePointMapData::<Ccc>::new().get(c);
    match CodePointMapData::<Script>::new().get(c) {
        Script::Inherited => class != Ccc::KanaVoicing,
        Script::Latin
        | Script::Greek
        | Script::Cyrillic
        | Script::Coptic
        | Script::Arabic
        | Script::Hebrew
        | Script::Syriac
        | Script::Samaritan
        | Script::Ethiopic => true,
        // A nukta for foreign sounds, often left out; in Bengali and Oriya it is part of letters of their own.
        Script::Gurmukhi | Script::Gujarati | Script::Kannada => class == Ccc::Nukta,
        Script::Devanagari => matches!(class, Ccc::Nukta | Ccc::Above | Ccc::Below),
        _ => false,
    }
}

/// What a small letter or a digit is written as where its own form is not at hand; `None` for one that is plain.
///
/// For letters that Unicode does not take apart into a letter and a mark.
pub fn plain(c: char) -> Option<&'static str> {
    if c.is_ascii() {
        return None;
    }
    letter(c).or_else(|| digit(c))
}

const fn letter(c: char) -> Option<&'static str> {
    Some(match c {
        // Latin letters with strokes and hooks, and two in one.
        'æ' => "ae",
        'œ' => "oe",
        'þ' => "th",
        'ð' | 'đ' | 'ɖ' | 'ɗ' => "d",
        'ø' | 'ɔ' | 'ɵ' => "o",
        'ħ' => "h",
        'ı' | 'ɨ' => "i",
        'ł' | 'ƚ' => "l",
        'ŋ' | 'ɲ' | 'ƞ' => "n",
        'ŧ' | 'ƭ' => "t",
        'ƀ' | 'ɓ' => "b",
        'ȼ' | 'ƈ' => "c",
        'ə' | 'ɛ' | 'ɇ' | 'ǝ' => "e",
        'ƒ' => "f",
        'ǥ' | 'ɠ' => "g",
        'ɉ' => "j",
        'ƙ' => "k",
        'ƥ' => "p",
        'ɍ' => "r",
        'ʉ' => "u",
        'ʋ' => "v",
        'ƴ' | 'ɏ' => "y",
        'ƶ' => "z",
        // Apostrophes that are letters by their category: writers use them and the signs alike.
        'ʻ' | 'ʼ' | 'ʽ' => "'",
        // Cyrillic letters with strokes, hooks and tails.
        'ґ' | 'ғ' | 'ҕ' => "г",
        'җ' => "ж",
        'ҙ' => "з",
        'қ' | 'ҝ' | 'ҟ' | 'ҡ' | 'ӄ' => "к",
        'ң' | 'ҥ' | 'ӈ' => "н",
        'ө' => "о",
        'ҫ' => "с",
        'ҭ' => "т",
        'ү' | 'ұ' => "у",
        'ҳ' | 'һ' => "х",
        'ҷ' | 'ҹ' => "ч",
        'ә' => "а",
        // Arabic letters that keyboards and orthographies of one language or another write for each other.
        'ٱ' => "ا",
        'ى' | 'ی' => "ي",
        'ک' | 'ڪ' => "ك",
        'ة' | 'ە' | 'ہ' | 'ھ' | 'ۃ' => "ه",
        // Hebrew letters at the end of a word, and the digraphs of Yiddish.
        'ך' => "כ",
        'ם' => "מ",
        'ן' => "נ",
        'ף' => "פ",
        'ץ' => "צ",
        'װ' => "וו",
        'ױ' => "וי",
        'ײ' => "יי",
        // Vowels of Devanagari through the nose: which of the two signs is written is a matter of room above the line.
        'ँ' => "ं",
        _ => return None,
    })
}

/// The ASCII form of a decimal digit; the digits of a script stand in a row.
fn digit(c: char) -> Option<&'static str> {
    const DIGITS: [&str; 10] = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];
    if !is_digit(c) {
        return None;
    }
    let before = (1..).take_while(|&back| char::from_u32(c as u32 - back).is_some_and(is_digit)).count();
    Some(DIGITS[before % 10])
}

fn is_digit(c: char) -> bool {
    CodePointMapData::<GeneralCategory>::new().get(c) == GeneralCategory::DecimalNumber
}

/// The two letters that stand for a small letter where keyboards lack it, if there is a custom of that kind.
pub const fn spelled(c: char) -> Option<&'static str> {
    Some(match c {
        'ä' => "ae",
        'ö' | 'ø' => "oe",
        'ü' => "ue",
        'å' => "aa",
        'đ' => "dj",
        'ĉ' => "cx",
        'ĝ' => "gx",
        'ĥ' => "hx",
        'ĵ' => "jx",
        'ŝ' => "sx",
        'ŭ' => "ux",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The digits of every script have the value that their order says.
    #[test]
    fn digits_have_their_values() {
        let scripts = ['٠', '۰', '०', '০', '๐', '០', '၀', '᪀', '᪐', '𞥐', '０'];
        for zero in scripts {
            for value in 0..10 {
                let digit = char::from_u32(zero as u32 + value).unwrap();
                assert_eq!(plain(digit), Some(&*value.to_string()), "{digit}");
            }
        }
        assert!(('\0'..=char::MAX).all(|c| plain(c).is_none() || !c.is_ascii()));
    }

    /// What a letter becomes is plain itself, so that the normal form of a normal form is the same.
    #[test]
    fn plain_letters_stay() {
        for c in '\0'..=char::MAX {
            let again = plain(c).into_iter().flat_map(str::chars).find_map(plain);
            assert_eq!(again, None, "{c}");
        }
    }

    /// Marks that make another word stay, whatever script they are of.
    #[test]
    fn marks_that_make_other_letters_stay() {
        let vowels = ["िीुूेैोौंः", "্াি", "ਾਿੰ", "ાિ", "ಾಿ", "ాి", "ாி", "ാി", "ංා"];
        let others = ["ัิ่้๊็", "ັ່", "ាំ់", "ာ့်", "\u{3099}\u{309a}", "\u{9bc}\u{b3c}", "\u{7a6}", "\u{a92b}", "\u{fb7}"];
        for c in vowels.iter().chain(&others).flat_map(|all| all.chars()) {
            assert!(!is_variation(c), "{:04x}", c as u32);
        }
    }
}
