//! Alignment: from two texts to the passages they share.

mod block;
mod boilerplate;
mod boundary;
mod chain;
mod disguise;
mod find;
mod kin;
mod kind;
mod likeness;
mod marks;
mod measure;
mod phrases;
mod places;
mod quotations;
mod rivals;
mod runs;
mod sentences;
mod shingles;
mod similar;
mod substitution;
mod summary;
#[cfg(test)]
mod tests;
mod verbatim;
mod weave;
mod words;

use self::block::{Block, Extent};
use self::disguise::Evidence;
use self::disguise::spacing::{self, Patch};
pub use self::disguise::{Disguise, Finding, Shown};
use self::disguise::{digraphs, script};
pub use self::kin::{Kin, kin};
use self::kind::{Verdict, judge};
pub use self::marks::Mark;
pub use self::phrases::{Broken, broken_phrases};
use self::shingles::Shingles;
use self::weave::Stitch;
use self::words::Words;
use crate::error::Error;
use crate::search::Boilerplate;
use crate::text::{Span, Tokens};
use crate::work::{Stop, Work};

/// Resemblance from which on two texts are copies of each other as wholes.
const COPIES: f64 = 0.4;

/// Words of passages to a hidden one for which texts are aligned anew: the odd hyphen of a long text is not worth it.
const WORTH_ANOTHER_LOOK: usize = 200;

/// How much a passage or a match was changed on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Word for word.
    Verbatim,
    /// Mostly word for word, with small edits.
    Edited,
    /// The same sentences in other words or another order.
    Rewritten,
    /// Much said in little.
    Summary,
}

/// What is known of two texts before they are aligned.
#[derive(Clone, Copy, Debug)]
pub struct Prior<'a> {
    /// What so many texts hold that it makes no passage.
    pub boilerplate: &'a Boilerplate,
    /// Whether they are expected to share something: then a summary has less to prove.
    pub expected: bool,
}

/// A text with its tokens, ready to be aligned.
#[derive(Clone, Copy, Debug)]
pub struct Side<'a> {
    /// The original text.
    pub text: &'a str,
    /// Its tokens.
    pub tokens: &'a Tokens,
}

/// A maximal aligned pair of spans.
#[derive(Clone, Debug, PartialEq)]
pub struct Passage {
    /// Where it stands in the left text, in bytes.
    pub left: Span,
    /// Where it stands in the right text, in bytes.
    pub right: Span,
    /// How it was changed.
    pub kind: Kind,
    /// Share of its words that differ, 0 to 1.
    pub changed: f64,
    /// Words of the left text in it that the right text repeats, in place or replaced.
    pub words: u32,
    /// What was done to hide it.
    pub findings: Vec<Finding>,
    /// Why a reader may want to leave it out: what holds of it in one of the texts.
    pub marks: Vec<Mark>,
}

/// A word or phrase of the left text that stands for another one of the right text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Substitution {
    /// As the left text writes it, lower case.
    pub left: String,
    /// As the right text writes it, lower case.
    pub right: String,
    /// How often.
    pub count: u32,
}

/// All that alignment says about a pair of texts.
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    /// Passages, in the order of the left text.
    pub passages: Vec<Passage>,
    /// Substitutions, most frequent first, then alphabetically.
    pub substitutions: Vec<Substitution>,
    /// Kind of the whole; `None` without passages.
    pub kind: Option<Kind>,
    /// Share of the words of all passages that differ.
    pub changed: f64,
    /// Words of the left text inside passages.
    pub matched_words: u32,
    /// Exact Jaccard resemblance of the distinct `verbatim` shingles.
    pub resemblance: f64,
    /// Exact containment of the left text's distinct `verbatim` shingles in the right one's.
    pub left_in_right: f64,
    /// The other way round.
    pub right_in_left: f64,
    /// Whether the texts asked for more work than alignment does, so that something of the answer may be missing.
    pub coarse: bool,
    /// The work that was done, in steps: [`crate::work`].
    pub steps: u64,
}

/// Aligns two texts.
///
/// Deterministic and symmetric: with the arguments exchanged, the answer is the same with its sides exchanged.
pub fn compare(left: Side<'_>, right: Side<'_>) -> Comparison {
    let prior = Prior { boilerplate: &Boilerplate::default(), expected: false };
    compare_until(left, right, prior, &Stop::new()).expect("nobody asks to stop")
}

