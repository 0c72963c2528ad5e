//! The index on disk against the obvious version of it: a list of sketches, searched one by one.

use std::collections::{BTreeSet, HashMap};
use std::fs;
use std::path::Path;

use proptest::prelude::*;
use provenance_core::language::Frequencies;
use provenance_core::minhash::Permutations;
use provenance_core::postings::{Postings, key_of};
use provenance_core::search::{Boilerplate, Limits, Proposed, batch_candidates, candidates, document_frequencies};
use provenance_core::segment::{self, Segment};
use provenance_core::sketch::{Channel, Sketch, Sketcher};
use provenance_core::work::Stop;

const DIGEST: segment::Digest = [7; 32];
const LIMITS: Limits = Limits {
    rare: 2,
    boilerplate: 4,
    max_docs_scored: 4,
    bucket: 3,
    evidence: 1.0,
    some_wording: 0.55,
    uncertain_evidence: (0.55, 2.5),
    content_keys: 4.0,
    uncertain_candidates: 1,
    candidates: 2,
    length: 5,
    min_new_evidence: 1.5,
    max_sharers: 1,
};

fn sketcher() -> Sketcher {
    let odd = (0..12u32).map(|k| k.wrapping_mul(0x9e37_79b1) | 1).collect();
    let any = (0..12u32).map(|k| k.wrapping_mul(0x85eb_ca6b)).collect();
    Sketcher::new(Permutations::new(odd, any).unwrap(), 4, 3, 4).unwrap()
}

/// Texts over a small vocabulary, so that they share shingles, some with many and some with few others.
fn corpus() -> impl Strategy<Value = Vec<String>> {
    let word = prop::sample::select(vec!["alder", "birch", "cedar", "elder", "hazel", "maple", "rowan", "thorn"]);
    let text = prop::collection::vec(word, 0..25).prop_map(|words| words.join(" "));
    prop::collection::vec(text, 1..24)
}

/// A language in which some of the words of [`corpus`] are rare.
fn rare_words() -> Frequencies {
    Frequencies::new([("alder", 1e-3), ("maple", 1e-3), ("thorn", 1e-6)])
}

fn write(folder: &Path, name: &str, sketches: &[Sketch], first: u32) -> Segment {
    let path = folder.join(name);
    segment::write(&path, &Postings::of(sketches, first), DIGEST, &Stop::new()).unwrap();
    Segment::open(&path, &DIGEST).unwrap()
}

/// What the documentation of `search` says, done by looking at every document; documents are numbered from 0.
fn naive(query: &Sketch, known: &[Sketch], limits: &Limits) -> (Vec<(u32, f32)>, Boilerplate) {
    let distinct =
        |sketch: &Sketch, channel| -> BTreeSet<u64> { sketch.keys(channel).iter().map(|&hash| key_of(hash)).collect() };
    let holders = |channel: Channel, key: u64| -> Vec<u32> {
        (0..).zip(known).filter(|(_, sketch)| distinct(sketch, channel).contains(&key)).map(|(id, _)| id).collect()
    };
    let common = known.len().isqrt().max(limits.rare).min(limits.boilerplate);
    let mut found: HashMap<u32, Vec<(Channel, u64, f32)>> = HashMap::new();
    let mut boilerplate = Boilerplate::default();
    for channel in [Channel::VerbatimFingerprints, Channel::ContextFingerprints, Channel::ContentPairs] {
        for key in distinct(query, channel) {
            let documents = holders(channel, key);
            if documents.len() > common {
                match channel {
                    Channel::VerbatimFingerprints => boilerplate.verbatim.push(key),
                    Channel::ContextFingerprints => boilerplate.context.push(key),
                    _ => {}
                }
                continue;
            }
            for (rank, &id) in documents.iter().enumerate() {
                if rank < limits.max_docs_scored / 2 || documents.len() - rank <= limits.max_docs_scored / 2 {
                    found.entry(id).or_default().push((channel, key, (documents.len() as f32).sqrt().recip()));
                }
            }
        }
    }
    for channel in [Channel::VerbatimBands, Channel::ContextBands] {
        for key in distinct(query, channel) {
            for id in holders(channel, key).into_iter().take(limits.bucket) {
                found.entry(id).or_default().push((channel, key, 1.0));
            }
        }
    }
    let is_band = |channel: Channel| matches!(channel, Channel::VerbatimBands | Channel::ContextBands);
    let sum = |keys: &[(Channel, u64, f32)], bands: bool| -> f32 {
        keys.iter().filter(|key| is_band(key.0) == bands).map(|key| key.2).sum()
    };
    let wording = |keys: &[(Channel, u64, f32)]| -> f32 {
        keys.iter().filter(|key| !is_band(key.0) && key.0 != Channel::ContentPairs).map(|key| key.2).sum()
    };
    let pairs = distinct(query, Channel::ContentPairs).len() as f32 / limits.content_keys;
    let (least, most) = limits.uncertain_evidence;
    let uncertain = |id: &u32| sum(&found[id], true) == 0.0 && wording(&found[id]) < limits.evidence;
    let mut ranked: Vec<(u32, f32)> = found
        .iter()
        .filter(|(id, keys)| !uncertain(id) || sum(keys, false) >= pairs.max(least).min(most))
        .map(|(&id, keys)| (id, sum(keys, false) + sum(keys, true)))
        .collect();
    ranked.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    let beside: Vec<u32> = ranked.iter().map(|one| one.0).filter(uncertain).take(limits.uncertain_candidates).collect();
    let place = |id: u32| ranked.iter().position(|one| one.0 == id);
    let mut best: Vec<(u32, f32)> = Vec::new();
    for &(id, evidence) in ranked.iter().filter(|(id, _)| !uncertain(id)) {
        let sharing = |key: &(Channel, u64, f32)| best.iter().filter(|(better, _)| found[better].contains(key)).count();
        let new: Vec<_> = found[&id].iter().filter(|key| sharing(key) < limits.max_sharers).copied().collect();
        if best.len() < limits.candidates || sum(&new, false) >= limits.min_new_evidence {
            best.push((id, evidence));
        }
    }
    best.extend(ranked.iter().filter(|(id, _)| beside.contains(id)));
    best.sort_by_key(|&(id, _)| place(id));
    (best, boilerplate)
}

