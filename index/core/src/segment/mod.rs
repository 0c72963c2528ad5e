//! Immutable files of sorted postings. `docs/format.md` describes every byte.

mod bits;
mod format;
mod group;
mod merge;
mod reader;
mod shape;
mod writer;

pub use format::FORMAT_VERSION;
pub use merge::merge;
pub use reader::Segment;
pub use writer::{Written, write};

/// Digest of the index parameters that a segment was made under (SHA-256).
pub type Digest = [u8; 32];
