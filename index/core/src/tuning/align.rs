//! Thresholds of alignment as a whole.

use crate::tuning::definition::thresholds;

thresholds! {
    /// When texts are compared once more, or as wholes.
    whole {
        /// Resemblance from which on two texts are copies of each other as wholes, boilerplate and all.
        /// *Measured:* a fifth less licenses-wrong-indexed -0.021; a fifth more licenses-wrong-indexed +0.033; off
        /// licenses-indexed -0.508, licenses-wrong-indexed +0.196.
        copies: f64 = 0.4, off = 2.0;
        /// Words of passages to a split one for which texts are aligned anew: the odd hyphen of a long text is not worth it.
        /// *Measured:* flat within a fifth; flat when off.
        words_to_a_split_one: usize = 200, off = 0;
    }

    /// What is taken out of texts because too many others hold it.
    boilerplate {
        /// Most tokens from one fingerprint to the next: the default winnowing window. Between two that are further apart
        /// stands one that is no boilerplate.
        /// *Measured:* a fifth less licenses-wrong-indexed -0.029; a fifth more flat; flat when off.
        window: u32 = 8, off = 0;
        /// Tokens around a stretch in which its ends are looked for: they lie less than a window beyond it, and a shingle has few
        /// small words in it.
        /// *Measured:* flat within a fifth; flat when off.
        around: u32 = 64, off = 0;
        /// Tokens of a stretch of fingerprints that are all boilerplate; common phrases seldom stand that close.
        /// *Measured:* flat within a fifth; flat when off.
        least_stretch: u32 = 12, off = 0;
        /// Tokens between two stretches of one notice: the name or the date that is filled in.
        /// *Measured:* flat within a fifth; flat when off.
        most_filled_in: u32 = 16, off = 0;
        /// Shared `context` shingles of a region for each that is no boilerplate.
        /// *Measured:* flat within a fifth; flat when off.
        most_shared: usize = 5, off = 1_000_000;
    }
}
