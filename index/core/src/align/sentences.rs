//! Sentences: the units in which rewritten text is compared.

use super::block::Extent;
use crate::text::Tokens;

/// Fewer tokens do not make a sentence; they join the next one.
const SHORTEST: u32 = 3;

/// Text without sentence ends is cut into pieces of this many tokens.
const LONGEST: u32 = 60;

/// Cuts the tokens of `text` into sentences, in order and without gaps.
pub fn sentences(text: &str, tokens: &Tokens) -> Vec<Extent> {
    let mut out: Vec<Extent> = Vec::with_capacity(tokens.len() / 16 + 1);
    let mut start = 0u32;
    for end in 1..=tokens.len() as u32 {
        let last = end as usize == tokens.len();
        if last || end - start >= LONGEST || (end - start >= SHORTEST && ends(text, tokens, end as usize)) {
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
        && last.len() < SHORTEST
    {
        before.end = last.end;
        sentences.pop();
    }
}

/// Whether a sentence ends between token `at - 1` and token `at`.
fn ends(text: &str, tokens: &Tokens, at: usize) -> bool {
    let (from, to) = (tokens.spans[at - 1].end as usize, tokens.spans[at].start as usize);
    if to <= from + 1 {
        return is_full_stop_without_space(&text[from.min(to)..to]);
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
