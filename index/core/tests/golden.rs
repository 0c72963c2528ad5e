//! Values that must never change, because stored indexes hold them.
//!
//! A failure here means that old and new indexes are incompatible. If the change is intended, raise `HASH_VERSION` or
//! `NORMAL_FORM_VERSION`, and replace the values below.

use provenance_core::hash;
use provenance_core::lsh::Bands;
use provenance_core::minhash::{Permutations, Signer};
use provenance_core::text::{NORMAL_FORM_VERSION, tokenize};
use provenance_core::view::{View, shingle_hashes};

const TEXT: &str =
    "The soldiers’ White House: Überfluß, о́чень сор, 中文 ½ ﬁnd\u{200b}ings — internationalisation_of s\u{43e}ldiers.";

#[test]
fn hashes_of_tokens() {
    assert_eq!((hash::HASH_VERSION, NORMAL_FORM_VERSION), (1, 2));
    let words: [&[u8]; 8] =
        [b"", b"a", b"the", b"soldiers", b"ninebytes", b"sixteen_bytes_ok", b"seventeen_bytes__", "中".as_bytes()];
    let hashes = words.map(hash::token);
    assert_eq!(
        hashes,
        [
            0x1ff5c2923a788d2c,
            0xcb3cbae2743533a7,
            0x5a6aa5ddc2a1a998,
            0xcaa91cd5f6e0e2b3,
            0xb419ebfec649d7ed,
            0x88fbf7e7d6f37392,
            0x6ba87a5ac4c24650,
            0xd02aa8b59301119c
        ],
        "{hashes:#x?}"
    );
}

#[test]
fn tokens_and_stems_of_a_text() {
    let tokens = tokenize(TEXT);
    assert_eq!(
        tokens.hashes,
        [
            0x5a6aa5ddc2a1a998,
            0xcaa91cd5f6e0e2b3,
            0x68318ae805599fd3,
            0x7a742c6c5ed05794,
            0x1cc392def4e54d0b,
            0xf5b124d524da3e73,
            0x03f90e216748d6a2,
            0xd02aa8b59301119c,
            0x112c60e4120b6cd5,
            0xf7e8f33ec94a8c33,
            0x09a9871d8d8f9afb,
            0xbb426637489ad3ee,
            0x685110f0820f8150,
            0x59efd69faa5820ef,
            0xcaa91cd5f6e0e2b3
        ],
        "{:#x?}",
        tokens.hashes
    );
    assert_eq!(
        tokens.stems,
        [
            0x0000000000000000,
            0x80b4f841cd242593,
            0x68318ae805599fd3,
            0x7a742c6c5ed05794,
            0x51e6ce99cbb5322b,
            0xf5b124d524da3e73,
            0x0000000000000000,
            0x889c3365b318f3f5,
            0x112c60e4120b6cd5,
            0x0000000000000000,
            0x0000000000000000,
            0x4fed9e08d584ff8c,
            0x311d6c541288e15e,
            0x0000000000000000,
            0x80b4f841cd242593
        ],
        "{:#x?}",
        tokens.stems
    );
}

#[test]
fn shingles_of_both_views() {
    let tokens = tokenize(TEXT);
    let verbatim = shingle_hashes(&tokens, View::Verbatim);
    assert_eq!(
        verbatim[..4],
        [0xc15cb86303acd092, 0x2dc2e7e6a3ffceeb, 0x82ed779bb776e214, 0x6e91dc42278ca386],
        "{verbatim:#x?}"
    );
    let context = shingle_hashes(&tokens, View::Context);
    assert_eq!(
        context[..4],
        [0x90a2ec49b4149958, 0x86ac8a4a958f9d92, 0xb4e5474174c38b85, 0x0c2ee878dbad8792],
        "{context:#x?}"
    );
    let short = shingle_hashes(&tokenize("Too short"), View::Verbatim);
    assert_eq!(short, [0xd11968905de62049], "{short:#x?}");
}

#[test]
fn signature_and_band_keys_of_a_text() {
    let permutations = Permutations::new(vec![3, 0x9e37_79b9, 77, 0x85eb_ca6b], vec![0, 1, 2, 3]).unwrap();
    let signature = Signer::new(permutations).sign(TEXT).to_vec();
    assert_eq!(signature, [0x218aeb5a, 0x00fd34af, 0x492388a2, 0x26e0fe40], "{signature:#x?}");
    let keys = Bands { bands: 2, rows: 2 }.keys(&signature);
    assert_eq!(keys, [0x513573452f7b313e, 0xa18fa2e4344a7f79], "{keys:#x?}");
}
