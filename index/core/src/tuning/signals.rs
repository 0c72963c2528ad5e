//! Thresholds of the signals of direction.

use crate::tuning::definition::thresholds;

thresholds! {
    /// Which words around passages are compared with those inside.
    context_overlap {
        /// Words around the passages that both texts must have to be compared.
        least_words: usize = 40, off = 1;
        /// Characters from a passage's edge, inwards and outwards, within which words are looked at.
        reach: usize = 4_000, off = 1_000_000;
        /// Words looked at; more make the answer no better.
        most_words: usize = 1_000, off = 1_000_000;
        /// Letters of a word; shorter ones are grammar.
        letters: usize = 4, off = 1;
    }

    /// Which phrases of two words tell.
    phrases {
        /// Letters of each word of a phrase; phrases of shorter words are grammar.
        letters: usize = 4, off = 1;
    }
}
