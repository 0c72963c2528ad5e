//! Thresholds of alignment as a whole.

use crate::tuning::definition::thresholds;

thresholds! {
    /// When texts are compared once more, or as wholes.
    whole {
        /// Resemblance from which on two texts are copies of each other as wholes, boilerplate and all.
        copies: f64 = 0.4, off = 2.0;
        /// Words of passages to a split one for which texts are aligned anew: the odd hyphen of a long text is not worth it.
        words_to_a_split_one: usize = 200, off = 0;
    }

    /// What is taken out of texts because too many others hold it.
    boilerplate {
        /// Most tokens from one fingerprint to the next: the default winnowing window. Between two that are further apart
        /// stands one that is no boilerplate.
        window: u32 = 8, off = 0;
        /// Tokens of a stretch of fingerprints that are all boilerplate; common phrases seldom stand that close.
        least_stretch: u32 = 12, off = 0;
        /// Tokens between two stretches of one notice: the name or the date that is filled in.
        most_filled_in: u32 = 16, off = 0;
        /// Shared `context` shingles of a region for each that is no boilerplate.
        most_shared: usize = 5, off = 1_000_000;
    }
}
