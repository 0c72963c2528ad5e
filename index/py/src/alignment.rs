//! Alignments as Python sees them: offsets in code points.

use provenance_core::align::{self, Basis, Disguise, Kind, SideOf};
use provenance_core::passages::Label;
use pyo3::prelude::*;

use crate::texts::CodePoints;

/// A maximal aligned pair of spans, in code points.
#[pyclass(frozen, get_all, module = "provenance._core")]
#[derive(Clone)]
pub struct Passage {
    left_start: usize,
    left_end: usize,
    right_start: usize,
    right_end: usize,
    kind: &'static str,
    changed: f64,
    words: u32,
    basis: &'static str,
    likeness: Option<f64>,
    findings: Vec<(&'static str, &'static str, u32)>,
    marks: Vec<&'static str>,
}

/// A word or phrase of the left text that stands for another one of the right text.
#[pyclass(frozen, get_all, module = "provenance._core")]
#[derive(Clone)]
pub struct Substitution {
    left: String,
    right: String,
    count: u32,
}

/// All that alignment says about a pair of texts.
#[pyclass(frozen, get_all, module = "provenance._core")]
pub struct Alignment {
    kind: Option<&'static str>,
    resemblance: f64,
    left_in_right: f64,
    right_in_left: f64,
    matched_words: u32,
    changed: f64,
    passages: Vec<Passage>,
    substitutions: Vec<Substitution>,
    content: Option<f64>,
    overlap: Option<f64>,
    worth_a_second_look: bool,
    coarse: bool,
    steps: u64,
}

/// An alignment of these texts, its offsets in code points.
pub fn converted(found: align::Alignment, left: &str, right: &str) -> Alignment {
    let (mut left, mut right) = (CodePoints::new(left), CodePoints::new(right));
    let passages = found.passages.iter().map(|passage| {
        let ((left_start, left_end), (right_start, right_end)) = (left.span(passage.left), right.span(passage.right));
        let (kind, changed, words) = (kind_name(passage.kind), passage.changed, passage.words);
        let findings = passage.findings.iter();
        let findings = findings.map(|it| (disguise_name(it.disguise), side_name(it.side), it.count)).collect();
        let marks = passage.labels.iter().map(|&label| label_name(label)).collect();
        let (basis, likeness) = (basis_name(passage.basis), passage.likeness.map(f64::from));
        Passage { left_start, left_end, right_start, right_end, kind, changed, words, basis, likeness, findings, marks }
    });
    Alignment {
        passages: passages.collect(),
        kind: found.kind.map(kind_name),
        resemblance: found.resemblance,
        left_in_right: found.left_in_right,
        right_in_left: found.right_in_left,
        matched_words: found.matched_words,
        changed: found.changed,
        content: found.content.map(f64::from),
        overlap: found.overlap.map(f64::from),
        worth_a_second_look: found.worth_a_second_look,
        coarse: found.coarse,
        steps: found.steps,
        substitutions: found
            .substitutions
            .into_iter()
            .map(|one| Substitution { left: one.left, right: one.right, count: one.count })
            .collect(),
    }
}

fn kind_name(kind: Kind) -> &'static str {
    match kind {
        Kind::Verbatim => "verbatim",
        Kind::Edited => "edited",
        Kind::Rewritten => "rewritten",
        Kind::Summary => "summary",
    }
}

fn basis_name(basis: Basis) -> &'static str {
    match basis {
        Basis::Words => "words",
        Basis::Context => "context",
        Basis::Content => "content",
    }
}

fn disguise_name(disguise: Disguise) -> &'static str {
    match disguise {
        Disguise::Lookalikes => "look-alikes",
        Disguise::Invisible => "invisible",
        Disguise::SoftHyphens => "soft-hyphens",
        Disguise::Compatibility => "compatibility",
        Disguise::Diacritics => "diacritics",
        Disguise::SpelledOut => "spelled-out",
        Disguise::CutUp => "cut-up",
        Disguise::RunTogether => "run-together",
        Disguise::Added => "added-words",
        Disguise::Reordered => "reordered",
    }
}

fn side_name(side: SideOf) -> &'static str {
    match side {
        SideOf::Left => "left",
        SideOf::Right => "right",
        SideOf::Both => "both",
    }
}

fn label_name(label: Label) -> &'static str {
    match label {
        Label::Quoted => "quoted",
        Label::Credited => "credited",
        Label::References => "references",
        Label::Licence => "licence",
        Label::Menu => "menu",
        Label::Contents => "contents",
        Label::Contact => "contact",
        Label::Figure => "figure",
    }
}
