//! Passages told by their layout: contents pages (titles with leaders and page numbers), figures and tables of numbers.

use crate::passages::place::Place;
use crate::passages::references;
use crate::tuning::passages::{contents, figure};

/// Leaders: what leads from a title to its page number.
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
        rows += usize::from(row == contents::leader());
    }
    rows >= contents::least_leaders()
}

/// Whether most lines end in a number, and these never fall.
fn has_rising_pages(text: &str) -> bool {
    let lines = text.lines().filter(|line| !line.trim().is_empty()).count();
    let pages: Vec<u16> = text.lines().filter_map(page).collect();
    pages.len() >= contents::least_pages()
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

/// Whether the passage is a figure or a table of numbers. A list of references may look the same where a letter is a word.
pub fn is_figure(place: Place<'_>) -> bool {
    let (mut letters, mut others) = (0, 0);
    for c in place.words().chars().filter(|c| !c.is_whitespace()) {
        *(if c.is_alphabetic() { &mut letters } else { &mut others }) += 1;
    }
    f64::from(letters) < figure::least_letters() * f64::from(letters + others) && !references::is_list(place)
}
