//! The promises of content, on texts written for the purpose, and slow versions of its fast routines.

use std::collections::BTreeMap;
use std::ops::Range;

use proptest::prelude::*;

use crate::align::content::measure::Measure;
use crate::align::content::terms::{Term, Terms, TextTerms};
use crate::align::content::{Content, compare, stretch};
use crate::align::{AlignOptions, Basis, Kind, compare_until};
use crate::language::{Frequencies, term_at};
use crate::text::{TokenizedText, tokenize};
use crate::tuning::content as tuning;
use crate::work::{Stop, Work};

/// What a list of English words says of the commoner words below.
const ENGLISH: [(&str, f64); 22] = [
    ("with", 7e-3),
    ("that", 1e-2),
    ("from", 4e-3),
    ("they", 4e-3),
    ("were", 3e-3),
    ("been", 2e-3),
    ("which", 2e-3),
    ("their", 2e-3),
    ("water", 3e-4),
    ("council", 2e-4),
    ("before", 8e-4),
    ("because", 8e-4),
    ("after", 1e-3),
    ("river", 1e-4),
    ("waiting", 1e-4),
    ("about", 2e-3),
    ("enough", 4e-4),
    ("small", 4e-4),
    ("repairs", 1e-5),
    ("winter", 8e-5),
    ("found", 4e-4),
    ("overnight", 1e-5),
];

const STORY: &str = "The harbour master of Altwyk closed the northern sluice at dawn on 14 March because the river had \
    risen overnight by 62 centimetres. Two barges with larch timber were waiting outside, and their skippers complained \
    to the council about the delay. Inspector Odenthal found that both hinges were corroded and asked for repairs \
    before winter.";

const REWRITTEN: &str = "After an overnight surge of 62 centimetres, Altwyk's port chief shut a sluice in the north of \
    town early on 14 March. That left a pair of vessels carrying larch stuck beyond it; the skippers protested to \
    councillors. According to Odenthal, who inspected the structure, corrosion has eaten into each hinge, and it ought \
    to be repaired in autumn at the latest.";

const SAME_SUBJECT: &str = "Inspectors in Brenhaven reopened a lock on the eastern canal last Friday. Engineers had \
    drained the chamber for nine weeks to replace seals and pumps, and freight companies sent cargo by rail in the \
    meantime. A second lock will be drained next summer, when fewer ships pass and the river is low.";

fn english() -> Frequencies {
    Frequencies::new(ENGLISH)
}

fn content(left: &str, right: &str, expected: bool) -> Content {
    let (a, b) = (tokenize(left), tokenize(right));
    let sides = [TokenizedText { text: left, tokens: &a }, TokenizedText { text: right, tokens: &b }];
    let terms = terms_of(sides);
    compare(sides, terms.each_ref(), expected, &Work::new(&Stop::new()))
}

