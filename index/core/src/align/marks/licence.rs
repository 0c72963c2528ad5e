//! Licences: notices of copyright and the terms that come with them.

use super::{Place, head, starts_with_year};

/// Bytes before a passage in which its notice stands: the line with the owner differs from text to text.
const REACH: usize = 400;

/// Bytes between a sign of copyright and its year or its owner.
const NEAR: usize = 24;

/// Signs that a claim is made, lower case.
const CLAIMS: [&str; 3] = ["©", "(c)", "copyright"];

/// Phrases that only notices have, whatever the language around them.
const MARKERS: [&str; 2] = ["spdx-license-identifier", "all rights reserved"];

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
    let lower = |text: &str| text.to_lowercase();
    let words = place.words();
    if !has_claim(words) && !has_claim(place.before(REACH)) {
        return false;
    }
    let passage = lower(words);
    let terms: usize = TERMS.iter().map(|term| passage.matches(term).count()).sum();
    terms >= LEAST_TERMS && terms * DENSE >= passage.len()
        || MARKERS.iter().any(|it| passage.contains(it)) && passage.len() < 4 * DENSE
}

/// Whether `text` claims copyright: a sign of it with a year nearby, or a phrase that only notices have.
fn has_claim(text: &str) -> bool {
    if !text.contains('©')
        && !text.contains("(c)")
        && !text.contains("(C)")
        && !text.contains("opyright")
        && !text.contains("OPYRIGHT")
        && !text.contains("SPDX")
        && !text.contains("ights reserved")
    {
        return false;
    }
    let text = text.to_lowercase();
    let claims = CLAIMS.iter().flat_map(|claim| text.match_indices(claim).map(|(at, claim)| at + claim.len()));
    let dated = |from: usize| {
        let near = head(&text[from..], NEAR);
        near.char_indices().any(|(at, c)| c.is_ascii_digit() && starts_with_year(&near[at..]))
    };
    claims.into_iter().any(dated) || MARKERS.iter().any(|marker| text.contains(marker))
}
