//! Seeds: small stretches that two texts have in common, from which regions grow.
//!
//! Two kinds: [`streaks`] of equal tokens, found through shared [`shingles`], and [`similar_sentences`], found through rare
//! [`words`]. What each text brings to all its pairs is in its [`tables`]; long
//! texts are looked at where they are [`dense`] in what they share.

pub mod dense;
pub mod sentences;
pub mod shingles;
pub mod similar_sentences;
pub mod streaks;
pub mod tables;
pub mod words;
