//! Any two texts are aligned: passages lie in them, and exchanging the texts exchanges the answer.
#![no_main]

use libfuzzer_sys::fuzz_target;
use provenance_core::align::compare;
use provenance_core::text::{TokenizedText, tokenize};

/// What parts the two texts in the bytes of a case.
const CUT: u8 = 0xff;

fuzz_target!(|data: &[u8]| {
    let cut = data.iter().position(|&byte| byte == CUT).unwrap_or(data.len() / 2);
    let (left, right) = data.split_at(cut);
    let (left, right) = (repeated(left), repeated(right));
    let tokens = [tokenize(&left), tokenize(&right)];
    let [a, b] = [TokenizedText { text: &left, tokens: &tokens[0] }, TokenizedText { text: &right, tokens: &tokens[1] }];
    let (there, back) = (compare(a, b), compare(b, a));
    assert_eq!(there.kind, back.kind);
    assert_eq!(there.passages.len(), back.passages.len());
    for passage in &there.passages {
        assert!(left.get(passage.left.start as usize..passage.left.end as usize).is_some());
        assert!(right.get(passage.right.start as usize..passage.right.end as usize).is_some());
        assert!((0.0..=1.0).contains(&passage.changed));
        assert!(back.passages.iter().any(|other| (other.left, other.right) == (passage.right, passage.left)));
    }
});

/// A text in which each byte stands for a word, so that short cases have long passages; its first byte says whether.
fn repeated(data: &[u8]) -> String {
    match data.split_first() {
        Some((first, rest)) if first & 1 == 1 => rest.iter().map(|byte| word(*byte)).collect(),
        _ => String::from_utf8_lossy(data).into_owned(),
    }
}

fn word(byte: u8) -> String {
    let end = if byte % 11 == 0 { ". " } else { " " };
    format!("{}{}{end}", ["har", "bour", "ri", "ver", "mas", "ter", "gate"][byte as usize % 7], byte / 7)
}
