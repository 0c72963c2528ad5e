//! Alignment: from two texts to the passages they share.
//!
//! ```text
//!  left text   right text
//!      └─────┬─────┘
//!         pair         boilerplate taken out, letters and spaces put right (disguise)
//!            │
//!          seeds       streaks of equal tokens · similar sentences · cells dense in shared words
//!            │
//!         regions      neighbouring seeds chained; boundaries to the word; quotations,
//!            │         verbatim parts and summaries for themselves; overlaps suppressed
//!          edits       the words of each region aligned: what was replaced, how much changed
//!            │
//!         content      where nothing was found: what is said, in other words
//!            │
//!        disguise      what was done to hide it          (split words: once more from the top)
//!            │
//!        passages      with labels: quoted, credited, …  → report: an Alignment
//! ```
//!
//! A *region* is an extent of tokens in each text; a region that is reported is a *passage*. No room uses one that stands
//! below it in the picture, except that `pair` undoes disguises, and that what a text needs in all its pairs, its terms
//! among it, is [prepared](PreparedText) once.

mod boilerplate;
mod content;
mod cover;
mod disguise;
mod edits;
mod pair;
mod prepared;
mod region;
mod regions;
mod report;
mod seeds;
#[cfg(test)]
mod tests;

use crate::align::disguise::patch::Patch;
use crate::align::disguise::split_words;
use crate::align::edits::kind::{self, Change, classify};
use crate::align::edits::substitution;
use crate::align::edits::word_align::EditOp;
use crate::align::pair::Pair;
pub use crate::align::prepared::{PreparedText, Query, Source};
use crate::align::region::{Extent, Region};
pub use crate::align::regions::Proof;
pub use crate::align::report::{Alignment, Basis, Disguise, Finding, Kind, Passage, SideOf, Substitution};
use crate::align::seeds::dense::are_long;
use crate::align::seeds::shingles::{Shared, Shares};
use crate::align::seeds::tables::SeedTables;
use crate::align::seeds::words::Words;
use crate::error::Error;
use crate::language::Frequencies;
use crate::passages;
use crate::search::Boilerplate;
use crate::text::{Span, TokenizedText};
use crate::tuning::align::whole as tuning;
use crate::view::SHINGLE_SIZE;
use crate::work::{Stop, Work};

/// What is known of two texts before they are aligned.
#[derive(Clone, Copy, Debug, Default)]
pub struct AlignOptions<'a> {
    /// Whether they are expected to share something: then a summary has less to prove.
    pub expected: bool,
    /// What a rewritten passage must prove.
    pub proof: Proof,
    /// How often words stand in their language; without it, what they say is not compared.
    pub frequencies: Option<&'a Frequencies>,
    /// Whether rewritten passages of long texts are looked for only where the texts share something.
    pub local: bool,
    /// Whether nothing but content speaks for the pair: nothing is looked for in texts that are not alike in content.
    pub by_content: bool,
}

/// Aligns two texts.
///
/// Deterministic and symmetric: with the arguments exchanged, the answer is the same with its sides exchanged.
pub fn compare(left: TokenizedText<'_>, right: TokenizedText<'_>) -> Alignment {
    compare_until(left, right, AlignOptions::default(), &Stop::new()).expect("nobody asks to stop")
}

/// [`compare`] with what is known already: [`compare_prepared`] of two texts that are in one pair only.
///
/// # Errors
///
/// [`Error::Stopped`] if somebody asked.
pub fn compare_until(
    left: TokenizedText<'_>,
    right: TokenizedText<'_>,
    options: AlignOptions<'_>,
    stop: &Stop,
) -> Result<Alignment, Error> {
    let prepared = [left, right].map(|side| PreparedText::of(side.tokens.clone()));
    let [left, right] =
        [(left, &prepared[0]), (right, &prepared[1])].map(|(side, prepared)| Source { text: side.text, prepared });
    compare_prepared(&Query::new(left, &NOTHING), right, options, stop)
}

