//! What is proposed for a text, as bytes.

use crate::error::Error;
use crate::search::{Boilerplate, Candidate, Proposed};
use crate::segment::Digest;
use crate::spread::block::{Body, Kind, Reader};

/// A block of what is proposed.
pub fn proposed_to_bytes(proposed: &Proposed, digest: &Digest) -> Vec<u8> {
    let mut body = Body::default();
    body.number(proposed.candidates.len() as u64);
    for &Candidate { document, evidence, content, by_content } in &proposed.candidates {
        let numbers = [document, evidence.to_bits(), content.to_bits(), u32::from(by_content)];
        numbers.into_iter().for_each(|number| body.number(u64::from(number)));
    }
    let Boilerplate { verbatim, context } = &proposed.boilerplate;
    [verbatim, context].into_iter().for_each(|keys| body.rising(keys.iter().copied()));
    body.sealed(Kind::Proposed, digest)
}

/// What is proposed, from its block.
///
/// # Errors
///
/// If the block is damaged or made under other parameters.
pub fn proposed_from_bytes(block: &[u8], digest: &Digest) -> Result<Proposed, Error> {
    let mut reader = Reader::open(block, Kind::Proposed, digest)?;
    let candidates = reader.many(|reader| {
        Ok(Candidate {
            document: reader.small()?,
            evidence: f32::from_bits(reader.small()?),
            content: f32::from_bits(reader.small()?),
            by_content: reader.small()? > 0,
        })
    })?;
    let boilerplate = Boilerplate { verbatim: reader.rising()?, context: reader.rising()? };
    reader.end()?;
    Ok(Proposed { candidates, boilerplate })
}
