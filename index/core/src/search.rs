//! From a sketch to candidates: which known documents share enough rare keys to be worth aligning.
//!
//! A fingerprint that `df` documents hold adds `1 / √df` to the evidence for each of them: rare keys
//! say most, and no key adds more in all than the square root of its documents. Keys of more than
//! [`Limits::boilerplate`] documents are boilerplate and say nothing. A shared band needs no further
//! evidence; a band bucket is cut to its first [`Limits::bucket`] documents, so that in a crowd of
//! near-copies every newcomer still meets the oldest.

use std::collections::HashMap;

use rayon::prelude::*;

use crate::error::Error;
use crate::postings::{Postings, key_of};
use crate::segment::Segment;
use crate::sketch::{Channel, Sketch};

/// Bounds of a search.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Limits {
    /// Documents that may hold a fingerprint before it counts as boilerplate.
    pub boilerplate: usize,
    /// Documents of a band bucket that are proposed.
    pub bucket: usize,
    /// Evidence that makes a candidate without a shared band.
    pub evidence: f32,
    /// Candidates returned, best first.
    pub candidates: usize,
}

impl Limits {
    /// For one query: a person wants every source, and waits for one text only.
    pub const QUERY: Self = Self { boilerplate: 256, bucket: 16, evidence: 1.0, candidates: 64 };

    /// For matching while indexing: the best few sources of each text are kept, so fewer need be looked at.
    pub const INDEXING: Self = Self { candidates: 24, ..Self::QUERY };
}

/// A pair that the index proposes. Unverified.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Candidate {
    /// The known document.
    pub document: u32,
    /// Rarity-weighted fingerprints shared; a shared band adds one.
    pub evidence: f32,
}

#[derive(Clone, Copy, Default)]
struct Evidence {
    fingerprints: f32,
    bands: u32,
}

/// Searches segments and, while a batch is being added, the batch itself.
#[derive(Debug, Default)]
pub struct Searcher<'a> {
    /// Committed segments.
    pub segments: &'a [Segment],
    /// Postings that are not committed yet.
    pub batch: Option<&'a Postings>,
}

impl Searcher<'_> {
    /// Documents that may share passages with the sketched text, best first; ties by rising id.
    ///
    /// Only documents below `before` are proposed, so that a batch is matched against what came earlier.
    ///
    /// # Errors
    ///
    /// If a block of a segment is damaged.
    pub fn candidates(&self, sketch: &Sketch, before: u32, limits: &Limits) -> Result<Vec<Candidate>, Error> {
        let mut evidence: HashMap<u32, Evidence> = HashMap::new();
        for channel in [Channel::VerbatimFingerprints, Channel::ContextFingerprints] {
            self.each_posting_list(sketch, channel, limits.boilerplate + 1, |documents| {
                if documents.len() <= limits.boilerplate {
                    let weight = (documents.len() as f32).sqrt().recip();
                    documents.iter().for_each(|&id| evidence.entry(id).or_default().fingerprints += weight);
                }
            })?;
        }
        for channel in [Channel::VerbatimBands, Channel::ContextBands] {
            self.each_posting_list(sketch, channel, limits.bucket, |documents| {
                documents.iter().for_each(|&id| evidence.entry(id).or_default().bands += 1);
            })?;
        }
        Ok(best(evidence, before, limits))
    }

    /// [`Searcher::candidates`] of every text of the batch, each against all documents before it.
    ///
    /// # Errors
    ///
    /// If a block of a segment is damaged.
    pub fn batch_candidates(
        &self,
        sketches: &[Sketch],
        first: u32,
        limits: &Limits,
    ) -> Result<Vec<Vec<Candidate>>, Error> {
        sketches.par_iter().enumerate().map(|(at, sketch)| self.candidates(sketch, first + at as u32, limits)).collect()
    }

    /// In how many documents the token with this hash occurs.
    ///
    /// # Errors
    ///
    /// If a block of a segment is damaged.
    pub fn document_frequency(&self, token: u64) -> Result<u64, Error> {
        let mut counts = Vec::new();
        for segment in self.segments {
            segment.values(Channel::Words, key_of(token), usize::MAX, &mut counts)?;
        }
        Ok(counts.into_iter().map(u64::from).sum())
    }

    /// Calls `visit` with the documents of each key of `sketch`, at most `limit` of them, lowest ids first.
    fn each_posting_list(
        &self,
        sketch: &Sketch,
        channel: Channel,
        limit: usize,
        mut visit: impl FnMut(&[u32]),
    ) -> Result<(), Error> {
        let mut documents = Vec::new();
        for &hash in sketch.keys(channel) {
            documents.clear();
            for segment in self.segments {
                segment.values(channel, key_of(hash), limit - documents.len(), &mut documents)?;
            }
            if let Some(batch) = self.batch {
                let left = limit - documents.len();
                documents.extend(batch.values(channel, key_of(hash)).take(left));
            }
            visit(&documents);
        }
        Ok(())
    }
}

fn best(evidence: HashMap<u32, Evidence>, before: u32, limits: &Limits) -> Vec<Candidate> {
    let mut candidates: Vec<Candidate> = evidence
        .into_iter()
        .filter(|(document, found)| *document < before && (found.bands > 0 || found.fingerprints >= limits.evidence))
        .map(|(document, found)| Candidate { document, evidence: found.fingerprints + found.bands as f32 })
        .collect();
    candidates.sort_unstable_by(|a, b| b.evidence.total_cmp(&a.evidence).then(a.document.cmp(&b.document)));
    candidates.truncate(limits.candidates);
    candidates
}
