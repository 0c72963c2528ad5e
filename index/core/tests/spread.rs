//! The join that many machines share against the one of a single machine.

use std::collections::BTreeMap;

use proptest::prelude::*;
use provenance_core::language::Frequencies;
use provenance_core::minhash::Permutations;
use provenance_core::postings::Postings;
use provenance_core::search::{Limits, Proposed, batch_candidates};
use provenance_core::segment::{self, Segment};
use provenance_core::sketch::{Sketch, Sketcher};
use provenance_core::spread::{
    Numbers, cut_batch, cut_segments, join_range, propose_portion, proposed_from_bytes, proposed_to_bytes,
};
use provenance_core::work::Stop;

const DIGEST: segment::Digest = [7; 32];
static STOP: Stop = Stop::new();

/// So small that texts of a few words reach every bound.
const LIMITS: Limits = Limits {
    rare: 3,
    boilerplate: 4,
    max_docs_scored: 2,
    bucket: 3,
    candidates: 3,
    uncertain_evidence: (1.2, 2.5),
    content_keys: 4.0,
    ..Limits::INDEXING
};

fn sketcher() -> Sketcher {
    let multipliers = (0..16).map(|at| 2 * at + 1).collect();
    let increments = (0..16).map(|at| 977 * at).collect();
    Sketcher::new(Permutations::new(multipliers, increments).unwrap(), 8, 2, 2).unwrap()
}

/// A language in which some of the words of [`corpus`] are rare.
fn rare_words() -> Frequencies {
    Frequencies::new([("alder", 1e-3), ("maple", 1e-3), ("thorn", 1e-6)])
}

/// Texts of few words: they share shingles, some with many and some with few others; some are empty.
fn corpus() -> impl Strategy<Value = Vec<Sketch>> {
    let word = prop::sample::select(vec!["alder", "birch", "cedar", "elder", "hazel", "maple", "rowan", "thorn"]);
    let text = prop::collection::vec(word, 0..25).prop_map(|words| words.join(" "));
    prop::collection::vec(text, 1..40).prop_map(|texts| {
        let sketcher = sketcher();
        texts.iter().map(|text| sketcher.sketch(text, Some(&rare_words()))).collect()
    })
}

/// What a block belongs to, and the block.
type Blocks = Vec<(u32, Vec<u8>)>;

fn by_number(blocks: Blocks) -> BTreeMap<u32, Vec<Vec<u8>>> {
    let mut sorted: BTreeMap<u32, Vec<Vec<u8>>> = BTreeMap::new();
    blocks.into_iter().for_each(|(number, block)| sorted.entry(number).or_default().push(block));
    sorted
}

fn borrowed(blocks: &[Vec<u8>]) -> Vec<&[u8]> {
    blocks.iter().map(Vec::as_slice).collect()
}