/// [`compare`] with what is known already, as if boilerplate were not there, until `stop` asks to end.
///
/// Resemblance and containments stay those of the whole texts. Two texts that are copies of each other as wholes are
/// compared as wholes: what they share then is no boilerplate of theirs, however many others have it.
///
/// # Errors
///
/// [`Error::Stopped`] if somebody asked.
pub fn compare_until(left: Side<'_>, right: Side<'_>, prior: Prior<'_>, stop: &Stop) -> Result<Comparison, Error> {
    stop.check()?;
    let work = Work::new(stop);
    let found = if left.tokens.hashes <= right.tokens.hashes {
        ordered([left, right], 0, prior, &work)
    } else {
        ordered([right, left], 1, prior, &work).mirrored()
    };
    // Asked to stop, every stage left out what it had not done.
    stop.check()?;
    Ok(found)
}

impl Comparison {
    /// The same comparison with its sides exchanged.
    fn mirrored(mut self) -> Self {
        for passage in &mut self.passages {
            std::mem::swap(&mut passage.left, &mut passage.right);
            passage.findings.iter_mut().for_each(|finding| finding.shown = finding.shown.mirrored());
            passage.findings.sort_unstable();
        }
        self.passages.sort_by_key(|passage| (passage.left, passage.right));
        for swap in &mut self.substitutions {
            std::mem::swap(&mut swap.left, &mut swap.right);
        }
        self.substitutions
            .sort_by(|a, b| b.count.cmp(&a.count).then_with(|| (&a.left, &a.right).cmp(&(&b.left, &b.right))));
        std::mem::swap(&mut self.left_in_right, &mut self.right_in_left);
        self
    }
}