fn terms_of(sides: [TokenizedText<'_>; 2]) -> [TextTerms; 2] {
    let english = english();
    sides.map(|side| TextTerms::new(side, &english))
}

/// A paragraph told in other words is found whole, and a text on the same subject is not.
#[test]
fn a_rewritten_text_is_found_and_the_same_subject_is_not() {
    let found = content(REWRITTEN, STORY, false);
    assert!(found.likeness > 0.3 && !found.regions.is_empty(), "{found:?}");
    for other in [STORY, REWRITTEN] {
        let found = content(SAME_SUBJECT, other, true);
        assert!(found.likeness < 0.1 && found.regions.is_empty(), "{found:?}");
    }
}

/// Alignment reports it as rewritten and says by what it was found; without frequencies it says nothing.
#[test]
fn alignment_asks_for_content_last() {
    let (a, b) = (tokenize(REWRITTEN), tokenize(STORY));
    let (left, right) = (TokenizedText { text: REWRITTEN, tokens: &a }, TokenizedText { text: STORY, tokens: &b });
    let aligned = |left, right, frequencies| {
        let options = AlignOptions { frequencies, ..AlignOptions::default() };
        compare_until(left, right, options, &Stop::new()).expect("nobody asks to stop")
    };
    let english = english();
    let found = aligned(left, right, Some(&english));
    assert_eq!(found.kind, Some(Kind::Rewritten));
    assert!(found.passages.iter().all(|one| one.basis == Basis::Content && one.likeness.is_some()));
    let back = aligned(right, left, Some(&english));
    assert_eq!(found.content, back.content);
    assert_eq!(found.passages.len(), back.passages.len(), "the answer is symmetric");
    let silent = aligned(left, right, None);
    assert_eq!((silent.passages.len(), silent.content), (0, None));
    let same = aligned(right, right, Some(&english));
    assert_eq!((same.passages[0].basis, same.content), (Basis::Words, None));
}

/// What content alone speaks for is aligned only if the texts are alike in content; without frequencies nobody can say.
#[test]
fn what_content_proposes_content_confirms() {
    let aligned = |left: &str, right: &str, by_content, frequencies| {
        let tokens = [tokenize(left), tokenize(right)];
        let sides =
            [TokenizedText { text: left, tokens: &tokens[0] }, TokenizedText { text: right, tokens: &tokens[1] }];
        let options = AlignOptions { by_content, frequencies, ..AlignOptions::default() };
        compare_until(sides[0], sides[1], options, &Stop::new()).expect("nobody asks to stop")
    };
    let english = english();
    for (left, right) in [(REWRITTEN, STORY), (STORY, STORY)] {
        let [one, other] = [true, false].map(|by_content| aligned(left, right, by_content, Some(&english)));
        assert_eq!((&one.passages, one.content), (&other.passages, other.content));
        assert!(!one.passages.is_empty());
    }
    let letters = |at: u8| [b'a' + at / 10, b'm' + at % 10].map(char::from).iter().collect::<String>();
    let own = |word: &str| (0..240).map(|at| format!(" {}{word}", letters(at))).collect::<String>();
    let [quoting, quoted] = [("wharf", 20), ("crane", 60)].map(|(word, words)| {
        let quote: String = STORY.split_inclusive(' ').take(words).collect();
        quote + &own(word)
    });
    assert_eq!(aligned(&quoting, &quoted, false, Some(&english)).passages.len(), 1);
    let unlike = aligned(&quoting, &quoted, true, Some(&english));
    assert_eq!((unlike.passages.len(), unlike.worth_a_second_look), (0, false));
    assert_eq!(aligned(&quoting, &quoted, true, None).passages.len(), 1);
}

/// In a text ten times as long, the stretch that was rewritten is found, and nothing else is shown.
#[test]
fn a_stretch_of_a_longer_text_is_found() {
    let filler =
        "Bread rises because yeast turns sugar into gas, and slow dough tastes better than dough made in haste. ";
    let long = format!("{}{STORY} {}", filler.repeat(12), filler.repeat(9));
    let found = content(REWRITTEN, &long, false);
    let (tokens, story) = (tokenize(&long), filler.len() * 12);
    let spans = found.regions.iter().map(|(region, _)| region.sides[1]);
    let outside = |start: usize, end: usize| start + 1 < story || end > story + STORY.len() + 1;
    assert!(!found.regions.is_empty());
    for extent in spans {
        let (first, last) = (tokens.spans[extent.start as usize], tokens.spans[extent.end as usize - 1]);
        assert!(!outside(first.start as usize, last.end as usize), "{extent:?}");
    }
}

/// Words no list has are rare; words with one stem add up; numbers count by their digits.
#[test]
fn frequencies_are_those_of_stems() {
    let frequencies = Frequencies::new([("harbour", 1e-5), ("harbours", 2e-5), ("of", 0.1), ("two words", 0.5)]);
    let stem = |word: &str| tokenize(word).stems[0];
    assert!((frequencies.of_stem(stem("harbour")).of_all - 3e-5).abs() < 1e-12);
    assert!(frequencies.of_stem(stem("sluice")).of_all < 1e-6);
    assert!(Frequencies::of_number(2).of_all > Frequencies::of_number(6).of_all);
}

const WORDS: [&str; 10] = ["amber", "birch", "cedar", "with", "that", "river", "4711", "62", "20151108", "20151109"];

fn text() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(&WORDS[..]), 1..60).prop_map(|words| words.join(" "))
}

fn terms(left: &str, right: &str) -> Terms {
    let (a, b) = (tokenize(left), tokenize(right));
    let sides = [TokenizedText { text: left, tokens: &a }, TokenizedText { text: right, tokens: &b }];
    Terms::new(terms_of(sides).each_ref())
}

/// The measure by its definition, over maps.
fn slowly(terms: &Terms, ranges: [Range<usize>; 2]) -> (f64, u32) {
    let parts = [0, 1].map(|side| &terms.of[side][ranges[side].clone()]);
    let bags = parts.map(|part| {
        let mut bag: BTreeMap<u32, Vec<f64>> = BTreeMap::new();
        part.iter().for_each(|term| bag.entry(term.key).or_default().push(f64::from(term.at)));
        bag
    });
    let square = |key: u32| terms.weights[key as usize].weight.powi(2);
    let both: Vec<u32> = bags[0].keys().filter(|key| bags[1].contains_key(key)).copied().collect();
    let shared: f64 = both.iter().map(|&key| square(key)).sum();
    let norm = |side: usize| bags[side].keys().map(|&key| square(key)).sum::<f64>();
    let chance = |side: usize| {
        let of = |&key: &u32| square(key) * terms.weights[key as usize].chance(parts[1 - side].len());
        bags[side].keys().map(of).sum::<f64>()
    };
    let expected = (chance(0) + chance(1)) / 2.0;
    let left = (norm(0) * norm(1)).sqrt() - expected;
    let beyond = if left > 0.0 { (shared - expected) / left } else { 0.0 };
    (beyond + order_slowly(terms, &bags, &both), both.len() as u32)
}

