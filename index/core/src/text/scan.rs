//! The general tokeniser: any script, one cluster at a time.

use crate::hash;
use crate::text::facts::Fact;
use crate::text::fold::Folder;
use crate::text::fold_cache::FoldCache;
use crate::text::token::{NormalizationCounts, Span, Token, TokenSink};
use crate::text::word::Word;

/// Cuts parts of texts into tokens. Parts begin and end where no token can pass.
#[derive(Clone, Debug)]
pub struct Scanner {
    folder: Folder,
    cache: FoldCache,
    word: Word,
    cluster: String,
    part: String,
    /// The last token of a script without spaces, until its neighbour is known.
    waiting: Option<Token>,
    waiting_normal: String,
    normalization: NormalizationCounts,
}

/// A character of the text under the eyes of the scanner.
#[derive(Clone, Copy)]
struct Next {
    at: usize,
    c: char,
    fact: Fact,
}

impl Scanner {
    pub fn new() -> Self {
        Self {
            folder: Folder::new(),
            cache: FoldCache::new(),
            word: Word::default(),
            cluster: String::new(),
            part: String::new(),
            waiting: None,
            waiting_normal: String::new(),
            normalization: NormalizationCounts::default(),
        }
    }

    /// What was undone since it was last asked.
    pub fn take_counts(&mut self) -> NormalizationCounts {
        std::mem::take(&mut self.normalization)
    }

    /// Sends the tokens of `part`, which stands at `offset` in its text, to `sink`.
    pub fn scan(&mut self, part: &str, offset: usize, sink: &mut impl TokenSink) {
        let mut chars = part.char_indices().map(|(at, c)| Next { at: offset + at, c, fact: Fact::of(c) });
        let mut next = chars.next();
        while let Some(current) = next {
            next = chars.next();
            if current.fact.is(Fact::IGNORABLE) {
                self.count_ignorable(current.c);
            } else if current.fact.is(Fact::SEPARATOR) {
                self.close(sink);
            } else if next.is_none_or(|next| !next.fact.is(Fact::IGNORABLE | Fact::EXTENDS))
                && current.fact.is(Fact::SINGLE)
            {
                let end = next.map_or(offset + part.len(), |next| next.at);
                self.single(current, Span { start: current.at as u32, end: end as u32 }, sink);
            } else {
                next = self.cluster(current, next, &mut chars, sink);
            }
        }
        self.close(sink);
    }

    fn count_ignorable(&mut self, c: char) {
        if c == '\u{ad}' {
            self.normalization.soft_hyphens += 1;
        } else {
            self.normalization.invisible += 1;
        }
    }

    /// A cluster of one character whose normal form is one character: no need to ask Unicode again.
    #[inline]
    fn single(&mut self, Next { c, fact, .. }: Next, span: Span, sink: &mut impl TokenSink) {
        let own = if fact.folded == c { fact } else { Fact::of(fact.folded) };
        if own.is(Fact::UNSPACED) {
            let mut buffer = [0u8; 4];
            self.unspaced(fact.folded.encode_utf8(&mut buffer), span, sink);
        } else if own.is(Fact::WORD) {
            self.flush_waiting(sink);
            self.word.push(fact.folded, own, fact.twin, span);
            self.normalization.compatibility += u32::from(fact.is(Fact::COMPATIBILITY));
        } else {
            self.close(sink);
        }
    }

    /// Gathers what attaches to `first`, invisible characters dropped; returns the character after it.
    fn cluster(
        &mut self,
        first: Next,
        mut next: Option<Next>,
        chars: &mut impl Iterator<Item = Next>,
        sink: &mut impl TokenSink,
    ) -> Option<Next> {
        let mut cluster = std::mem::take(&mut self.cluster);
        cluster.clear();
        cluster.push(first.c);
        let mut end = first.at + first.c.len_utf8();
        while let Some(Next { at, c, fact }) = next {
            if fact.is(Fact::IGNORABLE) {
                self.count_ignorable(c);
            } else if fact.is(Fact::EXTENDS) {
                cluster.push(c);
                end = at + c.len_utf8();
            } else {
                break;
            }
            next = chars.next();
        }
        self.fold(&cluster, Span { start: first.at as u32, end: end as u32 }, sink);
        self.cluster = cluster;
        next
    }

    /// Sends the characters of the normal form of `cluster` where they belong.
    fn fold(&mut self, cluster: &str, span: Span, sink: &mut impl TokenSink) {
        let folded = self.cache.fold(&self.folder, cluster);
        let mut in_word = false;
        self.part.clear();
        for (at, c) in folded.normal.chars().enumerate() {
            let fact = Fact::of(c);
            let twin = if at == 0 { folded.twin } else { fact.lookalike };
            if fact.is(Fact::EXTENDS) && !self.part.is_empty() {
                self.part.push(c);
                continue;
            }
            self.flush_part(span, sink);
            if fact.is(Fact::EXTENDS) && !self.word.is_empty() {
                self.word.push(c, fact, twin, span);
            } else if fact.is(Fact::UNSPACED) {
                self.part.push(c);
            } else if fact.is(Fact::WORD) {
                self.flush_waiting(sink);
                self.word.push(c, fact, twin, span);
                in_word = true;
            } else {
                self.close(sink);
            }
        }
        self.flush_part(span, sink);
        self.normalization.compatibility += u32::from(in_word && folded.compatibility);
    }

    /// Ends the unspaced character under construction, if there is one.
    fn flush_part(&mut self, span: Span, sink: &mut impl TokenSink) {
        if !self.part.is_empty() {
            let part = std::mem::take(&mut self.part);
            self.unspaced(&part, span, sink);
            self.part = part;
            self.part.clear();
        }
    }

    /// A token of its own; the stem is that of the pair with the next one, so that stems carry as much as a word.
    #[inline]
    fn unspaced(&mut self, normal: &str, span: Span, sink: &mut impl TokenSink) {
        self.flush_word(sink);
        let hash = hash::token(normal.as_bytes());
        if let Some(waiting) = &mut self.waiting {
            waiting.stem = hash::combine(waiting.hash, hash);
        }
        self.flush_waiting(sink);
        self.waiting = Some(Token { hash, stem: hash, span });
        self.waiting_normal.clear();
        self.waiting_normal.push_str(normal);
    }

    fn flush_waiting(&mut self, sink: &mut impl TokenSink) {
        if let Some(token) = self.waiting.take() {
            sink.token(token, &self.waiting_normal);
        }
    }

    fn flush_word(&mut self, sink: &mut impl TokenSink) {
        if !self.word.is_empty() {
            let (token, lookalikes) = self.word.finish();
            self.normalization.lookalikes += lookalikes;
            sink.token(token, self.word.normal());
            self.word.clear();
        }
    }

    /// Ends whatever is under construction.
    fn close(&mut self, sink: &mut impl TokenSink) {
        self.flush_waiting(sink);
        self.flush_word(sink);
    }
}
