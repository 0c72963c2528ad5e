//! Menus: short items without sentences, one after the other; and notices about cookies, which say so.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

use crate::passages::place::{Place, finder};

/// Items that are a menu, and the share of the letters of the passage that they hold.
const LEAST_ITEMS: usize = 5;
const LEAST_SHARE: f64 = 0.7;

/// Words of an item, and letters, for scripts without spaces.
const MOST_WORDS: usize = 4;
const MOST_LETTERS: usize = 32;

/// What ends a sentence and no item.
const STOPS: [char; 9] = ['.', '!', '?', '。', '！', '？', '।', ',', '、'];

/// The word for cookies: most languages borrow it.
const COOKIES: [&str; 6] = ["cookie", "クッキー", "쿠키", "คุกกี้", "куки", "ملفات تعريف الارتباط"];

static ABOUT_COOKIES: LazyLock<AhoCorasick> = LazyLock::new(|| finder(&COOKIES));

/// Bytes of a notice for each time that it says cookies, which is twice at least.
const COOKIES_DENSE: usize = 250;

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
    if items.len() < LEAST_ITEMS {
        return false;
    }
    let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).count();
    let is_item = |item: &&&str| {
        item.split_whitespace().count() <= MOST_WORDS && item.chars().count() <= MOST_LETTERS && !item.contains(STOPS)
    };
    let short: Vec<usize> = items.iter().filter(is_item).map(|item| letters(item)).collect();
    short.len() >= LEAST_ITEMS && short.iter().sum::<usize>() as f64 >= LEAST_SHARE * letters(text) as f64
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
    ((separators + 1) * MOST_LETTERS) as f64 >= LEAST_SHARE * letters as f64
}

fn is_about_cookies(text: &str) -> bool {
    let times = ABOUT_COOKIES.find_iter(text).count();
    times >= 2 && times * COOKIES_DENSE >= text.len()
}
