//! Thresholds of edits: how words are aligned, which are substitutions, and which kind a region has.

use crate::tuning::definition::thresholds;

thresholds! {
    /// What kind a region is of.
    kind {
        /// At least this share of the words of an edited region stands in order on both sides.
        /// *Measured:* flat within a fifth; flat when off.
        edited: f64 = 0.88, off = 2.0;
        /// A region whose one side is this many times as long as the other is a summary.
        /// *Measured:* flat within a fifth; off clough-non -0.040.
        summary: u32 = 3, off = 1_000_000;
    }

    /// How words are aligned. Of what is earned only the order matters: equal, related, replaced (which earns nothing),
    /// left out.
    word_align {
        /// Stretches with more cells than this are not aligned: they hold nothing that could serve as an anchor.
        /// *Measured:* flat within a fifth; flat when off.
        most_cells: u32 = 1 << 16, off = 0;
        /// What the alignment earns for a pair of equal words.
        /// *Measured:* flat within a fifth.
        equal: i32 = 5;
        /// What it earns for words with one stem, and for words that are known to replace each other.
        /// *Measured:* flat within a fifth; flat when off.
        related: i32 = 3, off = 0;
        /// What it earns for a word without counterpart.
        /// *Measured:* flat within a fifth; flat when off.
        left_out: i32 = -1, off = 0;
    }

    /// Which words stand for which.
    substitution {
        /// As many words in a row, if as many stand in their place, are taken to be replaced one by one.
        /// *Measured:* flat within a fifth; off spun-heavy-swaps -0.255, spun-light-swaps -0.099.
        longest_row: u32 = 8, off = 0;
        /// A phrase of more words is not a substitution but another sentence.
        /// *Measured:* flat within a fifth; flat when off.
        longest_phrase: u32 = 3, off = 0;
        /// Below this share of words kept in order, what stands between equal words is there by chance.
        /// *Measured:* flat within a fifth; flat when off.
        least_in_order: f64 = 0.4, off = 0.0;
        /// Equal words before and after a replacement that leave no doubt about it.
        /// *Measured:* flat within a fifth; flat when off.
        least_frame: u32 = 2, off = 0;
        /// Words of both texts together that are looked at on either hand of a replacement.
        /// *Measured:* flat within a fifth.
        support: u32 = 16;
        /// Share of them that equal each other in order, on each hand, where a replacement is no accident.
        /// *Measured:* flat within a fifth; flat when off.
        least_support: f32 = 0.1, off = 0.0;
        /// The same on the better hand.
        /// *Measured:* flat within a fifth; flat when off.
        least_best_support: f32 = 0.25, off = 0.0;
        /// Words to either hand in which both words of a pair that merely changed places stand in both texts.
        /// *Measured:* flat within a fifth; flat when off.
        reach: u32 = 40, off = 0;
        /// A word is rare where a text writes it once in this many words; a small word, once.
        /// *Measured:* flat within a fifth.
        seldom: u32 = 200;
        /// A word is also rare where a text writes it at most this often.
        /// *Measured:* flat within a fifth; flat when off.
        least_seldom: u32 = 3, off = 0;
    }
}
