//! The obvious tokeniser, with which tests compare the real one: no cache, no fast path, one question at a time.

use crate::hash;
use crate::text::fold::{Folder, latin_lookalike, latin_twin};
use crate::text::script::{extends, is_ignorable, is_latin, is_unspaced, is_word};
use crate::text::token::{Span, Tokens};
use crate::text::word::{STEM_LETTERS, STEM_MIN_LETTERS};

/// A character in normal form: where its cluster stands, and its twin beside Latin letters.
#[derive(Clone, Copy)]
struct Letter {
    c: char,
    twin: Option<char>,
    span: Span,
}

/// What the normal form of a text is made of.
enum Piece {
    Word(Vec<Letter>),
    Unspaced(Vec<Letter>),
    Gap,
}

/// The tokens of `text`.
pub fn tokenize(text: &str) -> Tokens {
    let mut tokens = Tokens::default();
    for c in text.chars().filter(|&c| is_ignorable(c)) {
        tokens.normalization.soft_hyphens += u32::from(c == '\u{ad}');
        tokens.normalization.invisible += u32::from(c != '\u{ad}');
    }
    let mut pieces = vec![Piece::Gap];
    for (cluster, span) in clusters(text) {
        tokens.normalization.compatibility += u32::from(add_cluster(&mut pieces, &cluster, span));
    }
    let mut before: Option<u64> = None;
    for piece in pieces {
        before = match piece {
            Piece::Gap => None,
            Piece::Word(letters) => {
                push_word(&mut tokens, letters);
                None
            }
            Piece::Unspaced(letters) => Some(push_unspaced(&mut tokens, &letters, before)),
        };
    }
    tokens
}

/// Characters with what attaches to them, invisible ones dropped. Separators attract nothing.
fn clusters(text: &str) -> Vec<(String, Span)> {
    let mut clusters: Vec<(String, Span)> = Vec::new();
    for (at, c) in text.char_indices().filter(|(_, c)| !is_ignorable(*c)) {
        let span = Span { start: at as u32, end: (at + c.len_utf8()) as u32 };
        match clusters.last_mut() {
            Some((cluster, whole)) if extends(c) && !is_separator(cluster) => {
                cluster.push(c);
                whole.end = span.end;
            }
            _ => clusters.push((c.to_string(), span)),
        }
    }
    clusters
}

fn is_separator(cluster: &str) -> bool {
    let mut chars = cluster.chars();
    let first = chars.next().expect("a cluster is not empty");
    let (folded, _) = Folder::new().fold(&first.to_string());
    chars.next().is_none() && !extends(first) && !folded.chars().any(|c| is_word(c) || is_unspaced(c))
}

/// Adds the normal form of a cluster; whether it was a compatibility form inside a word.
fn add_cluster(pieces: &mut Vec<Piece>, cluster: &str, span: Span) -> bool {
    let folder = Folder::new();
    let (folded, cased) = folder.fold(cluster);
    let mut in_word = false;
    let mut unspaced_here = false;
    for (at, c) in folded.chars().enumerate() {
        let twin = if at == 0 { latin_twin(cased, c) } else { latin_lookalike(c) };
        let letter = Letter { c, twin, span };
        match pieces.last_mut().expect("never empty") {
            Piece::Unspaced(letters) if extends(c) && unspaced_here => letters.push(letter),
            Piece::Word(letters) if extends(c) => letters.push(letter),
            _ if is_unspaced(c) => {
                pieces.push(Piece::Unspaced(vec![letter]));
                unspaced_here = true;
            }
            Piece::Word(letters) if is_word(c) => {
                letters.push(letter);
                in_word = true;
            }
            _ if is_word(c) => {
                pieces.push(Piece::Word(vec![letter]));
                in_word = true;
            }
            _ => pieces.push(Piece::Gap),
        }
    }
    in_word && folder.is_compatibility(cluster)
}

fn push_word(tokens: &mut Tokens, mut letters: Vec<Letter>) {
    let span = Span { start: letters[0].span.start, end: letters[letters.len() - 1].span.end };
    if letters.iter().any(|letter| is_latin(letter.c)) {
        for letter in &mut letters {
            tokens.normalization.lookalikes += u32::from(letter.twin.is_some());
            letter.c = letter.twin.unwrap_or(letter.c);
        }
    } else if letters.iter().all(|letter| latin_lookalike(letter.c).is_some()) {
        letters.iter_mut().for_each(|letter| letter.c = latin_lookalike(letter.c).expect("checked above"));
    }
    let normal: String = letters.iter().map(|letter| letter.c).collect();
    let stem: String = normal.chars().take(STEM_LETTERS).collect();
    let has_stem = normal.chars().count() >= STEM_MIN_LETTERS;
    tokens.hashes.push(hash::token(normal.as_bytes()));
    tokens.stems.push(if has_stem { hash::token(stem.as_bytes()) } else { 0 });
    tokens.spans.push(span);
}

/// Adds a token of a script without spaces, and completes the stem of its neighbour `before`.
fn push_unspaced(tokens: &mut Tokens, letters: &[Letter], before: Option<u64>) -> u64 {
    let hash = hash::token(letters.iter().map(|letter| letter.c).collect::<String>().as_bytes());
    if let (Some(before), Some(stem)) = (before, tokens.stems.last_mut()) {
        *stem = hash::combine(before, hash);
    }
    tokens.hashes.push(hash);
    tokens.stems.push(hash);
    tokens.spans.push(letters[0].span);
    hash
}