/// Aligns two texts in the order that makes the answer symmetric; the caller's left text is `sides[asked]`.
///
/// Shares of shingles are those of the whole texts, letters written as two read as one; everything else is said of the
/// texts without boilerplate and without disguise.
fn ordered(sides: [Side<'_>; 2], asked: usize, prior: Prior<'_>, work: &Work<'_>) -> Comparison {
    let none = Boilerplate::default();
    let mut plain = Plain::new(sides, prior, work);
    plain.apply(digraphs::patches(sides, work));
    let shingles = Shingles::new(hashes(plain.sides()));
    let overlap = measure::overlap(&shingles);
    if overlap.resemblance >= COPIES {
        plain.prior.boilerplate = &none;
    }
    let changed = plain.leave_out_boilerplate() | plain.put_right_what_is_obvious();
    let mut aligned = if changed { plain.align() } else { Aligned::new(plain.sides(), &shingles, plain.prior, work) };
    let hidden = spacing::hidden(plain.sides(), &aligned.woven, &plain.patches, work);
    if hidden.iter().map(Vec::len).sum::<usize>() * WORTH_ANOTHER_LOOK >= aligned.shorter() && plain.apply(hidden) {
        aligned = plain.align();
    }
    let sides = plain.sides();
    Comparison {
        passages: aligned.passages(sides, &plain.patches, asked, work),
        substitutions: substitution::substitutions(sides, &aligned.blocks, &aligned.woven),
        kind: kind::of_all(&aligned.verdicts),
        changed: kind::changed(&aligned.verdicts),
        matched_words: aligned.blocks.iter().map(|block| block.sides[asked].len()).sum(),
        resemblance: overlap.resemblance,
        left_in_right: overlap.containment[0],
        right_in_left: overlap.containment[1],
        coarse: work.is_coarse(),
        steps: work.done(),
    }
}

fn hashes(sides: [Side<'_>; 2]) -> [&[u64]; 2] {
    sides.map(|side| side.tokens.hashes.as_slice())
}

/// Two texts without boilerplate, with their letters and spaces put right.
struct Plain<'a> {
    sides: [Side<'a>; 2],
    /// The tokens of each text where they are not those it came with.
    tokens: [Option<Tokens>; 2],
    /// In the order of their spans.
    patches: [Vec<Patch>; 2],
    prior: Prior<'a>,
    work: &'a Work<'a>,
}

impl<'a> Plain<'a> {
    fn new(sides: [Side<'a>; 2], prior: Prior<'a>, work: &'a Work<'a>) -> Self {
        Self { sides, tokens: [None, None], patches: [Vec::new(), Vec::new()], prior, work }
    }

    /// Takes out what is known to be boilerplate; whether there was any.
    fn leave_out_boilerplate(&mut self) -> bool {
        let rests = self.sides().map(|side| boilerplate::taken_out(side.tokens, self.prior.boilerplate));
        let any = rests.iter().any(Option::is_some);
        for (tokens, rest) in self.tokens.iter_mut().zip(rests).filter(|(_, rest)| rest.is_some()) {
            *tokens = rest;
        }
        any
    }

    /// Puts right what gives itself away before anything is compared; whether there was any of it.
    fn put_right_what_is_obvious(&mut self) -> bool {
        self.apply(script::patches(self.sides())) | self.apply(spacing::obvious(self.sides(), self.work))
    }

    /// Applies `patches`; whether there were any.
    fn apply(&mut self, patches: [Vec<Patch>; 2]) -> bool {
        let any = patches.iter().any(|patches| !patches.is_empty());
        for (side, patches) in patches.into_iter().enumerate().filter(|(_, patches)| !patches.is_empty()) {
            self.tokens[side] = Some(spacing::patched(self.sides()[side].tokens, &patches));
            self.patches[side].extend(patches);
            self.patches[side].sort_by_key(|patch| patch.span);
        }
        any
    }

    fn sides(&self) -> [Side<'_>; 2] {
        [0, 1].map(|side| Side {
            text: self.sides[side].text,
            tokens: self.tokens[side].as_ref().unwrap_or(self.sides[side].tokens),
        })
    }

    fn align(&self) -> Aligned {
        let sides = self.sides();
        Aligned::new(sides, &Shingles::new(hashes(sides)), self.prior, self.work)
    }
}

/// The blocks of two texts with all that is read from them.
struct Aligned {
    words: Words,
    blocks: Vec<Block>,
    woven: Vec<Vec<Stitch>>,
    verdicts: Vec<Verdict>,
}

impl Aligned {
    fn new(sides: [Side<'_>; 2], shingles: &Shingles, prior: Prior<'_>, work: &Work<'_>) -> Self {
        work.count(sides[0].tokens.len() + sides[1].tokens.len());
        let words = Words::new(sides.map(|side| side.tokens));
        let mut blocks = find::blocks(sides, &words, shingles, prior.expected, work);
        boilerplate::drop_remains(&mut blocks, sides, prior.boilerplate);
        let woven = substitution::weave_all(sides, &words, &blocks, work);
        let hashes = hashes(sides);
        let verdicts = blocks.iter().zip(&woven).map(|(&block, stitches)| judge(hashes, block, stitches)).collect();
        Self { words, blocks, woven, verdicts }
    }

    /// Words in the passages of that text which has fewer of them there.
    fn shorter(&self) -> usize {
        let words = |side: usize| self.blocks.iter().map(|block| block.sides[side].len() as usize).sum::<usize>();
        words(0).min(words(1))
    }

    fn passages(&self, sides: [Side<'_>; 2], patches: &[Vec<Patch>; 2], asked: usize, work: &Work<'_>) -> Vec<Passage> {
        let evidence = Evidence { sides, words: &self.words, patches };
        let all = self.blocks.iter().zip(&self.woven).zip(&self.verdicts);
        all.map(|((&block, stitches), verdict)| {
            let [left, right] = [0, 1].map(|side| bytes(sides[side], block.sides[side]));
            Passage {
                left,
                right,
                kind: verdict.kind,
                changed: verdict.changed,
                words: verdict.words[asked],
                findings: evidence.findings(block, stitches, [left, right]),
                marks: marks::find(sides, [left, right], work),
            }
        })
        .collect()
    }
}

/// An extent as bytes, with the punctuation that closes it.
fn bytes(side: Side<'_>, extent: Extent) -> Span {
    let spans = &side.tokens.spans;
    let end = spans[extent.end as usize - 1].end as usize;
    let next = spans.get(extent.end as usize).map_or(side.text.len(), |span| span.start as usize).max(end);
    let closing = closing(&side.text[end..next], next == side.text.len());
    Span { start: spans[extent.start as usize].start, end: (end + closing) as u32 }
}

/// Length of the punctuation at the beginning of `gap` that belongs to the word before it.
fn closing(gap: &str, last: bool) -> usize {
    match gap.find(char::is_whitespace) {
        Some(length) => length,
        None if last => gap.len(),
        None => {
            gap.find(|c| !matches!(c, '。' | '！' | '？' | '｡' | '，' | '、' | '」' | '』' | '”')).unwrap_or(gap.len())
        }
    }
}
