//! Scripts: Latin letters in words of Cyrillic or Greek, read as the letters that they are drawn like.
//!
//! The normal form turns look-alikes in mixed words into Latin letters. Where the other text has the word in its own
//! script, it was the Latin letters that passed for others.

use super::super::Side;
use super::super::words::HashKeyed;
use super::spacing::Patch;
use super::{Disguise, Shown};
use crate::text::{Span, Token, Tokens, latin_lookalike, tokenize};

/// Small letters of the scripts that share forms with Latin.
const SCRIPTS: [std::ops::RangeInclusive<char>; 2] = ['а'..='џ', 'α'..='ώ'];

/// Patches of the words of both texts that the other text has in their own script.
pub fn patches(sides: [Side<'_>; 2]) -> [Vec<Patch>; 2] {
    [0, 1].map(|side| {
        let Side { text, tokens } = sides[side];
        if tokens.undone.lookalikes == 0 {
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
                shown: Shown::side(side),
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
