//! What the targets and their seeds have in common.

/// The parameters that the segments of the cases were made under.
pub const DIGEST: [u8; 32] = [7; 32];
