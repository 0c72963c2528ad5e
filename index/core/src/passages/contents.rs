//! Contents pages: titles with the numbers of their pages, and what leads the eye from one to the other.

use crate::passages::place::Place;
use crate::tuning::passages::contents as tuning;

/// What leads from a title to its page.
const LEADERS: [char; 4] = ['.', '·', '…', '_'];

/// Whether the passage is part of a list of contents.
pub fn is_contents(place: Place<'_>) -> bool {
    let text = place.words();
    has_leaders(text) || has_rising_pages(text)
}

/// Whether rows of dots, with or without spaces between them, stand in `text` often enough.
fn has_leaders(text: &str) -> bool {
    let (mut rows, mut row) = (0, 0);
    for c in text.chars().filter(|&c| c != ' ') {
        row = if LEADERS.contains(&c) { row + 1 } else { 0 };
        rows += usize::from(row == tuning::leader());
    }
    rows >= tuning::least_leaders()
}

/// Whether most lines end in a number, and these never fall.
fn has_rising_pages(text: &str) -> bool {
    let lines = text.lines().filter(|line| !line.trim().is_empty()).count();
    let pages: Vec<u16> = text.lines().filter_map(page).collect();
    pages.len() >= tuning::least_pages()
        && pages.len() * 2 >= lines
        && pages.is_sorted()
        && pages.first() < pages.last()
}

/// The number of a page that `line` ends in.
fn page(line: &str) -> Option<u16> {
    let (title, last) = line.trim_end().rsplit_once(char::is_whitespace)?;
    let number = last.trim_start_matches(LEADERS);
    (!title.trim().is_empty() && number.bytes().all(|byte| byte.is_ascii_digit())).then(|| number.parse().ok())?
}
