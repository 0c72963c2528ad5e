//! Thresholds of seeds: streaks of equal tokens and similar sentences.

use crate::tuning::definition::thresholds;

thresholds! {
    /// Where sentences end.
    sentences {
        /// Fewer tokens do not make a sentence; they join the next one.
        shortest: u32 = 3, off = 1;
        /// Text without sentence ends is cut into pieces of this many tokens.
        longest: u32 = 60, off = 1_000_000;
        /// An end this near to a sentence boundary, in tokens, belongs there.
        snap: u32 = 4, off = 0;
    }

    /// Which pairs of sentences are seeds; after PAN 2014.
    similar_sentences {
        /// A stem that would pair up more sentences than this proposes none of them: bounds the work.
        most_pairs: u64 = 1024, off = 1_000_000_000;
        /// Steps for each token of both texts; a stem makes at most 16 pairs for each sentence that holds it. Bounds
        /// the work.
        most_steps: usize = 256, off = 1_000_000;
        /// Cosine of a pair of sentences; 0.30 as published finds 0.008 fewer rewritten passages.
        least_cosine: f32 = 0.25, off = 0.0;
        /// Dice coefficient of the stems of a pair of sentences, as published.
        least_dice: f32 = 0.33, off = 0.0;
    }

    /// Which streaks are looked for.
    streaks {
        /// A shingle that pairs up more often is not looked at: it says nothing about where a streak lies. Bounds the
        /// work.
        most_pairs: u64 = 256, off = 1_000_000_000;
        /// Steps for each token of both texts; natural text takes 2. Bounds the work.
        most_steps: usize = 64, off = 1_000_000;
        /// A streak of so many tokens says where its words came from: their sentences need no other proposal.
        explains: u32 = 15, off = 1_000_000;
    }
}
