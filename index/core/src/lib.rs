//! The native core of the provenance indexer.
//!
//! It knows texts, hashes, files of the index and alignments. It knows no Python, no SQLite, no network and no
//! environment variables: results depend only on arguments.
//!
//! The road of a text: [`text::tokenize`] → [`view::shingles`] → [`minhash::Permutations::signature`]
//! and fingerprints ([`winnow::winnow`]), together a [`sketch::Sketch`] → [`postings::Postings`] of a batch
//! → [`segment::write`]; then [`search`] finds candidates and [`align::compare`] verifies them, with [`passages`] to label
//! what it found. [`signals`] are what direction asks of two texts. Every threshold stands in [`tuning`].
//! [`spread`] does the batch's part of [`search`] on many machines. [`json_lines`] is one way in.

pub mod align;
pub mod error;
pub mod frames;
pub mod hash;
pub mod json_lines;
pub mod kernel;
pub mod language;
pub mod lsh;
pub mod memory;
pub mod minhash;
pub mod passages;
pub mod postings;
pub mod search;
pub mod segment;
pub mod signals;
pub mod sketch;
pub mod spread;
pub mod text;
pub mod tuning;
pub mod view;
pub mod winnow;
pub mod work;