fn order_slowly(terms: &Terms, bags: &[BTreeMap<u32, Vec<f64>>; 2], both: &[u32]) -> f64 {
    let once: Vec<u32> = both.iter().filter(|key| bags.iter().all(|bag| bag[key].len() == 1)).copied().collect();
    if once.len() < tuning::order::least_terms() {
        return 0.0;
    }
    let weight =
        |key: u32| (terms.weights[key as usize].weight - tuning::order::common()).max(tuning::order::least_weight());
    let mean = |value: &dyn Fn(u32) -> f64| {
        once.iter().map(|&key| weight(key) * value(key)).sum::<f64>() / once.iter().map(|&key| weight(key)).sum::<f64>()
    };
    let at = |side: usize, key: u32| bags[side][&key][0];
    let covariance =
        |a: usize, b: usize| mean(&|key| at(a, key) * at(b, key)) - mean(&|key| at(a, key)) * mean(&|key| at(b, key));
    let correlation = covariance(0, 1) / (covariance(0, 0) * covariance(1, 1)).sqrt();
    let deviations = correlation.clamp(-0.99, 0.99).atanh() * (once.len() as f64 - 3.0).sqrt();
    tuning::order::deviation() * deviations.clamp(tuning::order::fewest(), tuning::order::most())
}

/// The stretch that shares most, by looking at all of them.
fn best_slowly(terms: &Terms, long: usize, size: usize) -> f64 {
    let shared = |key: u32| terms.of[1 - long].iter().any(|term| term.key == key);
    let weight = |part: &[Term]| {
        let mut keys: Vec<u32> = part.iter().map(|term| term.key).filter(|&key| shared(key)).collect();
        keys.sort_unstable();
        keys.dedup();
        keys.iter().map(|&key| terms.weights[key as usize].weight.powi(2)).sum::<f64>()
    };
    terms.of[long].windows(size.min(terms.of[long].len()).max(1)).map(weight).fold(0.0, f64::max)
}

proptest! {
    /// Two texts have one key for one term, long numbers apart, and another one for each other.
    #[test]
    fn a_term_has_one_key_in_both_texts(left in text(), right in text()) {
        let slowly = [&left, &right].map(|text| {
            let tokens = tokenize(text);
            let words = (0..tokens.len()).filter_map(|at| term_at(TokenizedText { text, tokens: &tokens }, at));
            words.map(|word| (word.hash, word.share(&english()).of_all)).collect::<Vec<(u64, f64)>>()
        });
        let terms = terms(&left, &right);
        prop_assert_eq!(terms.of.each_ref().map(Vec::len), slowly.each_ref().map(Vec::len));
        let (mut hashes, mut keys) = (BTreeMap::new(), BTreeMap::new());
        for (term, &(hash, share)) in terms.of.iter().flatten().zip(slowly.iter().flatten()) {
            prop_assert_eq!(*hashes.entry(term.key).or_insert(hash), hash);
            prop_assert_eq!(*keys.entry(hash).or_insert(term.key), term.key);
            prop_assert_eq!(terms.weights[term.key as usize].weight, -share.log10());
        }
    }

    /// Likeness and shared terms are those of the definition; a measure used before says the same.
    #[test]
    fn the_measure_equals_its_slow_twin(left in text(), right in text(), from in 0usize..5) {
        let terms = terms(&left, &right);
        let lengths = [0, 1].map(|side| terms.of[side].len());
        let part = lengths.map(|length| from.min(length)..length);
        let mut measure = Measure::new(&terms);
        measure.of(lengths.map(|length| 0..length));
        let found = measure.of(part.clone());
        let (likeness, shared) = slowly(&terms, part);
        prop_assert_eq!(found.shared, shared);
        prop_assert!((f64::from(found.likeness) - likeness).abs() < 1e-4, "{} {}", found.likeness, likeness);
    }

    /// No stretch of that size shares more than the one found.
    #[test]
    fn the_stretch_equals_its_slow_twin(short in text(), long in text()) {
        let terms = terms(&short, &long);
        let ranges = stretch::ranges(&terms);
        let lengths = terms.of.each_ref().map(Vec::len);
        for side in (0..2).filter(|&side| lengths[side] > tuning::stretch::longer() * lengths[1 - side]) {
            let size = (lengths[1 - side] * tuning::stretch::room()).div_ceil(2);
            let found = best_slowly(&Terms {
                of: [0, 1].map(|it| terms.of[it][ranges[it].clone()].to_vec()),
                weights: terms.weights.clone(),
            }, side, usize::MAX);
            prop_assert!((found - best_slowly(&terms, side, size)).abs() < 1e-3);
        }
    }

    /// The answer is the same with the texts exchanged.
    #[test]
    fn content_is_symmetric(left in text(), right in text()) {
        let (forth, back) = (content(&left, &right, false), content(&right, &left, false));
        prop_assert!((forth.likeness - back.likeness).abs() < 1e-4);
        prop_assert_eq!(forth.regions.is_empty(), back.regions.is_empty());
    }
}