fn pairs(found: &Proposed) -> (Vec<(u32, f32)>, Boilerplate) {
    (found.candidates.iter().map(|one| (one.document, one.evidence)).collect(), found.boilerplate.clone())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    /// Segments, however the documents are spread over them, propose what a look at every document proposes.
    #[test]
    fn candidates_are_those_of_brute_force(texts in corpus(), query in corpus(), cut in any::<prop::sample::Index>()) {
        let sketcher = sketcher();
        let known: Vec<Sketch> = texts.iter().map(|text| sketcher.sketch(text, Some(&rare_words()))).collect();
        let cut = cut.index(known.len());
        let folder = tempfile::tempdir().unwrap();
        let segments = [write(folder.path(), "a.seg", &known[..cut], 0), write(folder.path(), "b.seg", &known[cut..], cut as u32)];
        let query = sketcher.sketch(&query[0], Some(&rare_words()));
        let found = candidates(&segments, &query, &LIMITS).unwrap();
        let more = (query.tokens / LIMITS.length) as usize;
        let limits = Limits { candidates: LIMITS.candidates.max(more), ..LIMITS };
        prop_assert_eq!(pairs(&found), naive(&query, &known, &limits));
    }

    /// The join gives every document of a batch what brute force gives it among all documents before it, whether segments
    /// stay in memory or not.
    #[test]
    fn the_join_is_brute_force_for_each(texts in corpus(), cut in any::<prop::sample::Index>(), resident in prop_oneof![Just(0), Just(usize::MAX)]) {
        let sketcher = sketcher();
        let sketches: Vec<Sketch> = texts.iter().map(|text| sketcher.sketch(text, Some(&rare_words()))).collect();
        let cut = cut.index(sketches.len());
        let folder = tempfile::tempdir().unwrap();
        let half = cut / 2;
        let segments =
            [write(folder.path(), "a.seg", &sketches[..half], 0), write(folder.path(), "b.seg", &sketches[half..cut], half as u32)];
        let batch = Postings::of(&sketches[cut..], cut as u32);
        let found = batch_candidates(&segments, &batch, &LIMITS, resident, &Stop::new()).unwrap();
        for (found, at) in found.iter().zip(cut..) {
            prop_assert_eq!(pairs(found), naive(&sketches[at], &sketches[..at], &LIMITS), "document {}", at);
        }
    }

    /// The number of documents with a word is what counting them gives.
    #[test]
    fn document_frequency_is_a_count(texts in corpus()) {
        let sketcher = sketcher();
        let sketches: Vec<Sketch> = texts.iter().map(|text| sketcher.sketch(text, Some(&rare_words()))).collect();
        let folder = tempfile::tempdir().unwrap();
        let segments = [write(folder.path(), "a.seg", &sketches, 1)];
        let words = ["thorn", "alder", "absent"];
        let tokens = words.map(|word| provenance_core::text::tokenize(word).hashes[0]);
        let count = |word| texts.iter().filter(|text| text.split(' ').any(|other| other == word)).count() as u64;
        prop_assert_eq!(document_frequencies(&segments, &tokens).unwrap(), words.map(count).to_vec());
    }

    /// Wherever one bit of a segment is flipped, it is noticed when the segment is opened or verified.
    #[test]
    fn a_flipped_bit_is_noticed(texts in corpus(), place in any::<prop::sample::Index>(), bit in 0u8..8) {
        let sketcher = sketcher();
        let sketches: Vec<Sketch> = texts.iter().map(|text| sketcher.sketch(text, Some(&rare_words()))).collect();
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.seg");
        segment::write(&path, &Postings::of(&sketches, 0), DIGEST, &Stop::new()).unwrap();
        let mut bytes = fs::read(&path).unwrap();
        let place = place.index(bytes.len());
        bytes[place] ^= 1 << bit;
        fs::write(&path, bytes).unwrap();
        prop_assert!(Segment::open(&path, &DIGEST).and_then(|segment| segment.verify(&Stop::new())).is_err());
    }
}