/// Aligns two prepared texts with what is known already, as if the boilerplate of the `query` were not there, until `stop`
/// asks to end.
///
/// Resemblance and containments stay those of the whole texts. Two texts that are copies of each other as wholes are
/// compared as wholes: what they share then is no boilerplate of theirs, however many others have it.
///
/// # Errors
///
/// [`Error::Stopped`] if somebody asked.
pub fn compare_prepared(
    query: &Query<'_>,
    source: Source<'_>,
    options: AlignOptions<'_>,
    stop: &Stop,
) -> Result<Alignment, Error> {
    stop.check()?;
    let work = Work::new(stop);
    let asked = usize::from(query.source().prepared.tokens().hashes > source.prepared.tokens().hashes);
    let found = ordered(query, source, asked, options, &work);
    // Asked to stop, every stage left out what it had not done.
    stop.check()?;
    Ok(if asked == 0 { found } else { found.mirrored() })
}

/// Aligns two texts in the order that makes the answer symmetric: the `query` is text `asked`.
///
/// Shares of shingles are those of the whole texts, letters written as two read as one; everything else is said of the
/// texts without boilerplate and without disguise.
fn ordered(
    query: &Query<'_>,
    source: Source<'_>,
    asked: usize,
    options: AlignOptions<'_>,
    work: &Work<'_>,
) -> Alignment {
    let content_of = options.frequencies.filter(|_| options.by_content);
    if content_of.is_some_and(|frequencies| !is_likely([query.source(), source], frequencies, work)) {
        return Alignment { coarse: work.is_coarse(), steps: work.done(), ..Alignment::default() };
    }
    let none = Query::new(query.source(), &NOTHING);
    let sources = if asked == 0 { [query.source(), source] } else { [source, query.source()] };
    let mut texts = Pair::new(sources, work);
    let shares = shares(&texts);
    let is_copy = shares.resemblance >= tuning::copies();
    let query = if is_copy { &none } else { query };
    let options = AlignOptions { local: options.local && !is_copy && !options.expected, ..options };
    let obvious = texts.obvious(options.local);
    texts.leave_out(query, asked);
    texts.apply(obvious);
    let split = {
        let aligned = Aligned::new(texts.sides(), texts.seeds(), query.boilerplate(), options, work);
        let split = split_words::patches(texts.sides(), texts.seeds(), &aligned.ops, texts.patches(), work);
        let many = split.iter().map(Vec::len).sum::<usize>() * tuning::words_to_a_split_one() >= aligned.shorter();
        if !many || split.iter().all(Vec::is_empty) {
            return finished(&texts, aligned, shares, asked, options, work);
        }
        split
    };
    texts.apply(split);
    let aligned = Aligned::new(texts.sides(), texts.seeds(), query.boilerplate(), options, work);
    finished(&texts, aligned, shares, asked, options, work)
}

