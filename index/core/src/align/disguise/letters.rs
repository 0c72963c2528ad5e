//! Letters: characters of a passage that the normal form had to undo on one side and not on the other.
//!
//! What both texts show alike was copied, or is normal in their language. It says nothing.

use std::cell::OnceCell;

use crate::align::edits::word_align::EditOp;
use crate::align::report::{Disguise, Finding, SideOf};
use crate::text::{NormalizationCounts, Span, TokenizedText, Varied, passes_for_latin, tokenize, varied_letters};

/// Letters that Arabic does not have, and languages that write it in their own way have in every passage.
const EASTERN: [char; 4] = ['پ', 'چ', 'ژ', 'گ'];

/// Forms of a letter that are usual in those languages, and those that are usual in Arabic.
const EASTERN_FORMS: [char; 5] = ['ک', 'ی', 'ہ', 'ھ', 'ە'];
const ARABIC_FORMS: [char; 2] = ['ك', 'ي'];

/// Adds what one of `spans` holds more of than the other.
pub fn find(sides: [TokenizedText<'_>; 2], spans: [Span; 2], ops: &[EditOp], found: &mut Vec<Finding>) {
    if sides.iter().all(|side| side.text.is_ascii()) {
        return;
    }
    let counts = [0, 1].map(|side| undone_in(sides[side], spans[side]));
    let (mut dressed, mut marked) = ([0; 2], [0; 2]);
    let is_eastern = OnceCell::new();
    let is_eastern =
        || *is_eastern.get_or_init(|| (0..2).any(|side| passage(sides[side], spans[side]).contains(EASTERN)));
    for words in differing(sides, ops) {
        add(&mut dressed, dressed_letters(words));
        add(&mut marked, marked_letters(words, is_eastern));
    }
    let counts: [(Disguise, [u32; 2]); 4] = [
        (Disguise::Lookalikes, [0, 1].map(|side| counts[side].lookalikes + dressed[side])),
        (Disguise::Invisible, counts.map(|it| it.invisible)),
        (Disguise::SoftHyphens, counts.map(|it| it.soft_hyphens)),
        (Disguise::Compatibility, counts.map(|it| it.compatibility)),
    ];
    for (disguise, [left, right]) in counts {
        if left != right {
            let side = SideOf::text(usize::from(right > left));
            found.push(Finding { disguise, side, count: left.abs_diff(right) });
        }
    }
    for (side, count) in marked.into_iter().enumerate().filter(|(_, count)| *count > 0) {
        found.push(Finding { disguise: Disguise::Diacritics, side: SideOf::text(side), count });
    }
}

fn add(counts: &mut [u32; 2], more: [u32; 2]) {
    counts.iter_mut().zip(more).for_each(|(count, more)| *count += more);
}

fn passage(side: TokenizedText<'_>, span: Span) -> &str {
    &side.text[span.start as usize..span.end as usize]
}

/// What the normal form undid in `span`; the whole text is asked first, since most need nothing undone.
fn undone_in(side: TokenizedText<'_>, span: Span) -> NormalizationCounts {
    if side.tokens.normalization == NormalizationCounts::default() {
        return NormalizationCounts::default();
    }
    tokenize(passage(side, span)).normalization
}

/// Equal words that are written in different ways, one of them with letters beyond ASCII.
fn differing<'a>(sides: [TokenizedText<'a>; 2], ops: &[EditOp]) -> impl Iterator<Item = [&'a str; 2]> {
    let equal = ops.iter().filter(|op| op.equal);
    let places = equal.flat_map(|op| op.region.sides[0].range().zip(op.region.sides[1].range()));
    let words = places.map(move |(a, b)| [(0, a), (1, b)].map(|(side, at): (usize, usize)| surface(sides[side], at)));
    words.filter(|words| words[0] != words[1] && words.iter().any(|word| !word.is_ascii()))
}

fn surface(side: TokenizedText<'_>, at: usize) -> &str {
    passage(side, side.tokens.spans[at])
}

/// Letters of a word made of nothing but look-alikes, by side: an honest word for all that one text can say, but not if
/// the other text has an ASCII word in the same place. What the normal form counts, it counts there.
fn dressed_letters(words: [&str; 2]) -> [u32; 2] {
    [0, 1].map(|side| {
        let word = words[side];
        let dressed = words[1 - side].is_ascii()
            && !word.contains(|c: char| c.is_ascii_alphanumeric())
            && tokenize(word).normalization == NormalizationCounts::default();
        if dressed { word.chars().filter(|&c| passes_for_latin(c)).count() as u32 } else { 0 }
    })
}

/// Letters of two equal words with marks or in forms that the other one lacks, by side.
fn marked_letters(words: [&str; 2], is_eastern: impl Fn() -> bool) -> [u32; 2] {
    let mut letters = words.map(|word| letters(word, &is_eastern));
    let [left, right] = &mut letters;
    left.retain(|letter| match right.iter().position(|other| other == letter) {
        Some(at) => {
            right.remove(at);
            false
        }
        None => true,
    });
    // Of a letter that both write with marks, the one with fewer has none that the other lacks.
    for letter in std::mem::take(left) {
        match right.iter().position(|other| other.normal == letter.normal && other.parts != letter.parts) {
            Some(at) if right[at].parts < letter.parts => {
                right.remove(at);
                left.push(letter);
            }
            Some(_) => {}
            None => left.push(letter),
        }
    }
    letters.map(|letters| letters.len() as u32)
}

/// The letters of `word` that are not written plainly, as its language has it.
fn letters(word: &str, is_eastern: impl Fn() -> bool) -> Vec<Varied> {
    let mut letters = varied_letters(word);
    let of_arabic = |c: char| EASTERN_FORMS.contains(&c) || ARABIC_FORMS.contains(&c);
    if word.contains(of_arabic) && is_eastern() {
        letters.retain(|letter| letter.parts > 1 || !letter.written.starts_with(EASTERN_FORMS));
        let foreign = word.chars().filter(|c| ARABIC_FORMS.contains(c)).map(String::from);
        letters.extend(foreign.map(|letter| Varied { written: letter.clone(), normal: letter, parts: 1 }));
    }
    letters
}