/// A segment cut short anywhere is refused, and so is one of other parameters or of a newer format.
#[test]
fn what_is_no_segment_of_this_index_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.seg");
    segment::write(&path, &Postings::of(&[sketcher().sketch("one short text", None)], 0), DIGEST, &Stop::new())
        .unwrap();
    let bytes = fs::read(&path).unwrap();
    for length in 0..bytes.len() {
        fs::write(&path, &bytes[..length]).unwrap();
        assert!(Segment::open(&path, &DIGEST).is_err(), "cut to {length} bytes");
    }
    fs::write(&path, &bytes).unwrap();
    assert!(Segment::open(&path, &[8; 32]).unwrap_err().to_string().contains("other index parameters"));
    let mut newer = bytes;
    newer[8] += 1;
    fs::write(&path, newer).unwrap();
    assert!(Segment::open(&path, &DIGEST).unwrap_err().to_string().contains("segment format 5"));
}

/// Many documents with one key fill several blocks, and a look-up finds all of them up to its limit.
#[test]
fn a_key_that_spans_blocks_is_read_to_its_limit() {
    let sketcher = sketcher();
    let same: Vec<Sketch> = (0..1000).map(|_| sketcher.sketch("the same few words for every document", None)).collect();
    let folder = tempfile::tempdir().unwrap();
    let segment = write(folder.path(), "a.seg", &same, 5);
    for &hash in same[0].keys(Channel::ContextFingerprints) {
        for (limit, end) in [(usize::MAX, 1005), (300, 305)] {
            let mut found = Vec::new();
            segment.find(Channel::ContextFingerprints, &[key_of(hash)], limit, &mut found).unwrap();
            assert_eq!(found, (5..end).map(|document| (0, document)).collect::<Vec<(u32, u32)>>());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Merged segments are, byte for byte, the segment that would have been written at once.
    #[test]
    fn merging_equals_writing_at_once(texts in corpus(), cuts in prop::collection::vec(any::<prop::sample::Index>(), 2)) {
        let sketcher = sketcher();
        let sketches: Vec<Sketch> = texts.iter().map(|text| sketcher.sketch(text, Some(&rare_words()))).collect();
        let mut ends: Vec<usize> = cuts.iter().map(|cut| cut.index(sketches.len())).collect();
        ends.extend([0, sketches.len()]);
        ends.sort_unstable();
        let folder = tempfile::tempdir().unwrap();
        let parts: Vec<Segment> = ends
            .windows(2)
            .enumerate()
            .map(|(at, cut)| write(folder.path(), &format!("{at}.seg"), &sketches[cut[0]..cut[1]], cut[0] as u32))
            .collect();
        segment::merge(&folder.path().join("merged.seg"), &parts, &BTreeSet::new(), &Stop::new()).unwrap();
        write(folder.path(), "whole.seg", &sketches, 0);
        let (merged, whole) = (fs::read(folder.path().join("merged.seg")), fs::read(folder.path().join("whole.seg")));
        prop_assert_eq!(merged.unwrap(), whole.unwrap());
    }

    /// A document that is gone is proposed no more, and the others as before.
    #[test]
    fn merging_drops_what_is_gone(texts in corpus(), gone in any::<prop::sample::Index>()) {
        let sketcher = sketcher();
        let sketches: Vec<Sketch> = texts.iter().map(|text| sketcher.sketch(text, Some(&rare_words()))).collect();
        let gone = gone.index(sketches.len()) as u32;
        let folder = tempfile::tempdir().unwrap();
        let parts = [write(folder.path(), "a.seg", &sketches, 0)];
        segment::merge(&folder.path().join("b.seg"), &parts, &BTreeSet::from([gone]), &Stop::new()).unwrap();
        let merged = [Segment::open(&folder.path().join("b.seg"), &DIGEST).unwrap()];
        merged[0].verify(&Stop::new()).unwrap();
        let many = usize::MAX - 1;
        let all = Limits {
            rare: many,
            boilerplate: many,
            max_docs_scored: many,
            bucket: many,
            evidence: 0.0,
            uncertain_evidence: (0.0, 0.0),
            uncertain_candidates: many,
            candidates: many,
            ..LIMITS
        };
        for sketch in &sketches {
            let documents = |segments| candidates(segments, sketch, &all).unwrap().candidates.iter().map(|one| one.document).collect::<BTreeSet<u32>>();
            let mut expected = documents(&parts);
            expected.remove(&gone);
            prop_assert_eq!(documents(&merged), expected);
        }
    }
}
