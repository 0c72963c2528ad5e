//! Context overlap: the words that passages share with the text around them, in each of two texts.

use crate::hash::{self, HashKeyed};
use crate::text::Span;
use crate::tuning::signals::context_overlap as tuning;

/// Words inside the passages of both texts that stand around them, too: by text, rising, each once, lower case.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ContextOverlap {
    /// Those among as many words around as are looked at in both texts, evenly spread.
    pub near: [Vec<String>; 2],
    /// Those among all words around.
    pub around: [Vec<String>; 2],
}

/// The context overlap of the passages at `spans` in two texts; `None` if too little stands around them in one.
///
/// Steps follow the length of what is within reach of the passages.
pub fn context_overlap(texts: [&str; 2], spans: [&[Span]; 2]) -> Option<ContextOverlap> {
    let outside = [0, 1].map(|side| outside(texts[side], spans[side]).to_lowercase());
    let around = outside.each_ref().map(|text| words(text).collect::<Vec<&str>>());
    let size = around[0].len().min(around[1].len()).min(tuning::most_words());
    if size < tuning::least_words() {
        return None;
    }
    let inside = [0, 1].map(|side| inside(texts[side], spans[side]).to_lowercase());
    let left: HashKeyed<()> = words(&inside[0]).map(|word| (key(word), ())).collect();
    let both: HashKeyed<()> =
        words(&inside[1]).map(|word| (key(word), ())).filter(|(key, ())| left.contains_key(key)).collect();
    let shared = |words: &mut dyn Iterator<Item = &str>| {
        let mut shared: Vec<&str> = words.filter(|word| both.contains_key(&key(word))).collect();
        shared.sort_unstable();
        shared.dedup();
        shared.into_iter().map(str::to_owned).collect()
    };
    let near = around.each_ref().map(|all| shared(&mut (0..size).map(|place| all[place * all.len() / size])));
    Some(ContextOverlap { near, around: around.each_ref().map(|all| shared(&mut all.iter().copied())) })
}

fn key(word: &str) -> u64 {
    hash::token(word.as_bytes())
}

/// Runs of letters that are long enough.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let is_long = |word: &&str| word.len() >= tuning::letters() && word.chars().nth(tuning::letters() - 1).is_some();
    text.split(|c: char| !c.is_alphabetic()).filter(is_long)
}

/// The beginnings of the passages.
fn inside(text: &str, spans: &[Span]) -> String {
    let pieces = spans.iter().map(|span| head(&text[span.start as usize..span.end as usize]));
    pieces.collect::<Vec<&str>>().join(" ")
}

/// What stands on both sides of each passage, as far as it lies within reach of it.
fn outside(text: &str, spans: &[Span]) -> String {
    let mut sorted = spans.to_vec();
    sorted.sort_unstable();
    let (mut out, mut at) = (String::new(), 0);
    let end = text.len() as u32;
    for span in sorted.into_iter().chain([Span { start: end, end }]) {
        let piece = text.get(at..span.start as usize).unwrap_or_default();
        let (first, last) = (head(piece), tail(piece));
        let near = if first.len() + last.len() < piece.len() { [first, last] } else { [piece, ""] };
        near.into_iter().flat_map(|part| [part, " "]).for_each(|part| out.push_str(part));
        at = at.max(span.end as usize);
    }
    out
}

/// The characters of `text` within reach of its beginning.
fn head(text: &str) -> &str {
    text.char_indices().nth(tuning::reach()).map_or(text, |(end, _)| &text[..end])
}

/// The characters of `text` within reach of its end.
fn tail(text: &str) -> &str {
    text.char_indices().nth_back(tuning::reach() - 1).map_or(text, |(start, _)| &text[start..])
}
