//! Thresholds of content: which texts say the same in other words, and which of their sentences correspond.

use crate::tuning::definition::thresholds;

thresholds! {
    /// What a word of a text is worth.
    terms {
        /// How much commoner a word is in texts on a subject of its own than in the language at large. From 1 to 20 serve; at
        /// 1, two answers to one question look alike, at 20 short texts have nothing left to share.
        /// *Measured:* a fifth less l2r +0.018; a fifth more flat; off clough-non -0.200, pan-unrelated-expected
        /// -0.030.
        subject: f64 = 5.0, off = 0.0;
        /// The words that chance gives to a text of any length: not all, or nothing common would count in long texts.
        /// *Measured:* flat within a fifth; flat when off.
        most_chance: f64 = 0.9, off = 1.0;
    }

    /// Which stretch of a longer text is compared.
    stretch {
        /// A text more than this many times as long as the other is not compared as a whole.
        /// *Measured:* a fifth less l2r -0.011, l2r-expected +0.011; a fifth more flat; off l2r-among -0.024, l2r
        /// +0.006.
        longer: usize = 2, off = 1_000_000;
        /// Terms of a stretch for each two of the shorter text: what is rewritten is often shorter than it was.
        /// *Measured:* a fifth less l2r-among +0.014; a fifth more l2r-among -0.006, pan-unrelated-expected +0.005.
        room: usize = 3;
    }

    /// What the order of shared terms counts. It says nothing of the subject: who writes on the same subject anew has an
    /// order of his own.
    order {
        /// Terms that both texts have once which say something of the order.
        /// *Measured:* flat within a fifth; off l2r +0.005.
        least_terms: usize = 4, off = 0;
        /// Likeness for each standard deviation of order.
        /// *Measured:* a fifth more l2r +0.009; a fifth less flat; off l2r -0.031, l2r-expected -0.012.
        deviation: f64 = 0.02, off = 0.0;
        /// Deviations that count, at least: terms in reversed order are no proof of the contrary.
        /// *Measured:* flat within a fifth; flat when off.
        fewest: f64 = -2.0, off = -1_000.0;
        /// Deviations that count, at most.
        /// *Measured:* flat within a fifth; flat when off.
        most: f64 = 8.0, off = 1_000.0;
        /// What is taken off the weight of each term, so that common ones say nothing of the order: 2 is one word in a
        /// hundred.
        /// *Measured:* flat within a fifth; flat when off.
        common: f64 = 2.0, off = 0.0;
        /// What is left to a common term.
        /// *Measured:* flat within a fifth; flat when off.
        least_weight: f64 = 0.1, off = 0.0;
    }

    /// Which texts are rewritings of each other.
    whole {
        /// Likeness of a rewritten text. Chosen on half of the domains of a corpus of rewritten paragraphs, 2 wrong pairs of a
        /// domain in 10,000 exceed it; the other half agrees to within 0.01.
        /// *Measured:* a fifth less clough-non -0.040, l2r +0.027; a fifth more l2r -0.041, l2r-among -0.006; off
        /// onestop-wrong -1.000, news-wrong -0.993.
        least: f32 = 0.27, off = -1_000.0;
        /// The same for texts that are expected to share something.
        /// *Measured:* a fifth more pan-unrelated-expected +0.005; a fifth less flat; off pan-unrelated-expected
        /// -0.855, l2r-expected +0.020.
        least_expected: f32 = 0.2, off = -1_000.0;
        /// How much more is asked of a stretch of a longer text: it was chosen for what it shares.
        /// *Measured:* flat within a fifth; off clough-non -0.040, l2r-among +0.008.
        stretch: f32 = 0.05, off = 0.0;
        /// Terms in common, whatever they weigh: fewer are a coincidence, not a text.
        /// *Measured:* flat within a fifth; off l2r-among-wrong -0.008.
        least_shared: u32 = 5, off = 0;
    }

    /// Which sentences of two rewritten texts correspond.
    groups {
        /// A term that stands in more sentences links none of them: bounds the work.
        /// *Measured:* no sample feels it.
        most_holders: usize = 16, off = 1_000_000;
        /// Cosine of two sentences that are linked.
        /// *Measured:* a fifth less l2r-expected +0.006; a fifth more flat; off l2r-expected +0.006.
        least_link: f64 = 0.1, off = 0.0;
        /// Sentences without a link, or those skipped in the other text, that do not part a group.
        /// *Measured:* a fifth less l2r-expected -0.007; a fifth more flat; off l2r-expected -0.017, l2r -0.015.
        gap: u32 = 2, off = 0;
        /// Likeness of a group that is shown.
        /// *Measured:* no sample feels it.
        least_likeness: f32 = 0.1, off = -1_000.0;
        /// Tokens of a group that is shown, in the text that has fewer.
        /// *Measured:* flat within a fifth; flat when off.
        least_tokens: u32 = 12, off = 0;
    }
}
