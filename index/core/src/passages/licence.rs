//! Licences: notices of copyright and the terms that come with them.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

use crate::passages::place::{Place, SPELLINGS, finder, head, starts_with_year};

/// Bytes before a passage in which its notice stands: the line with the owner differs from text to text.
const REACH: usize = 400;

/// Bytes between a sign of copyright and its year or its owner.
const NEAR: usize = 24;

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

/// Terms of a notice, one in so many bytes, and how many there are at least.
const DENSE: usize = 220;
const LEAST_TERMS: usize = 2;

/// Whether the passage is part of a notice of copyright or licence.
pub fn is_notice(place: Place<'_>) -> bool {
    let words = place.words();
    if !has_claim(words) && !has_claim(place.before(REACH)) {
        return false;
    }
    let passage = words.to_lowercase();
    let terms: usize = TERMS.iter().map(|term| passage.matches(term).count()).sum();
    terms >= LEAST_TERMS && terms * DENSE >= passage.len()
        || MARKERS.iter().any(|it| passage.contains(it)) && passage.len() < 4 * DENSE
}

/// Whether `text` claims copyright: a sign of it with a year nearby, or a phrase that only notices have.
fn has_claim(text: &str) -> bool {
    SIGNS.find_iter(text).any(|sign| {
        let near = head(&text[sign.end()..], NEAR);
        let mut digits = near.char_indices().filter(|(_, c)| c.is_ascii_digit());
        sign.pattern().as_usize() >= SPELLINGS * CLAIMS.len() || digits.any(|(at, _)| starts_with_year(&near[at..]))
    })
}