/// Whether two texts as they are may be told in other words, one as the other.
fn is_likely(sources: [Source<'_>; 2], frequencies: &Frequencies, work: &Work<'_>) -> bool {
    let terms = sources.map(|source| source.prepared.terms(source.text, frequencies));
    content::is_likely(terms.each_ref().map(AsRef::as_ref), work)
}

/// All that is said of two texts, from their regions.
fn finished(
    texts: &Pair<'_>,
    mut aligned: Aligned<'_>,
    shares: Shares,
    asked: usize,
    options: AlignOptions<'_>,
    work: &Work<'_>,
) -> Alignment {
    let sides = texts.sides();
    let content = options.frequencies.filter(|_| aligned.regions.is_empty());
    let content = content.map(|frequencies| {
        let terms = texts.terms(frequencies);
        content::compare(sides, terms.each_ref().map(AsRef::as_ref), options.expected, work)
    });
    let (likeness, overlap) = content.as_ref().map(|content| (content.likeness, content.overlap)).unzip();
    let in_parts = options.local && are_long(sides.map(|side| side.tokens.len()));
    let worth_a_second_look =
        content.as_ref().is_some_and(|content| content.regions.is_empty() && (content.is_likely || !in_parts));
    if let Some(content) = content {
        aligned.take_content(sides, content.regions, work);
    }
    Alignment {
        passages: aligned.passages(sides, texts.patches(), asked, work),
        substitutions: substitution::substitutions(
            sides,
            texts.seeds(),
            &aligned.regions,
            &aligned.ops,
            &aligned.changes,
        ),
        kind: kind::of_all(&aligned.changes),
        changed: kind::changed(&aligned.changes),
        matched_words: aligned.regions.iter().map(|region| region.sides[asked].len()).sum(),
        resemblance: shares.resemblance,
        left_in_right: shares.containment[0],
        right_in_left: shares.containment[1],
        content: likeness,
        overlap,
        worth_a_second_look,
        coarse: work.is_coarse(),
        steps: work.done(),
    }
}

/// How much the texts have in common as they are now.
fn shares(texts: &Pair<'_>) -> Shares {
    let (sides, seeds) = (texts.sides(), texts.seeds());
    Shared::new([0, 1].map(|side| seeds[side].verbatim(sides[side].tokens))).shares()
}

/// No boilerplate.
static NOTHING: Boilerplate = Boilerplate { verbatim: Vec::new(), context: Vec::new() };

fn hashes(sides: [TokenizedText<'_>; 2]) -> [&[u64]; 2] {
    sides.map(|side| side.tokens.hashes.as_slice())
}

/// The regions of two texts with all that is read from them.
struct Aligned<'a> {
    words: Words<'a>,
    regions: Vec<Region>,
    ops: Vec<Vec<EditOp>>,
    changes: Vec<Change>,
    /// How alike each region is in content, if they were found by that.
    likeness: Option<Vec<f32>>,
}

impl<'a> Aligned<'a> {
    fn new(
        sides: [TokenizedText<'_>; 2],
        seeds: [&'a SeedTables; 2],
        boilerplate: &Boilerplate,
        options: AlignOptions<'_>,
        work: &Work<'_>,
    ) -> Self {
        work.count(sides[0].tokens.len() + sides[1].tokens.len());
        let words = Words::new(seeds.map(|seeds| &seeds.keys));
        let mut regions = regions::find(
            sides,
            seeds,
            &words,
            regions::Wanted { expected: options.expected, proof: options.proof, local: options.local },
            work,
        );
        boilerplate::drop_boilerplate_regions(&mut regions, sides, boilerplate);
        let mut found = Self { words, regions: Vec::new(), ops: Vec::new(), changes: Vec::new(), likeness: None };
        found.take(sides, regions, work);
        found
    }

    /// Takes these regions, and what follows from them.
    fn take(&mut self, sides: [TokenizedText<'_>; 2], regions: Vec<Region>, work: &Work<'_>) {
        self.ops = substitution::align_all(sides, &self.words, &regions, work);
        let hashes = hashes(sides);
        self.changes = regions.iter().zip(&self.ops).map(|(&region, ops)| classify(hashes, region, ops)).collect();
        self.regions = regions;
    }

    /// Takes regions that were found by content.
    fn take_content(&mut self, sides: [TokenizedText<'_>; 2], found: Vec<(Region, f32)>, work: &Work<'_>) {
        let (regions, likeness) = found.into_iter().unzip();
        self.take(sides, regions, work);
        self.likeness = Some(likeness);
    }

    /// What region `at` was found by.
    fn basis(&self, at: usize) -> Basis {
        let in_a_row = |op: &EditOp| op.equal && op.region.sides[0].len() >= SHINGLE_SIZE as u32;
        if self.likeness.is_some() {
            Basis::Content
        } else if self.ops[at].iter().any(in_a_row) {
            Basis::Words
        } else {
            Basis::Context
        }
    }

    /// Words in the passages of that text which has fewer of them there.
    fn shorter(&self) -> usize {
        let words = |side: usize| self.regions.iter().map(|region| region.sides[side].len() as usize).sum::<usize>();
        words(0).min(words(1))
    }

    fn passages(
        &self,
        sides: [TokenizedText<'_>; 2],
        patches: &[Vec<Patch>; 2],
        asked: usize,
        work: &Work<'_>,
    ) -> Vec<Passage> {
        let all = self.regions.iter().zip(&self.ops).zip(&self.changes).enumerate();
        all.map(|(at, ((&region, ops), change))| {
            let [left, right] = [0, 1].map(|side| bytes(sides[side], region.sides[side]));
            Passage {
                left,
                right,
                kind: change.kind,
                changed: change.changed,
                words: change.words[asked],
                basis: self.basis(at),
                likeness: self.likeness.as_ref().map(|likeness| likeness[at]),
                findings: disguise::findings(sides, &self.words, patches, region, ops, [left, right]),
                labels: passages::labels(sides.map(|side| side.text), [left, right], work),
            }
        })
        .collect()
    }
}

/// An extent as bytes, with the punctuation that closes it.
fn bytes(side: TokenizedText<'_>, extent: Extent) -> Span {
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
