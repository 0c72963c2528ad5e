//! A passage in its text, and the questions that several rules ask about it.

use aho_corasick::{AhoCorasick, MatchKind};

use crate::text::Span;
use crate::work::Work;

/// A passage in its text.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    pub text: &'a str,
    pub span: Span,
    pub work: &'a Work<'a>,
}

impl<'a> Place<'a> {
    /// The words of the passage.
    pub fn words(self) -> &'a str {
        &self.text[self.span.start as usize..self.span.end as usize]
    }

    /// The passage with at most `most` bytes before it and behind it.
    pub fn with_surroundings(self, most: usize) -> &'a str {
        let (before, after) = (self.before(most), self.after(most));
        &self.text[self.span.start as usize - before.len()..self.span.end as usize + after.len()]
    }

    /// At most `most` bytes before the passage.
    pub fn before(self, most: usize) -> &'a str {
        let text = &self.text[..self.span.start as usize];
        let from = (text.len().saturating_sub(most)..).find(|&at| text.is_char_boundary(at));
        &text[from.unwrap_or(text.len())..]
    }

    /// At most `most` bytes after the passage.
    pub fn after(self, most: usize) -> &'a str {
        let text = &self.text[self.span.end as usize..];
        head(text, most)
    }
}

/// The beginning of `text`: at most `most` bytes, whole characters.
pub fn head(text: &str, most: usize) -> &str {
    let end = (0..=most.min(text.len())).rev().find(|&at| text.is_char_boundary(at));
    &text[..end.unwrap_or(0)]
}

/// Finds `phrases`, which are lower case, as running text and titles write them: the place of a pattern divided by
/// [`SPELLINGS`] is that of its phrase.
pub fn finder<'a>(phrases: impl IntoIterator<Item = &'a &'a str>) -> AhoCorasick {
    let spellings = phrases.into_iter().flat_map(|&phrase| {
        let capitals = phrase.split(' ').map(capitalised).collect::<Vec<_>>().join(" ");
        [phrase.to_owned(), capitalised(phrase), capitals, phrase.to_uppercase()]
    });
    AhoCorasick::builder().match_kind(MatchKind::LeftmostFirst).build(spellings).expect("a few short phrases")
}

/// Ways in which each phrase of a [`finder`] is spelled.
pub const SPELLINGS: usize = 4;

pub fn capitalised(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// Whether a year stands at the beginning of `text`.
pub fn starts_with_year(text: &str) -> bool {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    digits == 4 && text[..4].parse().is_ok_and(|year: u32| (1500..2100).contains(&year))
}
