//! Addresses of people: short lines with a telephone number, a mail address or a page.

use crate::passages::place::Place;
use crate::tuning::passages::contact as tuning;

/// Whether the passage is an address, or several.
pub fn is_address(place: Place<'_>) -> bool {
    let text = place.words();
    let words = text.split_whitespace().count();
    let lines = text.lines().filter(|line| !line.trim().is_empty()).count();
    words <= lines * tuning::words_a_line() && signs(text) * tuning::words_a_sign() >= words.max(1)
}

/// How many mail addresses, pages and telephone numbers stand in `text`.
fn signs(text: &str) -> usize {
    let (mut signs, mut digits) = (0, 0);
    for word in text.split_whitespace() {
        if is_number_part(word) {
            let before = digits;
            digits += word.bytes().filter(u8::is_ascii_digit).count();
            signs += usize::from(before < tuning::telephone() && digits >= tuning::telephone());
        } else {
            digits = 0;
            signs += usize::from(is_mail_address(word) || is_page(word));
        }
    }
    signs
}

/// Whether `word` may be part of a telephone number.
fn is_number_part(word: &str) -> bool {
    word.contains(|c: char| c.is_ascii_digit())
        && word.chars().all(|c| c.is_ascii_digit() || matches!(c, '+' | '(' | ')' | '-' | '.' | '/' | ',' | ';'))
}

fn is_mail_address(word: &str) -> bool {
    word.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.trim_end_matches('.').contains('.'))
}

fn is_page(word: &str) -> bool {
    let bare = word.trim_start_matches(|c: char| !c.is_alphanumeric());
    bare.starts_with("http") || bare.starts_with("www.")
}
