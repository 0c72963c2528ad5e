//! The work of alignment grows in proportion to the length of the texts, whatever they hold.
//!
//! Steps are counted, not seconds. `provenance_core::work` defines a step.

mod hostile;

use std::time::Instant;

use hostile::{FAMILIES, Maker};
use provenance_core::align::{AlignOptions, Alignment, compare_until};
use provenance_core::error::Error;
use provenance_core::text::{TokenizedText, tokenize};
use provenance_core::work::Stop;

/// Steps for each byte of both texts, at any length: half as much again as any family takes. A stage that looked at each
/// word for each other one would take thousands, one that looked at all words for each quotation 50 at 30,000 words.
const MOST_STEPS: u64 = 48;

/// Aligned as wholes, or in parts as while indexing.
fn aligned(texts: &[String; 2], local: bool) -> Alignment {
    let tokens = [0, 1].map(|side| tokenize(&texts[side]));
    let [left, right] = [0, 1].map(|side| TokenizedText { text: &texts[side], tokens: &tokens[side] });
    let options = AlignOptions { local, ..AlignOptions::default() };
    compare_until(left, right, options, &Stop::new()).expect("nobody asks to stop")
}

/// Steps for each byte of two texts of so many words.
fn steps(make: Maker, words: usize, local: bool) -> u64 {
    let texts = make(words);
    aligned(&texts, local).steps / (texts[0].len() + texts[1].len()) as u64
}

/// Compared is with the length itself and not with a shorter text, in which less is found and less is done.
fn assert_steps_follow_length(words: usize) {
    for (times, local) in [1, 2, 4, 8].into_iter().flat_map(|times| [(times, false), (times, true)]) {
        let all = FAMILIES.iter().map(|&(name, make)| (name, steps(make, times * words, local)));
        let faster: Vec<_> = all.filter(|&(_, steps)| steps > MOST_STEPS).collect();
        assert!(faster.is_empty(), "{} words, in parts {local}: {faster:#?}", times * words);
    }
}

#[test]
fn there_are_many_hostile_families() {
    assert!(FAMILIES.len() >= 50);
}

#[test]
fn steps_follow_the_length_of_hostile_texts() {
    assert_steps_follow_length(4_000);
}

/// Half a megabyte each; prints seconds, steps for each byte, and what was left out, for whoever measures.
#[test]
#[ignore = "takes a minute"]
fn steps_follow_the_length_of_long_hostile_texts() {
    let only = std::env::var("FAMILY").unwrap_or_default();
    for (name, make) in FAMILIES.iter().filter(|family| family.0.contains(&only)) {
        let texts = long(*make);
        let began = Instant::now();
        let found = aligned(&texts, false);
        let seconds = began.elapsed().as_secs_f64();
        let bytes = texts[0].len() + texts[1].len();
        let each = found.steps as f64 / bytes as f64;
        println!("{seconds:7.3} s {each:6.1} steps a byte, coarse {:5}, {bytes:>8} bytes: {name}", found.coarse);
    }
    assert_steps_follow_length(12_500);
}

/// Texts of a family of some megabyte each.
fn long(make: Maker) -> [String; 2] {
    let bytes = |texts: &[String; 2]| texts[0].len().max(texts[1].len());
    let per_word = bytes(&make(10_000)) as f64 / 10_000.0;
    make((1_000_000.0 / per_word) as usize)
}

/// Who asks to stop gets no answer that lacks something, but none.
#[test]
fn a_stopped_alignment_says_so() {
    let texts = FAMILIES[0].1(2_000);
    let tokens = [0, 1].map(|side| tokenize(&texts[side]));
    let [left, right] = [0, 1].map(|side| TokenizedText { text: &texts[side], tokens: &tokens[side] });
    let stop = Stop::new();
    let options = AlignOptions::default();
    assert!(compare_until(left, right, options, &stop).is_ok_and(|found| !found.passages.is_empty()));
    stop.ask();
    assert!(matches!(compare_until(left, right, options, &stop), Err(Error::Stopped)));
}

/// Prints steps for each byte from 4,000 to 256,000 words, for whoever measures. They rise and fall, since words and
/// shingles that become too common drop out one after the other; they do not go on rising.
#[test]
#[ignore = "takes minutes"]
fn steps_follow_the_length_from_short_to_long() {
    for (name, make) in FAMILIES {
        let each = [1, 2, 4, 8, 16, 32, 64].map(|times| steps(*make, times * 4_000, false));
        println!("{} | {name}", each.map(|steps| format!("{steps:2}")).join(" "));
        assert!(each.iter().all(|&steps| steps <= MOST_STEPS), "{name}: {each:?}");
    }
}
