//! Every kernel against the definition, and the properties of signatures.

use proptest::prelude::*;

use crate::hash::fmix32;
use crate::kernel::Kernel;
use crate::minhash::{EMPTY, Permutations, Signer};
use crate::text::tokenize;
use crate::view::{View, shingle_hashes};

/// The definition, one value at a time.
fn naive(multipliers: &[u32], increments: &[u32], shingles: &[u32]) -> Vec<u32> {
    let value = |a: u32, b: u32, h: u32| (u64::from(a) * u64::from(fmix32(h)) + u64::from(b)) as u32;
    let least = |(&a, &b): (&u32, &u32)| shingles.iter().map(|&h| value(a, b, h)).min().unwrap_or(EMPTY);
    multipliers.iter().zip(increments).map(least).collect()
}

fn parameters() -> impl Strategy<Value = (Vec<u32>, Vec<u32>)> {
    prop::collection::vec((any::<u32>(), any::<u32>()), 1..300)
        .prop_map(|pairs| pairs.into_iter().map(|(a, b)| (a | 1, b)).unzip())
}

fn signers(num_perm: u32) -> impl Iterator<Item = Signer> {
    let numbers = |seed: u32| (1..=num_perm).map(|k| k.wrapping_mul(seed) | 1).collect();
    let permutations = Permutations::new(numbers(0x9e37_79b9), numbers(0x85eb_ca6b)).unwrap();
    Kernel::available().map(move |kernel| Signer::with_kernel(permutations.clone(), kernel))
}

proptest! {
    #[test]
    fn every_kernel_equals_the_definition(
        (multipliers, increments) in parameters(),
        shingles in prop::collection::vec(any::<u32>(), 0..100),
    ) {
        let expected = naive(&multipliers, &increments, &shingles);
        let permutations = Permutations::new(multipliers, increments).unwrap();
        for kernel in Kernel::available() {
            prop_assert_eq!(&permutations.signature_with(kernel, &shingles), &expected, "{}", kernel);
        }
    }

    #[test]
    fn the_signature_of_a_union_is_the_least_of_both(
        left in prop::collection::vec(any::<u32>(), 0..50),
        right in prop::collection::vec(any::<u32>(), 0..50),
    ) {
        let permutations = Permutations::new(vec![0x9e37_79b9, 5, 77], vec![1, 2, 3]).unwrap();
        let both = permutations.signature(&[right.clone(), left.clone()].concat());
        let least = permutations.signature(&left).into_iter().zip(permutations.signature(&right));
        prop_assert_eq!(both, least.map(|(a, b)| a.min(b)).collect::<Vec<_>>());
    }

    #[test]
    fn signing_a_text_is_signing_its_shingles(texts in prop::collection::vec("([a-d]{1,3}[ —é]?){0,60}", 1..4)) {
        for mut signer in signers(37) {
            for text in &texts {
                let tokens = tokenize(text);
                let hashes = shingle_hashes(&tokens, View::Verbatim);
                let short: Vec<u32> = hashes.iter().map(|&hash| crate::hash::short(hash)).collect();
                let expected = signer.permutations().signature(&short);
                prop_assert_eq!(signer.sign(text), &*expected);
            }
        }
    }
}

/// `MinHash(num_perm=20, seed=1, hashfunc=int)` of datasketch 2.0.0 after `update_batch` of these numbers.
#[test]
fn datasketch_gives_the_same_values() {
    let multipliers = vec![
        0xd583_e84b,
        0xfe8f_01d7,
        0x70ce_5f19,
        0xdd78_2891,
        0x000e_fdff,
        0x4199_8713,
        0x9acb_5597,
        0xff82_3d0b,
        0x4b23_969f,
        0x78e0_a781,
        0x2f47_0121,
        0xcb0c_a103,
        0x5f5d_7f99,
        0xc69c_3c8f,
        0xb0ed_55db,
        0x56e8_f3f9,
        0xcb25_1b0d,
        0xdefe_fa33,
        0x13df_c965,
        0xb14f_aa29,
    ];
    let increments = vec![
        0x6b50_54fe,
        0x5032_b165,
        0xaf6a_8b92,
        0x8648_c9d4,
        0x3456_fb8b,
        0x7186_20fc,
        0xe0cc_4dea,
        0x3ac5_929c,
        0x0702_df9d,
        0x88cf_598e,
        0xaba3_c232,
        0xe9f9_6a44,
        0x6ad4_7cd7,
        0x750b_5fd7,
        0x8f06_4be9,
        0x6e42_42f1,
        0x23f0_65f7,
        0xf06a_adde,
        0x32b6_c760,
        0xc744_8456,
    ];
    let expected = [
        0x2ac1_1a9b,
        0x123d_5344,
        0x1b91_a913,
        0x1834_303a,
        0x3456_fb8b,
        0x3b1e_c46e,
        0x2888_14db,
        0x3ac5_929c,
        0x0702_df9d,
        0x3c06_ad4a,
        0x209d_ebf8,
        0x0b12_fb69,
        0x2d0b_056d,
        0x750b_5fd7,
        0x077d_23bd,
        0x13c5_91f0,
        0x23f0_65f7,
        0x47a2_0e52,
        0x04a1_6ebe,
        0x7cd3_bc4c,
    ];
    let permutations = Permutations::new(multipliers, increments).unwrap();
    for kernel in Kernel::available() {
        let signature = permutations.signature_with(kernel, &[0, 1, 2, 0xffff_ffff, 0x1234_5678, 0xdead_beef]);
        assert_eq!(signature, expected, "{kernel}");
    }
}

#[test]
fn long_texts_are_signed_across_batches() {
    for words in [0, 1, 4, 5, 6, 2043, 2044, 2047, 2048, 2049, 2052, 4091, 4092, 4096, 20_000] {
        let text: String = (0..words).map(|word: u32| format!("{:x} ", word.wrapping_mul(0x9e37_79b9))).collect();
        let tokens = tokenize(&text);
        let hashes = shingle_hashes(&tokens, View::Verbatim);
        let short: Vec<u32> = hashes.iter().map(|&hash| crate::hash::short(hash)).collect();
        for mut signer in signers(128) {
            let expected = signer.permutations().signature(&short);
            assert_eq!(signer.sign(&text), expected, "{words} words");
        }
    }
}

#[test]
fn a_text_without_tokens_has_an_empty_signature() {
    for mut signer in signers(5) {
        assert_eq!(signer.sign("… — !"), [EMPTY; 5]);
    }
}

#[test]
fn unusable_permutations_are_refused() {
    assert!(Permutations::new(vec![], vec![]).is_err());
    assert!(Permutations::new(vec![1], vec![1, 2]).is_err());
    assert!(Permutations::new(vec![1, 2], vec![1, 2]).is_err());
}
