//! Immutable files of sorted postings. `docs/format.md` describes every byte.

mod bits;
mod find;
mod format;
mod group;
mod merge;
mod reader;
mod shape;
mod writer;

pub use crate::segment::format::{Digest, FORMAT_VERSION};
pub use crate::segment::merge::merge;
pub use crate::segment::reader::Segment;
pub use crate::segment::writer::{Written, write};
