//! The work of [`batch_candidates`](crate::search::batch_candidates), cut up so that many machines can share it.
//!
//! New documents have consecutive numbers. A **portion** of them is a batch, whose postings are [cut](cut_batch) into
//! **ranges** of keys; so are those of the segments that are there already ([`cut_segments`]). One machine [joins](join_range) one
//! range of all documents: for each portion it says which keys its documents share with documents before them. Another
//! machine puts together what all ranges say of one portion and [proposes](propose_portion) candidates for it. A long text can
//! be cut into [`pieces`] before, so that none of this is the work of one machine.
//!
//! What is passed on are **blocks**: bytes with a version, the digest of the parameters and a checksum. There is no
//! rule here: the join and the weights are those of [`crate::search`], and so is every bit of the answer.

mod block;
mod evidence;
mod pieces;
mod proposed;
mod ranges;

pub use crate::spread::block::BLOCK_VERSION;
pub use crate::spread::evidence::{Numbers, join_range, propose_portion};
pub use crate::spread::pieces::{cut_bands, cut_piece, pieces};
pub use crate::spread::proposed::{proposed_from_bytes, proposed_to_bytes};
pub use crate::spread::ranges::{cut_batch, cut_segments};
