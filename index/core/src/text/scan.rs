//! The general tokeniser: any script, one cluster at a time.

use super::fold::{Folder, latin_lookalike};
use super::script::{extends, is_ignorable, is_latin, is_unspaced, is_word};
use super::token::{Span, Tokens};
use crate::hash;

const STEM_LETTERS: usize = 5;
const STEM_MIN_LETTERS: usize = 4;

/// A letter of the token under construction.
struct Letter {
    original: char,
    folded: char,
}

/// State of one pass over a text.
pub struct Scanner<'a> {
    text: &'a str,
    folder: Folder,
    out: Tokens,
    open: Vec<Letter>,
    span: Span,
    /// End of the last unspaced token and its hash, to pair neighbours.
    unspaced: Option<(u32, u64)>,
    normal: String,
}

impl<'a> Scanner<'a> {
    pub fn new(text: &'a str) -> Self {
        let (open, unspaced, normal) = (Vec::new(), None, String::new());
        Self { text, folder: Folder::new(), out: Tokens::default(), open, span: Span::default(), unspaced, normal }
    }

    pub fn run(mut self) -> Tokens {
        let mut chars = self.text.char_indices().peekable();
        let mut cluster = String::new();
        while let Some((start, c)) = chars.next() {
            if is_ignorable(c) {
                self.count_ignorable(c);
                continue;
            }
            cluster.clear();
            cluster.push(c);
            let mut end = start + c.len_utf8();
            while let Some(&(at, next)) = chars.peek() {
                if is_ignorable(next) {
                    self.count_ignorable(next);
                } else if extends(next) {
                    cluster.push(next);
                    end = at + next.len_utf8();
                } else {
                    break;
                }
                chars.next();
            }
            self.cluster(c, &cluster, Span { start: start as u32, end: end as u32 });
        }
        self.close();
        self.out
    }

    fn count_ignorable(&mut self, c: char) {
        if c == '\u{ad}' {
            self.out.undone.soft_hyphens += 1;
        } else {
            self.out.undone.invisible += 1;
        }
    }

    fn cluster(&mut self, original: char, cluster: &str, span: Span) {
        let folded = self.folder.fold(cluster);
        if folded.chars().next().is_some_and(is_unspaced) {
            return self.unspaced(&folded, span);
        }
        for c in folded.chars() {
            if is_word(c) || (extends(c) && !self.open.is_empty()) {
                if self.open.is_empty() {
                    self.span.start = span.start;
                }
                self.span.end = span.end;
                self.open.push(Letter { original, folded: c });
            } else {
                self.close();
            }
        }
        if !cluster.is_ascii() && !self.open.is_empty() && self.folder.is_compatibility(cluster) {
            self.out.undone.compatibility += 1;
        }
    }

    /// A token of its own; the stem is that of the pair with the next one, so that stems carry as much as a word.
    fn unspaced(&mut self, folded: &str, span: Span) {
        self.close();
        let hash = hash::token(folded.as_bytes());
        if let Some((end, before)) = self.unspaced
            && end == span.start
        {
            *self.out.stems.last_mut().expect("a token went before") = hash::combine(before, hash);
        }
        self.push(hash, hash, span);
        self.unspaced = Some((span.end, hash));
    }

    fn close(&mut self) {
        if self.open.is_empty() {
            return;
        }
        self.fold_lookalikes();
        self.normal.clear();
        self.normal.extend(self.open.iter().map(|letter| letter.folded));
        let hash = hash::token(self.normal.as_bytes());
        let stem = self.normal.char_indices().nth(STEM_LETTERS).map_or(&*self.normal, |(end, _)| &self.normal[..end]);
        let stem = if self.open.len() < STEM_MIN_LETTERS { 0 } else { hash::token(stem.as_bytes()) };
        self.push(hash, stem, self.span);
        self.unspaced = None;
        self.open.clear();
    }

    fn push(&mut self, hash: u64, stem: u64, span: Span) {
        self.out.hashes.push(hash);
        self.out.stems.push(stem);
        self.out.spans.push(span);
    }

    /// Replaces letters that only look Latin.
    ///
    /// In a word that mixes scripts every one is replaced and counted. A word made of nothing but
    /// look-alikes is replaced too, so that it meets its Latin twin, but it may be an honest word of
    /// its own script and is not counted.
    fn fold_lookalikes(&mut self) {
        if self.open.iter().all(|letter| letter.original.is_ascii()) {
            return;
        }
        let mixed = self.open.iter().any(|letter| is_latin(letter.folded));
        if mixed {
            for letter in &mut self.open {
                let twin = latin_lookalike(letter.original).or_else(|| latin_lookalike(letter.folded));
                if let Some(latin) = twin {
                    letter.folded = latin;
                    self.out.undone.lookalikes += 1;
                }
            }
        } else if self.open.iter().all(|letter| latin_lookalike(letter.folded).is_some()) {
            for letter in &mut self.open {
                letter.folded = latin_lookalike(letter.folded).expect("checked above");
            }
        }
    }
}
