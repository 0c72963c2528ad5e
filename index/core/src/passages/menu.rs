//! Menus: short items without sentences, one after the other; and notices about cookies, which say so.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

use crate::passages::place::{Place, finder};
use crate::tuning::passages::menu as tuning;

/// What ends a sentence and no item.
const STOPS: [char; 9] = ['.', '!', '?', '。', '！', '？', '।', ',', '、'];

/// The word for cookies: most languages borrow it.
const COOKIES: [&str; 6] = ["cookie", "クッキー", "쿠키", "คุกกี้", "куки", "ملفات تعريف الارتباط"];

static ABOUT_COOKIES: LazyLock<AhoCorasick> = LazyLock::new(|| finder(&COOKIES));

/// Whether the passage is a menu or a notice about cookies.
pub fn is_menu(place: Place<'_>) -> bool {
    let text = place.words();
    is_list_of_items(text) || is_about_cookies(text)
}

fn is_list_of_items(text: &str) -> bool {
    if !may_be_items(text) {
        return false;
    }
    let items: Vec<&str> = text.split(is_separator).map(str::trim).filter(|item| !item.is_empty()).collect();
    if items.len() < tuning::least_items() {
        return false;
    }
    let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).count();
    let is_item = |item: &&&str| {
        item.split_whitespace().count() <= tuning::most_words()
            && item.chars().count() <= tuning::most_letters()
            && !item.contains(STOPS)
    };
    let short: Vec<usize> = items.iter().filter(is_item).map(|item| letters(item)).collect();
    short.len() >= tuning::least_items()
        && short.iter().sum::<usize>() as f64 >= tuning::least_share() * letters(text) as f64
}

/// Whether items end at `c`: lines, and signs between them.
fn is_separator(c: char) -> bool {
    matches!(c, '\n' | '|' | '»' | '›' | '•' | '·' | '→' | '▸' | '\t' | '｜')
}

/// Whether `text` has as many separators as items of its length need: yes, a little too often.
fn may_be_items(text: &str) -> bool {
    let begins_separator = |byte: &u8| matches!(byte, b'\n' | b'|' | b'\t' | 0xc2 | 0xe2 | 0xef);
    let separators = text.bytes().filter(begins_separator).count();
    let letters = text.bytes().filter(u8::is_ascii_alphanumeric).count();
    ((separators + 1) * tuning::most_letters()) as f64 >= tuning::least_share() * letters as f64
}

fn is_about_cookies(text: &str) -> bool {
    let times = ABOUT_COOKIES.find_iter(text).count();
    times >= tuning::least_cookies() && times * tuning::cookies_dense() >= text.len()
}
