//! Spelling: words whose letters are corrected only where the other text has the correct word.
//!
//! * Umlauts and other letters that one text writes as two, such as ä as ae, where the other text has the letter. The
//!   normal form cannot fold them: does and true are words of other languages, and ä has become a.
//! * Latin letters in words of Cyrillic or Greek. The normal form turns look-alikes in mixed words into Latin letters.
//!   Where the other text has the word in its own script, the Latin letters were the look-alikes.

use crate::align::disguise::patch::Patch;
use crate::align::report::{Disguise, SideOf};
use crate::hash::HashKeyed;
use crate::text::{Span, Token, TokenizedText, Tokenizer, Tokens, latin_lookalike, spelled_as_two, tokenize};
use crate::work::Work;

/// Small letters of the scripts that share forms with Latin.
const SCRIPTS: [std::ops::RangeInclusive<char>; 2] = ['а'..='џ', 'α'..='ώ'];

/// Patches of the words of both texts that the other text has in their own script.
pub fn mixed_scripts(sides: [TokenizedText<'_>; 2]) -> [Vec<Patch>; 2] {
    [0, 1].map(|side| {
        let TokenizedText { text, tokens } = sides[side];
        if tokens.normalization.lookalikes == 0 {
            return Vec::new();
        }
        let other: HashKeyed<()> = sides[1 - side].tokens.hashes.iter().map(|&hash| (hash, ())).collect();
        let unknown = tokens.spans.iter().zip(&tokens.hashes).filter(|(_, hash)| !other.contains_key(hash));
        let read = |(&span, _): (&Span, &u64)| {
            let (word, count) = native(&text[span.start as usize..span.end as usize])?;
            let Tokens { hashes, stems, .. } = tokenize(&word);
            let (&[hash], &[stem]) = (&hashes[..], &stems[..]) else { return None };
            let patch = Patch {
                span,
                tokens: vec![Token { hash, stem, span }],
                disguise: Disguise::Lookalikes,
                side: SideOf::text(side),
                count,
            };
            other.contains_key(&hash).then_some(patch)
        };
        unknown.filter_map(read).collect()
    })
}

/// `word` in the one script besides Latin that it has letters of, and how many Latin letters that took.
fn native(word: &str) -> Option<(String, u32)> {
    if word.is_ascii() || !word.contains(|c: char| c.is_ascii_alphabetic()) {
        return None;
    }
    let lower = word.to_lowercase();
    let script = SCRIPTS.iter().find(|script| lower.contains(|c| script.contains(&c)))?;
    let mut count = 0;
    let letter = |c: char| {
        count += u32::from(c.is_ascii_alphabetic());
        if c.is_ascii_alphabetic() { script.clone().find(|&twin| latin_lookalike(twin) == Some(c)) } else { Some(c) }
    };
    let native: Option<String> = lower.chars().map(letter).collect();
    native.map(|native| (native, count))
}

/// Patches of the words of both texts that the other text has with letters of their own; `spelled` is what each has.
///
/// Costs a step for each token of a text whose other text has such words.
pub fn digraphs(sides: [TokenizedText<'_>; 2], spelled: [&Spelled; 2], work: &Work<'_>) -> [Vec<Patch>; 2] {
    [0, 1].map(|side| {
        let spelled = spelled[1 - side];
        if spelled.is_empty() {
            return Vec::new();
        }
        let tokens = sides[side].tokens;
        work.count(tokens.len());
        let words = tokens.spans.iter().zip(&tokens.hashes);
        words.filter_map(|(&span, hash)| Some(digraph(side, span, *spelled.get(hash)?))).collect()
    })
}

fn digraph(side: usize, span: Span, (hash, stem): (u64, u64)) -> Patch {
    let tokens = vec![Token { hash, stem, span }];
    Patch { span, tokens, disguise: Disguise::Diacritics, side: SideOf::text(side), count: 1 }
}

/// Hash and stem of words by the hash of another spelling.
pub type Spelled = HashKeyed<(u64, u64)>;

/// Hash and stem of the words of a text that can be written with two letters for one, by the hash of that spelling;
/// spellings that the text itself has are words of their own.
pub fn spelled_words(side: TokenizedText<'_>) -> Spelled {
    let mut words = HashKeyed::default();
    if side.text.is_ascii() {
        return words;
    }
    let (mut tokenizer, mut spelled) = (Tokenizer::new(), Tokens::default());
    for (at, span) in side.tokens.spans.iter().enumerate() {
        let Some(word) = spelled_as_two(&side.text[span.start as usize..span.end as usize]) else { continue };
        tokenizer.tokenize(&word, &mut spelled);
        if let [hash] = spelled.hashes[..] {
            words.insert(hash, (side.tokens.hashes[at], side.tokens.stems[at]));
        }
    }
    if !words.is_empty() {
        for hash in &side.tokens.hashes {
            words.remove(hash);
        }
    }
    words
}
