//! Unusual segments, and forged segments.

use super::*;
use crate::postings::Postings;
use crate::segment::shape::Shape;
use crate::segment::writer::{Frame, durably, packed, write, write_frame};
use proptest::prelude::*;

const DIGEST: Digest = [1; 32];

/// A segment with a few groups a channel.
fn some_segment(path: &Path) {
    let frame = Frame { digest: DIGEST, first_document: 1, documents: 9 };
    durably(path, |out| {
        write_frame(out, path, frame, |channel, section| {
            section.fill(Shape::of(60_000), |shape, group| {
                let keys = (0..9).map(|at| shape.key(group, 7 * at));
                Ok(packed(shape, channel, keys.map(|key| Posting { key, value: 3 }).collect()))
            })
        })
    })
    .unwrap();
}

/// Writes `bytes` at `at` into the file and makes all checksums of its frame and directories true again.
fn forge(path: &Path, at: usize, bytes: &[u8]) {
    let mut file = std::fs::read(path).unwrap();
    let mut footer = Footer::decode(&file).unwrap();
    file[at..at + bytes.len()].copy_from_slice(bytes);
    for table in &mut footer.sections {
        let start = (table.start + table.group_bytes) as usize;
        table.directory_check = xxh3_64(&file[start..start + table.directory_bytes()]);
    }
    let tail = footer.encode();
    let end = file.len();
    file[end - tail.len()..].copy_from_slice(&tail);
    std::fs::write(path, file).unwrap();
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    /// Keys that are looked up, and keys that are walked through beside the postings, have the values that a look at every
    /// posting gives them, whether many documents have a key or none.
    #[test]
    fn both_ways_to_find_are_brute_force(
        held in prop::collection::vec((0u64..900, 0u32..40), 0..1_500),
        wanted in prop::collection::btree_set(0u64..1_000, 0..400),
        spread in prop_oneof![Just(1u64), Just(0x9e37), Just((1 << 36) / 1_000)],
        limit in 1usize..12,
    ) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.seg");
        let mut held: Vec<Posting> = held.iter().map(|&(key, value)| Posting { key: key * spread, value }).collect();
        held.sort_unstable();
        held.dedup();
        let mut lists: [Vec<Posting>; Channel::ALL.len()] = Default::default();
        lists[Channel::ContextFingerprints as usize] = held.clone();
        write(&path, &Postings::of_lists(40, lists), DIGEST, &Stop::new()).unwrap();
        let segment = Segment::open(&path, &DIGEST).unwrap();
        let keys: Vec<u64> = wanted.iter().map(|key| key * spread).collect();
        let values = |key: u64| held.iter().filter(move |one| one.key == key).take(limit).map(|one| one.value);
        let expected: Vec<(u32, u32)> =
            (0..).zip(&keys).flat_map(|(place, &key)| values(key).map(move |value| (place, value))).collect();
        for find in [Segment::walk, Segment::look_up, Segment::find] {
            let mut found = Vec::new();
            find(&segment, Channel::ContextFingerprints, &keys, limit, &mut found).unwrap();
            prop_assert_eq!(&found, &expected);
        }
    }

    /// Whatever a directory says of where groups end, each way to read is an answer or an error, and nothing
    /// outside the section is given back to the system.
    #[test]
    fn forged_ends_of_groups_are_survived(
        group in 0usize..4, end in prop_oneof![any::<u64>(), 0u64..200_000, Just(u64::MAX - 20)], channel in 0usize..6
    ) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.seg");
        some_segment(&path);
        let channel = Channel::ALL[channel % Channel::ALL.len()];
        let sound = Segment::open(&path, &DIGEST).unwrap();
        let shape = sound.table(channel).shape;
        let group = group % shape.groups();
        let was = u64_at(sound.directory(channel), 8 * group);
        let at = sound.section(channel).end as usize + 8 * group;
        drop(sound);
        forge(&path, at, &end.to_le_bytes());
        let forged = Segment::open(&path, &DIGEST).unwrap();
        prop_assert_eq!(forged.verify(&Stop::new()).is_ok(), end == was);
        let all = 0..shape.group_keys() * shape.groups() as u64;
        let mut found = Vec::new();
        for keys in [all.clone(), shape.key(group, 0)..shape.key(group, 0) + shape.group_keys()] {
            forged.release(channel, keys.clone());
            if keys.end - keys.start <= 1 << 32 {
                _ = forged.read(channel, keys, &mut found);
            }
        }
        let keys: Vec<u64> = (0..shape.groups()).map(|group| shape.key(group, 7)).collect();
        _ = forged.find(channel, &keys, 9, &mut Vec::new());
    }
}

/// Keys need not be spread evenly (fingerprints are the least of their window): a group may be empty.
#[test]
fn a_group_without_postings_is_sound() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.seg");
    let frame = Frame { digest: [1; 32], first_document: 1, documents: 9 };
    let one = |shape: Shape, group: usize| match group {
        1 => Vec::new(),
        _ => vec![Posting { key: shape.key(group, 3), value: 7 }],
    };
    durably(&path, |out| {
        write_frame(out, &path, frame, |channel, section| {
            section.fill(Shape::of(60_000), |shape, group| Ok(packed(shape, channel, one(shape, group))))
        })
    })
    .unwrap();
    let segment = Segment::open(&path, &[1; 32]).unwrap();
    segment.verify(&Stop::new()).unwrap();
    let shape = segment.table(Channel::Words).shape;
    assert!(shape.groups() > 2, "an empty group between two others");
    let mut found = Vec::new();
    segment.find(Channel::Words, &[0, 1, 2].map(|group| shape.key(group, 3)), 9, &mut found).unwrap();
    assert_eq!(found, [(0, 7), (2, 7)]);
}
