//! Thresholds of seeds: streaks of equal tokens, similar sentences and dense cells.

use crate::tuning::definition::thresholds;

thresholds! {
    /// Where sentences end.
    sentences {
        /// Fewer tokens do not make a sentence; they join the next one.
        /// *Measured:* a fifth less rfc -0.025; a fifth more flat; off clough-non -0.040, rfc -0.019.
        shortest: u32 = 3, off = 1;
        /// Text without sentence ends is cut into pieces of this many tokens.
        /// *Measured:* a fifth less clough-heavy +0.024, l2r +0.015; a fifth more l2r -0.008, clough-light -0.005;
        /// off pan-translation -0.017, l2r -0.014.
        longest: u32 = 60, off = 1_000_000;
        /// An end this near to a sentence boundary, in tokens, belongs there.
        /// *Measured:* a fifth less pan-summary -0.008, pan-summary-expected -0.007; a fifth more pan-summary
        /// +0.009; off l2r -0.005.
        snap: u32 = 4, off = 0;
    }

    /// Which pairs of sentences are seeds; after PAN 2014.
    similar_sentences {
        /// A stem that would pair up more sentences than this proposes none of them: bounds the work.
        /// *Measured:* a fifth less rfc +0.005; a fifth more flat; flat when off.
        most_pairs: u64 = 1024, off = 1_000_000_000;
        /// Steps for each token of both texts; a stem makes at most 16 pairs for each sentence that holds it. Bounds
        /// the work.
        /// *Measured:* no sample feels it.
        most_steps: usize = 256, off = 1_000_000;
        /// Cosine of a pair of sentences; 0.30 as published finds 0.008 fewer rewritten passages.
        /// *Measured:* a fifth less clough-heavy +0.099, clough-non -0.040; a fifth more clough-heavy -0.081, l2r
        /// -0.080; off clough-non -0.320, clough-heavy +0.190.
        least_cosine: f32 = 0.25, off = 0.0;
        /// Dice coefficient of the stems of a pair of sentences, as published.
        /// *Measured:* a fifth less clough-heavy +0.091, clough-non -0.040; a fifth more clough-heavy -0.053, rfc
        /// +0.042; off clough-heavy +0.091, clough-non -0.040.
        least_dice: f32 = 0.33, off = 0.0;
    }

    /// Where two texts share much, whatever their sentences say: there long texts are compared sentence by sentence, and
    /// passages are found whose sentences were shuffled into each other.
    dense {
        /// Tokens of the longer text from which on only such places are looked at.
        /// *Measured:* flat within a fifth; flat when off.
        least_tokens: usize = 4_000, off = 1_000_000_000;
        /// Pairs of places of a shingle that says where texts are alike.
        /// *Measured:* flat within a fifth; off long-rfc +0.006.
        most_pairs: usize = 8, off = 1_000_000;
        /// The same of a word.
        /// *Measured:* a fifth less long-summed-up -0.008; a fifth more long-rfc +0.006; off long-translated
        /// -0.042, long-summed-up -0.040.
        most_word_pairs: u64 = 8, off = 0;
        /// Eighths of three neighbouring cells, of 24, that hold a rare word of both texts where these are alike.
        /// *Measured:* a fifth less long-rfc +0.007; a fifth more flat; flat when off.
        least_eighths: u32 = 5, off = 0;
        /// How many of them one that holds a shared shingle counts for.
        /// *Measured:* a fifth more long-rfc +0.007; a fifth less flat; off long-disguised +0.012, long-rfc +0.011.
        shingle: u32 = 2, off = 0;
        /// Eighths of a cell that hold a rare word or a shared shingle, each counted for itself, where the cell is a seed.
        /// *Measured:* flat within a fifth; flat when off.
        least_own: u32 = 2, off = 0;
        /// Tokens looked at around such a cell.
        /// *Measured:* flat within a fifth; flat when off.
        around: u32 = 64, off = 1_000_000;
    }

    /// Which streaks are looked for.
    streaks {
        /// A shingle that pairs up more often is not looked at: it says nothing about where a streak lies. Bounds the
        /// work.
        /// *Measured:* flat within a fifth; flat when off.
        most_pairs: u64 = 256, off = 1_000_000_000;
        /// Steps for each token of both texts; natural text takes 2. Bounds the work.
        /// *Measured:* no sample feels it.
        most_steps: usize = 64, off = 1_000_000;
        /// A streak of so many tokens says where its words came from: their sentences need no other proposal.
        /// *Measured:* flat within a fifth; off terms +0.017.
        explains: u32 = 15, off = 1_000_000;
    }
}
