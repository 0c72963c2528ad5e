//! What a search proposes for a text.

use crate::sketch::Channel;

/// A pair that the index proposes. Unverified.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Candidate {
    /// The known document.
    pub document: u32,
    /// Rarity-weighted fingerprints and pairs of terms shared; a shared band adds one.
    pub evidence: f32,
    /// What of it pairs of terms add: they say what a text is about, and not how it says it.
    pub content: f32,
    /// Whether the rest says next to nothing.
    pub by_content: bool,
}

/// The keys of a text that are boilerplate, rising.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Boilerplate {
    /// Those of its `verbatim` fingerprints.
    pub verbatim: Vec<u64>,
    /// Those of its `context` shingles.
    pub context: Vec<u64>,
}

/// What the index says of a text.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Proposed {
    /// Documents that may share passages with it, best first; ties by rising id.
    pub candidates: Vec<Candidate>,
    /// What of it too many documents hold.
    pub boilerplate: Boilerplate,
}

impl Boilerplate {
    pub(super) fn push(&mut self, channel: Channel, key: u64) {
        match channel {
            Channel::VerbatimFingerprints => self.verbatim.push(key),
            Channel::ContextFingerprints => self.context.push(key),
            // Pairs of terms are no stretch of text that could be left out; bands are never boilerplate.
            _ => {}
        }
    }
}
