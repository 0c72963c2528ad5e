//! Quotations: what stands between quotation marks, or in lines quoted as in mail.

use crate::passages::place::Place;
use crate::tuning::passages::quotation as tuning;
use crate::work::Work;

/// Opening marks and what closes them. `»` and `”` open, too, in languages that turn them around or have one form.
const PAIRS: [(char, &[char]); 10] = [
    ('“', &['”', '“']),
    ('„', &['“', '”']),
    ('«', &['»']),
    ('»', &['«', '»']),
    ('‹', &['›']),
    ('”', &['”']),
    ('「', &['」']),
    ('『', &['』']),
    ('‘', &['’']),
    ('"', &['"']),
];

/// Whether nearly all of the passage is quoted.
pub fn is_quoted(place: Place<'_>) -> bool {
    let words = place.words();
    if words.trim_start().starts_with('>') || place.before(3).ends_with("> ") {
        return words.lines().skip(1).all(|line| line.trim().is_empty() || line.trim_start().starts_with('>'));
    }
    let before = after_last_blank_line(place.before(tuning::reach()));
    let after = before_first_blank_line(place.after(tuning::reach()));
    if ![before, words, after].iter().any(|part| part.bytes().any(|byte| may_open(byte.into()))) {
        return false;
    }
    let start = place.span.start as usize;
    let text = &place.text[start - before.len()..place.span.end as usize + after.len()];
    let inside = inside(text, place.work);
    // Most passages that are not quoted have too few quoted characters, whichever these are.
    let (most_quoted, least) =
        (inside.iter().filter(|&&it| it).count(), words.bytes().filter(u8::is_ascii_alphanumeric).count());
    if (most_quoted as f64) < tuning::least_quoted() * least as f64 {
        return false;
    }
    let passage = before.len()..before.len() + words.len();
    let (quoted, all) = text
        .char_indices()
        .zip(inside)
        .filter(|((at, c), _)| passage.contains(at) && c.is_alphanumeric())
        .fold((0, 0), |(quoted, all), (_, inside)| (quoted + u32::from(inside), all + 1));
    all > 0 && f64::from(quoted) >= tuning::least_quoted() * f64::from(all)
}

/// For each character of `text` whether it stands in quotation marks.
///
/// Each search for a closing mark ends where the next one begins, or finds none: then there is none for later opening
/// marks of its kind either.
fn inside(text: &str, work: &Work<'_>) -> Vec<bool> {
    let chars: Vec<char> = text.chars().collect();
    let mut out = vec![false; chars.len()];
    let mut unclosed: Vec<&[char]> = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        let closing = closers(&chars, at);
        let end = closing.filter(|closers| !unclosed.contains(closers)).and_then(|closers| {
            let end = (at + 1..chars.len()).find(|&end| closes(&chars, end, closers));
            work.count(end.unwrap_or(chars.len()) - at);
            unclosed.extend(end.is_none().then_some(closers));
            end
        });
        // A paragraph of a longer quotation has no closing mark; a straight mark alone may be an inch.
        let end = end.or(closing.filter(|_| !matches!(chars[at], '"' | '‘')).map(|_| chars.len()));
        if let Some(end) = end {
            out[at..end].fill(true);
        }
        at = end.unwrap_or(at) + 1;
    }
    out
}

/// Whether a character may begin a quotation, or a byte be part of one that may: of ASCII only the straight mark.
fn may_open(code: u32) -> bool {
    code == u32::from('"') || code > 0x7f
}

/// What closes the quotation that begins at `at`, if one does.
fn closers(chars: &[char], at: usize) -> Option<&'static [char]> {
    if !may_open(chars[at].into()) {
        return None; // most characters, and most of the time
    }
    let (_, closers) = PAIRS.iter().find(|pair| pair.0 == chars[at])?;
    let opens = chars.get(at + 1).is_some_and(|c| !c.is_whitespace())
        && at.checked_sub(1).is_none_or(|before| !chars[before].is_alphanumeric() || is_wide(chars[at]));
    opens.then_some(*closers)
}

/// Whether the quotation ends at `at`: an apostrophe inside a word ends none.
fn closes(chars: &[char], at: usize, closers: &[char]) -> bool {
    closers.contains(&chars[at]) && (chars[at] != '’' || !chars.get(at + 1).is_some_and(|c| c.is_alphanumeric()))
}

/// Marks of scripts that write no space before them.
fn is_wide(c: char) -> bool {
    matches!(c, '「' | '『' | '“' | '«')
}

fn after_last_blank_line(text: &str) -> &str {
    text.rfind("\n\n").map_or(text, |at| &text[at + 2..])
}

fn before_first_blank_line(text: &str) -> &str {
    text.find("\n\n").map_or(text, |at| &text[..at])
}
