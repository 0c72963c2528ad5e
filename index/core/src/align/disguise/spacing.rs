//! Spacing: words spelled out (w o r d s), cut up (wo.rds) or run together, put back as the other text writes them.
//!
//! The other text serves as the dictionary. What it does not confirm stays as it is. This module repairs stretches
//! whose form shows the disguise, before anything is compared. Single words are noticed later, when the alignment has
//! one word on one side and its parts on the other.

use std::ops::Range;

use crate::align::disguise::patch::Patch;
use crate::align::disguise::word_break::{Vocabulary, WordBreaker};
use crate::align::region::Extent;
use crate::align::report::Disguise;
use crate::text::{Span, TokenizedText, Tokens, is_letter_of_words};
use crate::tuning::disguise::spacing as tuning;
use crate::tuning::disguise::word_break::longest_word;
use crate::work::Work;

/// Patches of the stretches of both texts that give themselves away.
///
/// Costs a step for each token, and [`longest_word`] for each letter of a stretch. If texts are looked at in parts only
/// (`local`), a few stretches are tried first, and the odd hyphen is not worth it.
pub fn obvious(
    sides: [TokenizedText<'_>; 2],
    suspects: [&Suspects; 2],
    vocabularies: [&Vocabulary; 2],
    local: bool,
    work: &Work<'_>,
) -> [Vec<Patch>; 2] {
    [0, 1].map(|side| {
        let mut reader = WordBreaker::new(sides[1 - side], vocabularies[1 - side]);
        let read = |reader: &mut WordBreaker<'_>, extent: Extent, disguise| {
            let letters: usize = extent.range().map(|at| length(sides[side], at) as usize).sum();
            work.count(longest_word() * letters);
            reader.read(sides[side], side, extent, disguise)
        };
        if local && !are_read(&suspects[side].tried, |at, disguise| read(&mut reader, at, disguise).is_some()) {
            return Vec::new();
        }
        work.count(sides[side].tokens.len());
        let stretches = suspects[side].among(sides[side].tokens, |hash| reader.knows(hash));
        stretches.into_iter().filter_map(|(extent, disguise)| read(&mut reader, extent, disguise)).collect()
    })
}

/// Whether enough of the stretches that are `tried` turn out to hold other words, at every step so far: where none of the
/// first few does, the others are not read.
fn are_read(tried: &[(Extent, Disguise)], mut is_read: impl FnMut(Extent, Disguise) -> bool) -> bool {
    let mut confirmed = 0;
    let mut few = tried.chunks(tuning::tried_to_one_read()).zip(1..);
    !tried.is_empty()
        && few.all(|(few, enough)| {
            confirmed += few.iter().filter(|&&(at, disguise)| is_read(at, disguise)).count();
            confirmed >= enough
        })
}

/// Stretches of one text that may hold other words than it seems, as far as the text alone says so.
#[derive(Debug)]
pub struct Suspects {
    /// Words spelled out or cut up.
    stretches: Vec<(Extent, Disguise)>,
    /// Words that are long where many are, and whether they are long anywhere.
    long: Vec<(u32, bool)>,
    /// Whether there are stretches in which many words have many bytes.
    among_many: bool,
    /// Of what may be suspicious beside another text, a few spread over the text: none if there is little of it.
    tried: Vec<(Extent, Disguise)>,
}

impl Suspects {
    /// Steps follow the length of the text.
    pub fn of(side: TokenizedText<'_>) -> Self {
        let spans = &side.tokens.spans;
        let chained = spans.windows(2).filter(|two| is_chained(side.text, two[0], two[1])).count();
        let mut stretches: Vec<(Extent, Disguise)> =
            spelled_out(side).into_iter().map(|it| (it, Disguise::SpelledOut)).collect();
        if chained * tuning::chained_on_the_whole() > spans.len() {
            stretches.extend(cut_up(side).into_iter().map(|it| (it, Disguise::CutUp)));
        }
        let least = tuning::long_among_long().min(tuning::long());
        let long = (0..spans.len()).filter(|&at| is_long(side, at, least));
        let long = long.map(|at| (at as u32, is_long(side, at, tuning::long()))).collect();
        let mut all = Self { stretches, long, among_many: false, tried: Vec::new() };
        let among = among_many(&many_bytes(side.tokens));
        all.among_many = !among.is_empty();
        all.tried = few(all.with_long(among));
        all
    }

    /// Those that are suspicious beside another text, which `knows` words.
    fn among(&self, tokens: &Tokens, knows: impl Fn(u64) -> bool) -> Vec<(Extent, Disguise)> {
        self.with_long(if self.among_many { among_long(tokens, knows) } else { Vec::new() })
    }

