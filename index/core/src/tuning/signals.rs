//! Thresholds of the signals of direction.

use crate::tuning::definition::thresholds;

thresholds! {
    /// Which words around passages are compared with those inside.
    context_overlap {
        /// Words around the passages that both texts must have to be compared.
        /// *Measured:* no sample feels it.
        least_words: usize = 40, off = 1;
        /// Characters from a passage's edge, inwards and outwards, within which words are looked at.
        /// *Measured:* flat within a fifth; flat when off.
        reach: usize = 4_000, off = 1_000_000;
        /// Words looked at; more make the answer no better.
        /// *Measured:* no sample feels it.
        most_words: usize = 1_000, off = 1_000_000;
        /// Letters of a word; shorter ones are grammar.
        /// *Measured:* flat within a fifth; off passage-120-words-surroundings -0.033.
        letters: usize = 4, off = 1;
    }

    /// Which phrases of two words tell.
    phrases {
        /// Letters of each word of a phrase; phrases of shorter words are grammar.
        /// *Measured:* a fifth less spun-heavy-phrases +0.067, spun-light-phrases +0.067; a fifth more
        /// spun-heavy-phrases -0.100; off spun-heavy-phrases +0.067, spun-light-phrases +0.067.
        letters: usize = 4, off = 1;
    }
}
