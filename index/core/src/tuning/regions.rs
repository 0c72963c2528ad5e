//! Thresholds of regions: how seeds are chained, where regions end, and which are kept.

use crate::tuning::definition::thresholds;

thresholds! {
    /// Which seeds are taken together, and which regions are enough.
    find {
        /// Equal tokens in a row that are a seed.
        streak_seed: u32 = 8, off = 1_000_000;
        /// Tokens between two seeds of one region: about four sentences.
        most_gap: u32 = 90, off = 0;
        /// Gaps are not halved below this.
        least_gap: u32 = 8, off = 0;
        /// Cosine of a region as a whole; after Sanchez-Perez (PAN 2014).
        least_cosine: f32 = 0.34, off = 0.0;
        /// Tokens of a region that covers most of a text.
        least_whole: u32 = 12, off = 0;
        /// Tokens of any other region that is not verbatim.
        least_tokens: u32 = 22, off = 0;
        /// A region that covers this share of a text is no accident of a common subject.
        whole: f32 = 0.6, off = 2.0;
        /// Weight of the words that the extents of a region share. Single sentences on the same subject reach 40; below, one
        /// region in thirty is such a pair.
        least_weight: f32 = 55.0, off = 0.0;
        /// The same next to an exact region: who copies word for word seldom rewrites as well, so that three of four
        /// lighter regions are accidents. What stands between two exact ones needs no more than usual.
        least_weight_beside: f32 = 115.0, off = 0.0;
        /// Steps for each token of both texts on the search for regions among seeds: bounds the work.
        most_steps: usize = 2048, off = 1_000_000;
        /// Texts of this many sentences together give words their full weights; in shorter ones, fewer are asked for.
        sentences: f32 = 200.0, off = 2.0;
    }

    /// Where, to the word, a region of similar text begins and ends.
    boundary {
        /// Rounds of moving the extents of a region; most stay after two.
        rounds: usize = 3, off = 0;
        /// Rounds of moving an extent that may lie anywhere: the first rests on a background that still contains it. Bounds
        /// the work.
        rounds_anywhere: usize = 6;
        /// No stretch that is taken for a summary in PAN 2013 has so many times the tokens that the first round gave it;
        /// nine of ten stretches of unrelated texts would need more. Bounds the work.
        most_growth: u32 = 4, off = 1_000_000;
        /// Tokens by which one round may move an end: four sentences.
        reach: u32 = 80, off = 0;
        /// Share of the words that rewriting keeps. Rewritten passages of PAN 2013 keep 0.5 to 0.8.
        kept: f32 = 0.6;
        /// What a missing word counts against the region: less than `-ln(1 - kept)`, since synonyms come in clusters.
        miss: f32 = 0.6, off = 0.0;
        /// The same where the other extent is a whole text, which lacks fewer words by chance.
        miss_whole: f32 = 0.8, off = 0.0;
        /// No single word counts for more than five missing ones.
        most: f32 = 3.0, off = 1_000.0;
        /// What the words of a stretch inside an extent say against it, if it does not belong there: 34 words at least, of
        /// which each counts for `miss`.
        least_unsupported: f32 = 20.0, off = 1_000_000.0;
        /// Tokens of text that are imagined around both texts, so that in short texts words are not taken for common.
        imagined: f32 = 2000.0, off = 1.0;
        /// Tokens of background for each token of an extent.
        least_room: f32 = 1.0, off = 0.0;
    }

    /// Which streaks are quotations, to the word.
    quotations {
        /// Words of a quotation. In scripts without spaces a word is one character here.
        least_verbatim: u32 = 20, off = 1_000_000;
        /// Words beside a quotation that are looked at first: about half a sentence.
        near_flank: u32 = 12, off = 0;
        /// Distinct words in common from which on near flanks are alike.
        shared_near: u32 = 3, off = 0;
        /// Words beside a quotation that are looked at then: about a sentence.
        far_flank: u32 = 24, off = 0;
        /// Distinct words in common from which on far flanks are alike.
        shared_far: u32 = 4, off = 0;
        /// Cosine from which on flanks are alike.
        least_cosine: f32 = 0.3, off = 0.0;
        /// Distinct words in common that make flanks of a streak with small edits alike: rewritten text has such, too.
        shared_beside_edited: u32 = 2, off = 1_000_000;
        /// Share of equal words from which on what stands between two streaks is a small edit of one passage.
        edited: f32 = 0.88, off = 2.0;
        /// Equal words that show where a text goes on behind a word that was changed.
        least_resumed: usize = 2, off = 1_000_000;
        /// Words by which streaks may overlap because what follows them agrees by chance.
        by_chance: u32 = 3, off = 0;
        /// Streaks looked at on either side of another: bounds the work.
        neighbours: usize = 16, off = 0;
    }

    /// Where long streaks set the boundaries of a region.
    verbatim {
        /// Equal words in a row that are no accident (8 to 20 serve alike on PAN 2013).
        long: u32 = 15, off = 1_000_000;
        /// Equal words in a row that may be a sentence that was moved.
        least_moved: u32 = 8, off = 1_000_000;
        /// Share of both extents that long streaks cover in a verbatim region. One of quotes between rewritten sentences
        /// has less, and keeps the boundaries that its words give it.
        least_covered: f32 = 0.5, off = 0.0;
        /// Share of one of the extents that long streaks cover in a verbatim region.
        most_covered: f32 = 0.7, off = 0.0;
        /// Words that may be replaced, added or dropped between two streaks of one verbatim region.
        most_edited: u32 = 4, off = 0;
        /// Words on both sides between two streaks that may be an interjection: a sentence of whoever quotes twice.
        least_interjection: u32 = 12, off = 1_000_000;
        /// Shorter streaks looked at on either side of a verbatim region: bounds the work.
        neighbours: usize = 64, off = 0;
    }

    /// Which stretch of a text is a summary of the other one.
    summary {
        /// Tokens of a summary: two or three sentences say too little to tell one from a common subject.
        least_tokens: u32 = 65, off = 1_000_000;
        /// Support in all. Stretches of unrelated texts reach 14 in nine cases of ten, summaries of PAN 2013 40.
        least_support: f32 = 30.0, off = 0.0;
        /// Support of a stretch in which no region was found.
        least_support_alone: f32 = 45.0, off = 0.0;
        /// Tokens of a summary, if the texts were expected to share something.
        least_tokens_expected: u32 = 40;
        /// Support in all, if the texts were expected to share something.
        least_support_expected: f32 = 20.0;
        /// The other text is at least so many times as long as its summary.
        ratio: f32 = 3.0, off = 0.0;
        /// Support for each token.
        least_mean_support: f32 = 0.3, off = 0.0;
        /// A summary without regions is a small part of its text, whose other tokens are so many times its own: short
        /// texts on one subject look like summaries of each other.
        background_alone: f32 = 3.0, off = 0.0;
        /// A region so many times as long as the summary tells of more than a summary.
        larger: f32 = 1.5, off = 1_000.0;
        /// Share of a summary that regions must cover to explain it.
        covered: f32 = 0.4, off = 0.0;
        /// Regions explain a stretch if their support relative to that of the whole text, plus `cosine_weight` times the
        /// cosine of the largest, exceeds this: nineteen of twenty rewritten passages, four of ten summaries.
        local: f32 = 2.3, off = 1_000.0;
        /// How much the cosine of the largest region counts there.
        cosine_weight: f32 = 2.0, off = 0.0;
    }
}
