//! Sentences: the units in which rewritten text is compared.

use crate::align::region::Extent;
use crate::text::Span;
use crate::tuning::seeds::sentences as tuning;

/// Cuts tokens of `text`, given by their spans, into sentences, in order and without gaps.
pub fn cut(text: &str, spans: &[Span]) -> Vec<Extent> {
    let mut out: Vec<Extent> = Vec::with_capacity(spans.len() / 16 + 1);
    let mut start = 0u32;
    for end in 1..=spans.len() as u32 {
        let last = end as usize == spans.len();
        if last
            || end - start >= tuning::longest()
            || (end - start >= tuning::shortest() && ends(text, spans, end as usize))
        {
            out.push(Extent { start, end });
            start = end;
        }
    }
    join_short_end(&mut out);
    out
}

/// What is left over at the end and too short joins the sentence before it.
fn join_short_end(sentences: &mut Vec<Extent>) {
    if let [.., before, last] = sentences.as_mut_slice()
        && last.len() < tuning::shortest()
    {
        before.end = last.end;
        sentences.pop();
    }
}

/// Whether a sentence ends between token `at - 1` and token `at`.
fn ends(text: &str, spans: &[Span], at: usize) -> bool {
    let (from, to) = (spans[at - 1].end as usize, spans[at].start as usize);
    if to <= from + 1 {
        return false;
    }
    let gap = &text[from..to];
    blank_line(gap) || (full_stop(gap) && !text[to..].starts_with(char::is_lowercase))
}

/// Full stops of scripts that write no space after them.
fn is_full_stop_without_space(gap: &str) -> bool {
    gap.contains(['。', '！', '？', '｡', '।', '။'])
}

/// Whether `gap` holds a sentence end and white space after it.
fn full_stop(gap: &str) -> bool {
    let Some(at) = gap.find(['.', '!', '?', '…', '。', '！', '？', '｡', '।', '။']) else { return false };
    is_full_stop_without_space(gap) || gap[at..].contains(char::is_whitespace)
}

/// Whether `gap` holds an empty line.
fn blank_line(gap: &str) -> bool {
    gap.matches('\n').nth(1).is_some()
}

/// Moves the ends of `extent` to the sentence boundaries they nearly reach.
pub fn snap(extent: Extent, sentences: &[Extent]) -> Extent {
    let (start, end) = (nearest(extent.start, sentences), nearest(extent.end, sentences));
    if start < end { Extent { start, end } } else { extent }
}

/// The nearest sentence boundary if it is at most [`tuning::snap`] tokens away, else `at`.
fn nearest(at: u32, sentences: &[Extent]) -> u32 {
    let Some(sentence) = sentences.get(sentences.partition_point(|sentence| sentence.end <= at)) else { return at };
    let (before, after) = (at - sentence.start, sentence.end - at);
    if before.min(after) > tuning::snap() {
        at
    } else if before <= after {
        sentence.start
    } else {
        sentence.end
    }
}
