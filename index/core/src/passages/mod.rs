//! Labels: reasons for which a reader may want to leave a passage out. Nothing is left out here.
//!
//! They are read from the passage and the text around it, by the shape that quotations, lists of references, licences
//! and menus have in every language. What is common in an index is another matter, and not known here.

mod credit;
mod licence;
mod menu;
mod quotation;
mod references;
#[cfg(test)]
mod tests;

use aho_corasick::{AhoCorasick, MatchKind};

use crate::text::Span;
use crate::work::Work;

/// A reason to leave a passage out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Label {
    /// It stands in quotation marks.
    Quoted,
    /// A reference or a name next to it says whose it is.
    Credited,
    /// It is a list of references.
    References,
    /// It is a licence or copyright notice.
    Licence,
    /// It is a menu, a list of links or a notice about cookies.
    Menu,
}

/// A rule that looks at a place of a text.
type Rule = fn(Place<'_>) -> bool;

const RULES: [(Label, Rule); 5] = [
    (Label::Quoted, quotation::is_quoted),
    (Label::Credited, credit::is_credited),
    (Label::References, references::is_list),
    (Label::Licence, licence::is_notice),
    (Label::Menu, menu::is_menu),
];

/// The labels that a passage at `spans` has in one of two texts.
pub fn labels(texts: [&str; 2], spans: [Span; 2], work: &Work<'_>) -> Vec<Label> {
    let places = [0, 1].map(|side| Place { text: texts[side], span: spans[side], work });
    let holds = |rule: Rule| places.into_iter().any(rule);
    RULES.into_iter().filter(|&(_, rule)| holds(rule)).map(|(label, _)| label).collect()
}

/// A passage in its text.
#[derive(Clone, Copy, Debug)]
struct Place<'a> {
    text: &'a str,
    span: Span,
    work: &'a Work<'a>,
}

impl<'a> Place<'a> {
    /// The words of the passage.
    fn words(self) -> &'a str {
        &self.text[self.span.start as usize..self.span.end as usize]
    }

    /// At most `most` bytes before the passage.
    fn before(self, most: usize) -> &'a str {
        let text = &self.text[..self.span.start as usize];
        let from = (text.len().saturating_sub(most)..).find(|&at| text.is_char_boundary(at));
        &text[from.unwrap_or(text.len())..]
    }

    /// At most `most` bytes after the passage.
    fn after(self, most: usize) -> &'a str {
        let text = &self.text[self.span.end as usize..];
        head(text, most)
    }
}

/// The beginning of `text`: at most `most` bytes, whole characters.
fn head(text: &str, most: usize) -> &str {
    let end = (0..=most.min(text.len())).rev().find(|&at| text.is_char_boundary(at));
    &text[..end.unwrap_or(0)]
}

/// Finds `phrases`, which are lower case, as running text and titles write them: the place of a pattern divided by
/// [`SPELLINGS`] is that of its phrase.
fn finder<'a>(phrases: impl IntoIterator<Item = &'a &'a str>) -> AhoCorasick {
    let spellings = phrases.into_iter().flat_map(|&phrase| {
        let capitals = phrase.split(' ').map(capitalised).collect::<Vec<_>>().join(" ");
        [phrase.to_owned(), capitalised(phrase), capitals, phrase.to_uppercase()]
    });
    AhoCorasick::builder().match_kind(MatchKind::LeftmostFirst).build(spellings).expect("a few short phrases")
}

/// Ways in which each phrase of a [`finder`] is spelled.
const SPELLINGS: usize = 4;

fn capitalised(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// Whether a year stands at the beginning of `text`.
fn starts_with_year(text: &str) -> bool {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    digits == 4 && text[..4].parse().is_ok_and(|year: u32| (1500..2100).contains(&year))
}
