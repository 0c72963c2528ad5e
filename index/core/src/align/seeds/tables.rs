//! What one text brings to the seeds of all its pairs.

use std::sync::OnceLock;

use crate::align::region::Extent;
use crate::align::seeds::sentences::cut;
use crate::align::seeds::shingles::ShingleTable;
use crate::align::seeds::words::Keys;
use crate::hash::HashKeyed;
use crate::text::{TokenizedText, Tokens};
use crate::tuning::seeds::dense;
use crate::view::{CONTEXT_SIZE, SHINGLE_SIZE, Shingle, View, shingles};

/// The keys, sentences and shingles of one text.
#[derive(Debug)]
pub struct SeedTables {
    /// Its keys.
    pub keys: Keys,
    /// Its sentences, in order and without gaps.
    pub sentences: Vec<Extent>,
    /// How many sentences hold each key.
    pub held: Vec<u32>,
    verbatim: OnceLock<ShingleTable>,
    context: OnceLock<ShingleTable>,
    counts: OnceLock<HashKeyed<u32>>,
}

impl SeedTables {
    /// Steps follow the length of the text.
    pub fn of(text: TokenizedText<'_>) -> Self {
        Self::with(Keys::of(text.tokens), cut(text.text, &text.tokens.spans))
    }

    fn with(keys: Keys, sentences: Vec<Extent>) -> Self {
        let held = held(&keys, &sentences);
        Self { keys, sentences, held, verbatim: OnceLock::new(), context: OnceLock::new(), counts: OnceLock::new() }
    }

    /// The tables of what is left of a text without the tokens `removed`, which are in order; `rest` is left.
    ///
    /// Steps follow the length of the text, but most of them only copy. Sentences are cut anew beside what was removed.
    pub fn without(&self, tokens: &Tokens, removed: &[Extent], rest: TokenizedText<'_>) -> Self {
        let left = Self::with(self.keys.without(removed), sentences_without(&self.sentences, removed, rest));
        if rest.tokens.len() >= SHINGLE_SIZE {
            let over = over(removed, rest.tokens);
            left.verbatim.set(self.verbatim(tokens).without(removed, SHINGLE_SIZE as u32, &over)).expect("a new cell");
        }
        if tokens.len() >= dense::least_tokens() {
            let context = self.context(tokens).without(removed, CONTEXT_SIZE as u32, &[]);
            left.context.set(context).expect("a new cell");
        }
        left
    }

    /// Its `verbatim` shingles; `tokens` are those that it was made of.
    pub fn verbatim(&self, tokens: &Tokens) -> &ShingleTable {
        self.verbatim.get_or_init(|| ShingleTable::of(&shingles(tokens, View::Verbatim)))
    }

    /// Its `context` shingles. Without some tokens, those over a gap are missing: they only say where texts are alike.
    pub fn context(&self, tokens: &Tokens) -> &ShingleTable {
        self.context.get_or_init(|| ShingleTable::of(&shingles(tokens, View::Context)))
    }

    /// How often it writes each word, by its hash; `tokens` are those that it was made of.
    pub fn counts(&self, tokens: &Tokens) -> &HashKeyed<u32> {
        self.counts.get_or_init(|| {
            let mut counts = HashKeyed::default();
            tokens.hashes.iter().for_each(|&hash| *counts.entry(hash).or_insert(0) += 1);
            counts
        })
    }
}

/// How many sentences hold each key.
fn held(keys: &Keys, sentences: &[Extent]) -> Vec<u32> {
    let mut held = vec![0u32; keys.distinct()];
    let mut last = vec![u32::MAX; keys.distinct()];
    for (sentence, number) in sentences.iter().zip(0u32..) {
        for &key in &keys.at[sentence.range()] {
            held[key as usize] += u32::from(std::mem::replace(&mut last[key as usize], number) != number);
        }
    }
    held
}

/// The sentences of what is left: what has lost tokens is cut anew as one stretch.
fn sentences_without(sentences: &[Extent], removed: &[Extent], rest: TokenizedText<'_>) -> Vec<Extent> {
    let mut out: Vec<Extent> = Vec::with_capacity(sentences.len());
    let (mut gone, mut at, mut torn) = (0, 0, None);
    let mut removed = removed.iter().peekable();
    for sentence in sentences {
        let start = sentence.start - gone;
        let mut inside = 0;
        while let Some(extent) = removed.next_if(|extent| extent.end <= sentence.end) {
            inside += extent.common(*sentence);
        }
        inside += removed.peek().map_or(0, |extent| extent.common(*sentence));
        gone += inside;
        at = sentence.end - gone;
        if inside > 0 {
            torn.get_or_insert(start);
        } else {
            out.extend(torn.take().into_iter().flat_map(|from| cut_again(from, start, rest)));
            out.push(Extent { start, end: at });
        }
    }
    out.extend(torn.into_iter().flat_map(|from| cut_again(from, at, rest)));
    out
}

fn cut_again(start: u32, end: u32, rest: TokenizedText<'_>) -> impl Iterator<Item = Extent> {
    let cut = cut(rest.text, &rest.tokens.spans[start as usize..end as usize]);
    cut.into_iter().map(move |extent| Extent { start: start + extent.start, end: start + extent.end })
}

/// The `verbatim` shingles of `rest`, which is long enough for one, that stand over what was removed.
fn over(removed: &[Extent], rest: &Tokens) -> Vec<Shingle> {
    let size = SHINGLE_SIZE as u32;
    let mut firsts = Vec::new();
    let mut gone = 0;
    for extent in removed {
        let seam = extent.start - gone;
        gone += extent.len();
        firsts.extend((seam + 1).saturating_sub(size)..seam);
    }
    firsts.sort_unstable();
    firsts.dedup();
    let shingle = |first: u32| {
        let hashes = rest.hashes[first as usize..(first + size) as usize].to_vec();
        let one = shingles(&Tokens { hashes, ..Tokens::default() }, View::Verbatim);
        Shingle { hash: one[0].hash, first, last: first + size - 1 }
    };
    firsts.into_iter().filter(|first| (first + size) as usize <= rest.len()).map(shingle).collect()
}
