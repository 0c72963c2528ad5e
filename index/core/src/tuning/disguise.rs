//! Thresholds of disguises: when spaces are put right, and when words were put in or sentences reordered.

use crate::tuning::definition::thresholds;

thresholds! {
    /// Which stretches of a text give themselves away.
    spacing {
        /// Single letters in a row that are no initials.
        /// *Measured:* flat within a fifth; off disguised -0.091, disguised-covered -0.021.
        least_spelled: u32 = 4, off = 1_000_000;
        /// Letters of a word that is long enough to be several, anywhere.
        /// *Measured:* flat within a fifth; flat when off.
        long: u32 = 20, off = 1_000_000;
        /// The same where many words are long.
        /// *Measured:* flat within a fifth; off disguised -0.093, disguised-covered -0.070.
        long_among_long: u32 = 7, off = 1_000_000;
        /// Words in a row of which `long_in_window` are long where many are run together.
        /// *Measured:* flat within a fifth.
        window: usize = 32;
        /// Long words in a window that the other text does not have where many are run together: in English two have so
        /// many letters, in German five.
        /// *Measured:* flat within a fifth; off disguised -0.056, disguised-covered -0.049.
        long_in_window: usize = 10, off = 1_000_000;
        /// Bytes of a word that counts as long there.
        /// *Measured:* a fifth less disguised -0.013; a fifth more golden -0.007; off disguised -0.056,
        /// disguised-covered -0.049.
        long_bytes: u32 = 10, off = 1_000_000;
        /// Share of the words of a text, one in so many, that stand right next to another where many are cut up.
        /// *Measured:* a fifth less golden -0.008, disguised +0.007; a fifth more disguised -0.019; off
        /// disguised-covered -0.081, disguised -0.080.
        chained_on_the_whole: usize = 8, off = 0;
        /// Words of all stretches that are worth reading in long texts that are looked at in parts.
        /// *Measured:* flat within a fifth; off long-disguised +0.005.
        least_read: u32 = 20, off = 0;
        /// Stretches that are tried there, spread over the text.
        /// *Measured:* a fifth more long-shuffled -0.012; a fifth less flat; flat when off.
        tried: usize = 16, off = 1_000_000;
        /// Stretches tried to one that holds other words than it seems: fewer are the odd hyphen.
        /// *Measured:* a fifth less long-shuffled -0.012; a fifth more flat; flat when off.
        tried_to_one_read: usize = 4, off = 1_000_000;
    }

    /// How letters are read as words of the other text.
    word_break {
        /// No word that is looked for has more letters.
        /// *Measured:* flat within a fifth; off disguised -0.315, disguised-covered -0.174.
        longest_word: usize = 24, off = 0;
        /// Letters of a stretch that are worth looking at.
        /// *Measured:* flat within a fifth; flat when off.
        least_letters: usize = 4, off = 0;
        /// Share of the letters of a stretch that must be in words of the other text.
        /// *Measured:* flat within a fifth; off rfc -0.010.
        least_confirmed: f64 = 0.6, off = 0.0;
        /// What reading a letter as part of no word costs. A word costs one less for each of its letters, up to
        /// `telling_letters`: short ones are found everywhere.
        /// *Measured:* no sample feels it.
        no_word: u32 = 6;
        /// Letters from which on a word costs no less.
        /// *Measured:* flat within a fifth.
        telling_letters: usize = 4;
    }

    /// Which single words of one text stand in parts in the other.
    split_words {
        /// Parts of one word that are looked for on the other side of an alignment.
        /// *Measured:* flat within a fifth; flat when off.
        most_parts: usize = 8, off = 0;
    }

    /// When sentences stand in another order, and when words were put in.
    order {
        /// Share of the words of a region that both sides hold but the alignment, which keeps the order, could not pair.
        /// *Measured:* flat within a fifth; off disguised -0.047.
        least_out_of_order: f64 = 0.12, off = 0.0;
        /// Dice coefficient of the distinct words of two sentences, if one was made from the other.
        /// *Measured:* flat within a fifth; flat when off.
        least_dice: f64 = 0.4, off = 0.0;
        /// A word that more sentences of a region hold says nothing about where one of them went.
        /// *Measured:* flat within a fifth; flat when off.
        most_sentences: usize = 8, off = 1_000_000;
        /// Words that two sentences have once each before their order says something.
        /// *Measured:* flat within a fifth; flat when off.
        least_shuffled: usize = 6, off = 0;
        /// Share of the words of a sentence that one with these words in another order has, too.
        /// *Measured:* flat within a fifth; flat when off.
        least_same: f64 = 0.8, off = 0.0;
        /// Share of them that may stand in order there: half of some ten words do by chance, a clause that moved leaves more.
        /// *Measured:* flat within a fifth; flat when off.
        most_in_order: f64 = 0.6, off = 1.0;
        /// Share of the words of the other side that stand unchanged and in order where words were merely put in between.
        /// *Measured:* flat within a fifth; off disguised -0.019.
        least_kept: f64 = 0.8, off = 0.0;
        /// Places where words were put in that are no accident of editing.
        /// *Measured:* flat within a fifth; flat when off.
        least_places: u32 = 3, off = 0;
        /// Words put in for each that was kept that are no accident of editing.
        /// *Measured:* flat within a fifth; flat when off.
        least_added: f64 = 0.05, off = 0.0;
    }
}
