//! Menus: short items without sentences, one after the other; and notices about cookies, which say so.

use super::Place;

/// Items that are a menu, and the share of the letters of the passage that they hold.
const LEAST_ITEMS: usize = 5;
const LEAST_SHARE: f64 = 0.7;

/// Words of an item, and letters, for scripts without spaces.
const MOST_WORDS: usize = 4;
const MOST_LETTERS: usize = 32;

/// What separates items, besides lines.
const SEPARATORS: [char; 10] = ['\n', '|', '»', '›', '•', '·', '→', '▸', '\t', '｜'];

/// What ends a sentence and no item.
const STOPS: [char; 9] = ['.', '!', '?', '。', '！', '？', '।', ',', '、'];

/// The word for cookies: most languages borrow it.
const COOKIES: [&str; 6] = ["cookie", "クッキー", "쿠키", "คุกกี้", "куки", "ملفات تعريف الارتباط"];

/// Bytes of a notice for each time that it says cookies, which is twice at least.
const COOKIES_DENSE: usize = 250;

/// Whether the passage is a menu or a notice about cookies.
pub fn is_menu(place: Place<'_>) -> bool {
    let text = place.words();
    is_list_of_items(text) || is_about_cookies(text)
}

fn is_list_of_items(text: &str) -> bool {
    let items: Vec<&str> = text.split(SEPARATORS).map(str::trim).filter(|item| !item.is_empty()).collect();
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

fn is_about_cookies(text: &str) -> bool {
    let lower = if text.is_ascii() { text.to_ascii_lowercase() } else { text.to_lowercase() };
    let times: usize = COOKIES.iter().map(|word| lower.matches(word).count()).sum();
    times >= 2 && times * COOKIES_DENSE >= text.len()
}
