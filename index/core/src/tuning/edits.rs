//! Thresholds of edits: how words are aligned, which are substitutions, and what kind a region is of.

use crate::tuning::definition::thresholds;

thresholds! {
    /// What kind a region is of.
    kind {
        /// At least this share of the words of an edited region stands in order on both sides.
        edited: f64 = 0.88, off = 2.0;
        /// A region whose one side is this many times as long as the other is a summary.
        summary: u32 = 3, off = 1_000_000;
    }

    /// How words are aligned. Of what is earned only the order matters: equal, related, replaced (which earns nothing),
    /// left out.
    word_align {
        /// Stretches with more cells than this are not aligned: they hold nothing that could serve as an anchor.
        most_cells: u32 = 1 << 16, off = 0;
        /// What the alignment earns for a pair of equal words.
        equal: i32 = 5;
        /// What it earns for words with one stem, and for words that are known to replace each other.
        related: i32 = 3, off = 0;
        /// What it earns for a word without counterpart.
        left_out: i32 = -1, off = 0;
    }

    /// Which words stand for which.
    substitution {
        /// As many words in a row, if as many stand in their place, are taken to be replaced one by one.
        longest_row: u32 = 8, off = 0;
        /// A phrase of more words is not a substitution but another sentence.
        longest_phrase: u32 = 3, off = 0;
        /// Below this share of words kept in order, what stands between equal words is there by chance.
        least_in_order: f64 = 0.3, off = 0.0;
        /// Equal words before and after a replacement that leave no doubt about it.
        least_frame: u32 = 2, off = 0;
        /// Words of both texts together that are looked at on either hand of a replacement.
        support: u32 = 16;
        /// Share of them that equal each other in order, on each hand, where a replacement is no accident.
        least_support: f32 = 0.1, off = 0.0;
        /// The same on the better hand.
        least_best_support: f32 = 0.25, off = 0.0;
        /// A word is rare where a text writes it once in this many words; a small word, once.
        seldom: u32 = 200;
        /// A word is also rare where a text writes it at most this often.
        least_seldom: u32 = 3, off = 0;
    }
}
