//! Context overlap: the words that passages share with the text around them, in each of two texts.

use std::ops::Range;

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

/// The words of a text that are long enough to tell something, found once for all its pairs.
#[derive(Clone, Debug)]
pub struct ContextWords(Vec<Word>);

/// Where a word stands, in bytes, and what it has in common with the same word elsewhere.
#[derive(Clone, Copy, Debug)]
struct Word {
    key: u64,
    start: u32,
    end: u32,
}

/// A text with its words, and with the passages whose surroundings are looked at.
#[derive(Clone, Copy, Debug)]
pub struct Surrounded<'a> {
    /// The text.
    pub text: &'a str,
    /// Its words.
    pub words: &'a ContextWords,
    /// Its passages, in any order; they may overlap.
    pub spans: &'a [Span],
}

/// The context overlap of the passages of two texts; `None` if too little stands around them in one.
///
/// Steps follow the number of words within reach of the passages.
pub fn context_overlap(sides: [Surrounded<'_>; 2]) -> Option<ContextOverlap> {
    let around = sides.map(|side| words_in(side, outside(side.text, side.spans)));
    let size = around[0].len().min(around[1].len()).min(tuning::most_words());
    if size < tuning::least_words() {
        return None;
    }
    let inside = sides.map(|side| words_in(side, inside(side.text, side.spans)));
    let left: HashKeyed<()> = inside[0].iter().map(|word| (word.key, ())).collect();
    let both = inside[1].iter().map(|word| (word.key, ())).filter(|(key, ())| left.contains_key(key)).collect();
    let near = |all: &[Word]| (0..size).map(|place| all[place * all.len() / size]).collect::<Vec<Word>>();
    Some(ContextOverlap {
        near: [0, 1].map(|side| shared(sides[side].text, &near(&around[side]), &both)),
        around: [0, 1].map(|side| shared(sides[side].text, &around[side], &both)),
    })
}

/// Those of the `words` of a text that `both` passages have.
fn shared(text: &str, words: &[Word], both: &HashKeyed<()>) -> Vec<String> {
    let mut left = both.clone();
    let found = words.iter().filter(|word| left.remove(&word.key).is_some());
    let mut found: Vec<String> = found.map(|word| text[word.bytes()].to_lowercase()).collect();
    found.sort_unstable();
    found
}

impl ContextWords {
    /// The words of a text. Steps follow its length.
    pub fn new(text: &str) -> Self {
        let mut lower = String::new();
        let runs = text.split(|c: char| !c.is_alphabetic()).filter(is_long);
        let start = |run: &str| run.as_ptr() as usize - text.as_ptr() as usize;
        Self(runs.map(|run| Word::new(start(run), run, &mut lower)).collect())
    }
}

impl Word {
    /// The word that begins at byte `start`; `lower` is memory to work in.
    fn new(start: usize, word: &str, lower: &mut String) -> Self {
        lower.clear();
        if word.is_ascii() {
            lower.push_str(word);
            lower.make_ascii_lowercase();
        } else {
            lower.push_str(&word.to_lowercase());
        }
        Self { key: hash::token(lower.as_bytes()), start: start as u32, end: (start + word.len()) as u32 }
    }

    fn bytes(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// Whether a run of letters is long enough.
fn is_long(run: &&str) -> bool {
    run.len() >= tuning::letters() && run.chars().nth(tuning::letters() - 1).is_some()
}

/// The words in these ranges of bytes. Of a word across the end of a range, what lies inside is a word.
fn words_in(side: Surrounded<'_>, ranges: Vec<Range<usize>>) -> Vec<Word> {
    let (all, mut lower) = (&side.words.0, String::new());
    let mut found = Vec::new();
    for range in ranges {
        let first = all.partition_point(|word| word.end as usize <= range.start);
        for &word in all[first..].iter().take_while(|word| (word.start as usize) < range.end) {
            let bytes = word.bytes().start.max(range.start)..word.bytes().end.min(range.end);
            if bytes == word.bytes() {
                found.push(word);
            } else if is_long(&&side.text[bytes.clone()]) {
                found.push(Word::new(bytes.start, &side.text[bytes], &mut lower));
            }
        }
    }
    found
}

/// The beginnings of the passages.
fn inside(text: &str, spans: &[Span]) -> Vec<Range<usize>> {
    let head = |&Span { start, end }: &Span| start as usize..head(text, start as usize..end as usize);
    spans.iter().map(head).collect()
}

/// What stands on both sides of each passage, as far as it lies within reach of it.
fn outside(text: &str, spans: &[Span]) -> Vec<Range<usize>> {
    let mut sorted = spans.to_vec();
    sorted.sort_unstable();
    let (mut out, mut at) = (Vec::new(), 0);
    let end = text.len() as u32;
    for span in sorted.into_iter().chain([Span { start: end, end }]) {
        let piece = at..(span.start as usize).max(at);
        let (first, last) = (head(text, piece.clone()), tail(text, piece.clone()));
        if first < last {
            out.extend([piece.start..first, last..piece.end]);
        } else {
            out.push(piece);
        }
        at = at.max(span.end as usize);
    }
    out
}

/// Where the characters within reach of the beginning of a range end.
fn head(text: &str, range: Range<usize>) -> usize {
    let reach = tuning::reach();
    if range.len() <= reach {
        return range.end;
    }
    text[range.clone()].char_indices().nth(reach).map_or(range.end, |(at, _)| range.start + at)
}

/// Where the characters within reach of the end of a range begin.
fn tail(text: &str, range: Range<usize>) -> usize {
    let reach = tuning::reach();
    if range.len() <= reach {
        return range.start;
    }
    text[range.clone()].char_indices().nth_back(reach - 1).map_or(range.start, |(at, _)| range.start + at)
}
