//! Digraphs: umlauts and other letters that one text writes as two, such as ä as ae, where the other text has the letter.
//!
//! The normal form cannot fold them: does and true are words of other languages, and ä has become a. So it is the other
//! text that says where two letters are one.

use super::super::Side;
use super::super::words::HashKeyed;
use super::spacing::Patch;
use super::{Disguise, Shown};
use crate::text::{Span, Token, Tokenizer, Tokens, spelled_as_two};
use crate::work::Work;

/// Patches of the words of both texts that the other text has with letters of their own.
pub fn patches(sides: [Side<'_>; 2], work: &Work<'_>) -> [Vec<Patch>; 2] {
    [0, 1].map(|side| {
        let spelled = spelled_words(sides[1 - side], work);
        if spelled.is_empty() {
            return Vec::new();
        }
        let tokens = sides[side].tokens;
        let words = tokens.spans.iter().zip(&tokens.hashes);
        words.filter_map(|(&span, hash)| Some(patch(side, span, *spelled.get(hash)?))).collect()
    })
}

fn patch(side: usize, span: Span, (hash, stem): (u64, u64)) -> Patch {
    let tokens = vec![Token { hash, stem, span }];
    Patch { span, tokens, disguise: Disguise::Diacritics, shown: Shown::side(side), count: 1 }
}

/// Hash and stem of the words of a text that can be written with two letters for one, by the hash of that spelling;
/// spellings that the text itself has are words of their own.
fn spelled_words(side: Side<'_>, work: &Work<'_>) -> HashKeyed<(u64, u64)> {
    let mut words = HashKeyed::default();
    if side.text.is_ascii() {
        return words;
    }
    work.count(2 * side.tokens.len());
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
