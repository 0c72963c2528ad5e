//! Letters: characters of a passage that the normal form had to undo on one side and not on the other.
//!
//! What both texts show alike was copied along with them, or is how their language is written, and says nothing.

use super::super::Side;
use super::super::weave::Stitch;
use super::{Disguise, Finding, Shown};
use crate::text::{Span, Undone, tokenize};

/// Adds what one of `spans` holds more of than the other.
pub fn find(sides: [Side<'_>; 2], spans: [Span; 2], stitches: &[Stitch], found: &mut Vec<Finding>) {
    if sides.iter().all(|side| side.text.is_ascii()) {
        return;
    }
    let undone = [0, 1].map(|side| undone(sides[side], spans[side]));
    let dressed = dressed_words(sides, stitches);
    let counts: [(Disguise, [u32; 2]); 4] = [
        (Disguise::Lookalikes, [0, 1].map(|side| undone[side].lookalikes + dressed[side])),
        (Disguise::Invisible, undone.map(|it| it.invisible)),
        (Disguise::SoftHyphens, undone.map(|it| it.soft_hyphens)),
        (Disguise::Compatibility, undone.map(|it| it.compatibility)),
    ];
    for (disguise, [left, right]) in counts {
        if left != right {
            let shown = Shown::side(usize::from(right > left));
            found.push(Finding { disguise, shown, count: left.abs_diff(right) });
        }
    }
}

/// What the normal form undid in `span`; the whole text is asked first, since most need nothing undone.
fn undone(side: Side<'_>, span: Span) -> Undone {
    if side.tokens.undone == Undone::default() {
        return Undone::default();
    }
    tokenize(&side.text[span.start as usize..span.end as usize]).undone
}

/// Letters of words made of nothing but look-alikes, by side: honest words for all that one text can say, but not if
/// the other text has an ASCII word in the same place.
fn dressed_words(sides: [Side<'_>; 2], stitches: &[Stitch]) -> [u32; 2] {
    let mut counts = [0; 2];
    for stitch in stitches.iter().filter(|stitch| stitch.equal) {
        let [left, right] = stitch.block.sides;
        for (a, b) in left.range().zip(right.range()) {
            let words = [(0, a), (1, b)].map(|(side, at)| surface(sides[side], at));
            match words.map(str::is_ascii) {
                [true, false] => counts[1] += dressed_letters(words[1]),
                [false, true] => counts[0] += dressed_letters(words[0]),
                _ => {}
            }
        }
    }
    counts
}

fn surface(side: Side<'_>, at: usize) -> &str {
    let span = side.tokens.spans[at];
    &side.text[span.start as usize..span.end as usize]
}

/// Letters of `word`, whose normal form is ASCII, unless the normal form counts what it undid in it.
fn dressed_letters(word: &str) -> u32 {
    let honest = word.contains(|c: char| c.is_ascii_alphanumeric()) || tokenize(word).undone != Undone::default();
    if honest { 0 } else { word.chars().count() as u32 }
}