    /// All stretches, with the long words in those where many are long.
    fn with_long(&self, among: Vec<Range<usize>>) -> Vec<(Extent, Disguise)> {
        let mut among = among.into_iter().peekable();
        let mut out = self.stretches.clone();
        for &(at, anywhere) in &self.long {
            while among.next_if(|stretch| stretch.end <= at as usize).is_some() {}
            if anywhere || among.peek().is_some_and(|stretch| stretch.contains(&(at as usize))) {
                out.push((Extent::one(at as usize), Disguise::RunTogether));
            }
        }
        out.sort_unstable();
        out.dedup_by(|next, before| next.0.start < before.0.end);
        out
    }
}

/// A few of `stretches`, spread over the text; none if all are few words.
fn few(stretches: Vec<(Extent, Disguise)>) -> Vec<(Extent, Disguise)> {
    let words: u32 = stretches.iter().map(|(extent, _)| extent.len()).sum();
    if words < tuning::least_read() {
        return Vec::new();
    }
    let step = stretches.len().div_ceil(tuning::tried()).max(1);
    stretches.into_iter().step_by(step).collect()
}

fn many_bytes(tokens: &Tokens) -> Vec<bool> {
    tokens.spans.iter().map(|span| span.end - span.start >= tuning::long_bytes()).collect()
}

/// The stretches of a text where many words are long and not in the other text, which `knows` words.
fn among_long(tokens: &Tokens, knows: impl Fn(u64) -> bool) -> Vec<Range<usize>> {
    let long = many_bytes(tokens);
    let strange = long.iter().zip(&tokens.hashes).map(|(&long, &hash)| long && !knows(hash));
    among_many(&strange.collect::<Vec<bool>>())
}

/// The stretches in which many words are `marked`, with as much again around them, in order.
fn among_many(marked: &[bool]) -> Vec<Range<usize>> {
    let mut out: Vec<Range<usize>> = Vec::new();
    let mut count = 0;
    for at in 0..marked.len() {
        count += usize::from(marked[at]);
        count -= at.checked_sub(tuning::window()).map_or(0, |left| usize::from(marked[left]));
        if count >= tuning::long_in_window() {
            let (from, to) = ((at + 1).saturating_sub(2 * tuning::window()), at + 1 + tuning::window());
            match out.last_mut() {
                Some(last) if from <= last.end => last.end = to,
                _ => out.push(from..to),
            }
        }
    }
    out
}

/// The longest stretches of single letters; every fourth word is looked at, which none that is long enough can avoid.
pub(super) fn spelled_out(side: TokenizedText<'_>) -> Vec<Extent> {
    let all = side.tokens.len() as u32;
    let (mut out, mut left, mut at) = (Vec::new(), 0, tuning::least_spelled() - 1);
    while at < all {
        if !is_single_letter(side, at) {
            at += tuning::least_spelled();
            continue;
        }
        let start = (left..at).rev().find(|&before| !is_single_letter(side, before)).map_or(left, |other| other + 1);
        let end = (at..all).find(|&after| !is_single_letter(side, after)).unwrap_or(all);
        if end - start >= tuning::least_spelled() {
            out.push(Extent { start, end });
        }
        (left, at) = (end, end + tuning::least_spelled());
    }
    out
}

/// The longest stretches of two and more words without blanks between them.
pub(super) fn cut_up(side: TokenizedText<'_>) -> Vec<Extent> {
    let spans = &side.tokens.spans;
    let mut out: Vec<Extent> = Vec::new();
    for at in 1..spans.len() {
        if is_chained(side.text, spans[at - 1], spans[at]) {
            let (start, end) = (at as u32 - 1, at as u32 + 1);
            match out.last_mut() {
                Some(last) if last.end == end - 1 => last.end = end,
                _ => out.push(Extent { start, end }),
            }
        }
    }
    out
}

/// Bytes of the word at `at`.
pub(super) fn length(side: TokenizedText<'_>, at: usize) -> u32 {
    let span = side.tokens.spans[at];
    span.end - span.start
}

/// Whether only signs, no blanks, stand between two words.
pub(super) fn is_chained(text: &str, first: Span, second: Span) -> bool {
    if second.start == first.end + 1 {
        // Nearly always a blank.
        return !matches!(text.as_bytes()[first.end as usize], b'\t'..=b'\r' | b' ');
    }
    let gap = text.get(first.end as usize..second.start as usize).unwrap_or_default();
    !gap.is_empty() && !gap.contains(char::is_whitespace)
}

pub(super) fn is_single_letter(side: TokenizedText<'_>, at: u32) -> bool {
    let span = side.tokens.spans[at as usize];
    match span.end - span.start {
        1 => side.text.as_bytes()[span.start as usize].is_ascii_alphabetic(),
        2..=4 if !side.text.as_bytes()[span.start as usize].is_ascii() => {
            let mut chars = side.text[span.start as usize..span.end as usize].chars();
            chars.next().is_some_and(is_letter_of_words) && chars.next().is_none()
        }
        _ => false,
    }
}

fn is_long(side: TokenizedText<'_>, at: usize, least: u32) -> bool {
    let span = side.tokens.spans[at];
    span.end - span.start >= least
        && side.text[span.start as usize..span.end as usize].chars().filter(|&c| is_letter_of_words(c)).count()
            >= least as usize
}
