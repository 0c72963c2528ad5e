//! Lists of references: years, page ranges, initials, addresses, one entry after the other.

use crate::passages::place::{Place, starts_with_year};
use crate::tuning::passages::references as tuning;

/// Whether the passage is a list of references, or an entry of one.
pub fn is_list(place: Place<'_>) -> bool {
    let text = place.words();
    is_list_itself(text) || text.len() < tuning::one_entry() && is_list_itself(place.with_surroundings(tuning::reach()))
}

fn is_list_itself(text: &str) -> bool {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    if digits * tuning::digits() < text.len() {
        return false;
    }
    let words: Vec<&str> = text.split_whitespace().collect();
    let mut signs = [0usize; 5];
    for word in &words {
        if let Some(kind) = sign(word) {
            signs[kind] += 1;
        }
    }
    let kinds = signs.iter().filter(|&&count| count > 0).count();
    let total: usize = signs.iter().sum();
    kinds >= tuning::least_kinds()
        && signs[YEAR] * tuning::entry() >= words.len()
        && total as f64 >= tuning::least_signs() * words.len() as f64
}

const YEAR: usize = 0;

/// Which sign of a reference `word` is: a year, a range, an initial, an address, or a number of a volume or an entry.
fn sign(word: &str) -> Option<usize> {
    let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
    let is_range = |(from, to): (&str, &str)| [from, to].iter().all(|it| !it.is_empty() && is_number(it));
    if starts_with_year(bare) && bare.len() <= 5 {
        Some(YEAR)
    } else if bare.split_once(['–', '-', '−']).is_some_and(is_range) {
        Some(1)
    } else if is_initials(word) {
        Some(2)
    } else if bare.starts_with("http") || bare.starts_with("www.") || bare.contains("10.") && bare.contains('/') {
        Some(3)
    } else if is_volume(word, bare) {
        Some(4)
    } else {
        None
    }
}

fn is_number(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

/// `A.`, `J.-P.` or `A.B.,`
fn is_initials(word: &str) -> bool {
    let mut parts = word.trim_end_matches([',', ';', ')', ':']).split_inclusive('.');
    let is_initial = |part: &str| {
        let mut chars = part.trim_start_matches(['-', '(']).chars();
        chars.next().is_some_and(char::is_uppercase) && chars.as_str() == "."
    };
    word.contains('.') && parts.all(is_initial)
}

/// `[12]`, `12(3)`, `12:` or `pp.`-less pages with a comma.
fn is_volume(word: &str, bare: &str) -> bool {
    let bracketed = word.starts_with('[') && is_number(bare);
    let issue = bare.split_once('(').is_some_and(|(volume, issue)| is_number(volume) && is_number(issue));
    let numbered = !bare.is_empty() && is_number(bare) && word.ends_with([':', ',', ';']);
    bracketed || (issue && !bare.is_empty()) || numbered
}
