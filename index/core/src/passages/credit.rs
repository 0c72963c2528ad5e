//! Credit: a reference or a name right beside a passage that says whose it is.

use crate::passages::place::{Place, starts_with_year};
use crate::tuning::passages::credit as tuning;

/// Whether a reference follows the passage or ends it, or a name with a colon introduces it as a quotation.
pub fn is_credited(place: Place<'_>) -> bool {
    let words = place.words();
    let closing = |c: char| c.is_whitespace() || "\"'”“»«’」』.,;:!?。、".contains(c);
    let after = place.after(tuning::reach()).trim_start_matches(closing);
    starts_with_reference(after) || starts_with_name(after, place.after(tuning::reach())) || ends_with_reference(words)
}

/// `[12]`, `(Miller, 1998)`, `（Miller 1998）` or a raised number.
fn starts_with_reference(text: &str) -> bool {
    let Some(first) = text.chars().next() else { return false };
    let rest = &text[first.len_utf8()..];
    match first {
        '[' => rest.find(']').is_some_and(|end| is_numbers(&rest[..end])),
        '(' => rest.find(')').is_some_and(|end| names_year(&rest[..end])),
        '（' => rest.find('）').is_some_and(|end| names_year(&rest[..end])),
        _ => "¹²³⁴⁵⁶⁷⁸⁹".contains(first),
    }
}

/// Whether the passage itself ends with such a reference: then it was copied along.
fn ends_with_reference(words: &str) -> bool {
    let last = words.rfind(['[', '(', '（']).filter(|at| words.len() - at <= tuning::reach());
    last.is_some_and(|at| {
        let end = words[at..].find([']', ')', '）']).map_or(words.len(), |end| at + end + 1);
        starts_with_reference(&words[at..]) && !words[end..].contains(char::is_alphanumeric)
    })
}

/// `— Jane Miller`: a dash after the closing mark, and a name in a line of its own or up to the next stop.
fn starts_with_name(text: &str, raw: &str) -> bool {
    let name = text.trim_start_matches(['—', '–', '―', '-', ' ']);
    let dashed = name.len() < text.len() && !text.starts_with(' ');
    let line = name.split(['\n', '.', ',', '。']).next().unwrap_or_default();
    let own_line = raw.contains('\n') || text.starts_with(['—', '―']);
    dashed
        && own_line
        && line.split_whitespace().count() <= tuning::longest_name()
        && line.chars().next().is_some_and(is_capital)
}

/// Capitals, and letters of scripts that have none.
fn is_capital(c: char) -> bool {
    c.is_alphabetic() && !c.is_lowercase()
}

fn is_numbers(text: &str) -> bool {
    text.contains(|c: char| c.is_ascii_digit()) && text.chars().all(|c| c.is_ascii_digit() || ", –-".contains(c))
}

/// Whether `text` names a year, and before it something else.
fn names_year(text: &str) -> bool {
    let starts = text
        .char_indices()
        .filter(|&(at, c)| c.is_ascii_digit() && !text[..at].ends_with(|c: char| c.is_ascii_digit()));
    let mut years = starts.filter(|&(at, _)| starts_with_year(&text[at..]));
    years.next().is_some_and(|(at, _)| text[..at].contains(char::is_alphabetic))
}
