//! Licences: notices of copyright and the terms that come with them.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

use crate::passages::place::{Place, SPELLINGS, finder, head, starts_with_year};
use crate::tuning::passages::licence as tuning;

/// Signs that a claim is made, lower case.
const CLAIMS: [&str; 3] = ["©", "(c)", "copyright"];

/// Phrases that only notices have, whatever the language around them; one is spelled like no other.
const MARKERS: [&str; 3] = ["spdx-license-identifier", "SPDX-License-Identifier", "all rights reserved"];

/// Finds claims and markers; nearly all texts have none.
static SIGNS: LazyLock<AhoCorasick> = LazyLock::new(|| finder(CLAIMS.iter().chain(&MARKERS)));

/// Words of terms, lower case, as the languages of the world write them: licence, warranty, permission, rights.
const TERMS: [&str; 22] = [
    "licen",
    "lizenz",
    "licens",
    "лиценз",
    "ліценз",
    "许可",
    "許諾",
    "ライセンス",
    "라이선스",
    "ترخيص",
    "สัญญาอนุญาต",
    "warrant",
    "gewähr",
    "garant",
    "гарант",
    "保证",
    "保証",
    "permi",
    "redistribut",
    "права",
    "권리",
    "حقوق",
];

/// Whether the passage is part of a notice of copyright or licence.
pub fn is_notice(place: Place<'_>) -> bool {
    let words = place.words();
    if !has_claim(words) && !has_claim(place.before(tuning::reach())) {
        return false;
    }
    let passage = words.to_lowercase();
    let terms: usize = TERMS.iter().map(|term| passage.matches(term).count()).sum();
    terms * tuning::dense() >= passage.len()
        || MARKERS.iter().any(|it| passage.contains(it)) && passage.len() < tuning::marked() * tuning::dense()
}

/// Whether `text` claims copyright: a sign of it with a year nearby, or a phrase that only notices have.
fn has_claim(text: &str) -> bool {
    SIGNS.find_iter(text).any(|sign| {
        let near = head(&text[sign.end()..], tuning::near());
        let mut digits = near.char_indices().filter(|(_, c)| c.is_ascii_digit());
        sign.pattern().as_usize() >= SPELLINGS * CLAIMS.len() || digits.any(|(at, _)| starts_with_year(&near[at..]))
    })
}