/// What is proposed for `new` documents when portions are cut, ranges joined and portions put together.
fn spread(old: &[Segment], new: &[Sketch], numbers: Numbers, ranges: u32, limits: &Limits) -> Vec<Proposed> {
    let mut cut: Blocks =
        (0..ranges).flat_map(|range| cut_segments(old, range..range + 1, ranges, &STOP).unwrap()).collect();
    let mut first = numbers.first;
    while first < numbers.end {
        let end = numbers.end.min((first / numbers.portion + 1) * numbers.portion);
        let texts = &new[(first - numbers.first) as usize..(end - numbers.first) as usize];
        cut.extend(cut_batch(&Postings::of(texts, first), ranges, &DIGEST, &STOP).unwrap());
        first = end;
    }
    cut.reverse();
    let joined = by_number(cut)
        .into_iter()
        .flat_map(|(range, blocks)| join_range(range, &borrowed(&blocks), &DIGEST, numbers, limits, &STOP).unwrap());
    let said = by_number(joined.collect());
    let portions = numbers.first / numbers.portion..numbers.end.div_ceil(numbers.portion);
    portions
        .flat_map(|portion| {
            let blocks = said.get(&portion).map_or(Vec::new(), |blocks| borrowed(blocks));
            propose_portion(portion, &blocks, &DIGEST, numbers, limits).unwrap()
        })
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    /// However documents are cut into old and new, portions and ranges, what is proposed is what a single machine says of
    /// the new ones in one batch, to the last bit.
    #[test]
    fn spread_joins_are_the_join(
        texts in corpus(),
        cut in any::<prop::sample::Index>(),
        first in 1u32..9,
        portion in 1u32..12,
        ranges in 1u32..40,
        limits in prop::sample::select(vec![LIMITS, Limits::INDEXING, Limits { max_docs_scored: 3, boilerplate: 9, ..LIMITS }]),
    ) {
        let (old, new) = texts.split_at(cut.index(texts.len()));
        let (folder, half) = (tempfile::tempdir().unwrap(), old.len() / 2);
        let open = |name: &str, sketches: &[Sketch], first: u32| {
            let path = folder.path().join(name);
            segment::write(&path, &Postings::of(sketches, first), DIGEST, &STOP).unwrap();
            Segment::open(&path, &DIGEST).unwrap()
        };
        let segments = [open("a.seg", &old[..half], first), open("b.seg", &old[half..], first + half as u32)];
        let start = first + old.len() as u32;
        let numbers = Numbers { first: start, end: start + new.len() as u32, portion };
        let expected = batch_candidates(&segments, &Postings::of(new, start), &limits, usize::MAX, &STOP).unwrap();
        prop_assert_eq!(spread(&segments, new, numbers, ranges, &limits), expected);
    }

    /// What is proposed comes back from its bytes to the last bit, and not where a bit is flipped.
    #[test]
    fn proposals_survive_their_bytes(texts in corpus(), place in any::<prop::sample::Index>(), bit in 0u8..8) {
        for one in batch_candidates(&[], &Postings::of(&texts, 1), &LIMITS, 0, &STOP).unwrap() {
            let mut block = proposed_to_bytes(&one, &DIGEST);
            prop_assert_eq!(&proposed_from_bytes(&block, &DIGEST).unwrap(), &one);
            prop_assert!(proposed_from_bytes(&block, &[8; 32]).is_err());
            let at = place.index(block.len());
            block[at] ^= 1 << bit;
            prop_assert!(proposed_from_bytes(&block, &DIGEST).is_err());
        }
    }
}

/// The most that a key of every document sends on for each of them does not grow with their number.
#[test]
fn a_key_of_everybody_costs_each_the_same() {
    let sketcher = sketcher();
    let sent = |count: u32| {
        let texts = vec![sketcher.sketch("the same few words stand in each of these documents", None); count as usize];
        let numbers = Numbers { first: 1, end: count + 1, portion: 64 };
        let cut = cut_batch(&Postings::of(&texts, 1), 1, &DIGEST, &STOP).unwrap();
        let said = join_range(0, &[&cut[0].1], &DIGEST, numbers, &Limits::INDEXING, &STOP).unwrap();
        said.iter().map(|(_, block)| block.len()).sum::<usize>() / count as usize
    };
    let (few, many) = (sent(2_000), sent(20_000));
    assert!(many <= 2 * few, "{few} bytes for each of a few, {many} for each of many");
}

/// Blocks out of place or twice there are refused, and so are numbers that a join has no room for.
#[test]
fn what_cannot_be_joined_is_refused() {
    let sketch = vec![sketcher().sketch("the same few words for every document", None); 3];
    let numbers = Numbers { first: 1, end: 4, portion: 8 };
    let blocks = by_number(cut_batch(&Postings::of(&sketch, 1), 4, &DIGEST, &STOP).unwrap());
    let said: Vec<Vec<u8>> = blocks
        .iter()
        .flat_map(|(&range, blocks)| join_range(range, &borrowed(blocks), &DIGEST, numbers, &LIMITS, &STOP).unwrap())
        .map(|(_, block)| block)
        .collect();
    let refused = |portion, blocks: &[&[u8]]| propose_portion(portion, blocks, &DIGEST, numbers, &LIMITS).is_err();
    assert!(said.len() > 1 && !refused(0, &borrowed(&said)));
    assert!(refused(0, &[&said[1], &said[0]]) && refused(0, &[&said[0], &said[0]]) && refused(1, &[&said[0]]));
    for (end, portion) in [(1 << 28 | 1, 8), (4, 0), (2, 8)] {
        let numbers = Numbers { end, portion, ..numbers };
        let all: Vec<&[u8]> = blocks.values().flat_map(|blocks| borrowed(blocks)).collect();
        assert!(join_range(0, &all, &DIGEST, numbers, &LIMITS, &STOP).is_err(), "{numbers:?}");
    }
}
