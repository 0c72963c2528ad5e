//! Thresholds of regions: how seeds are chained, where regions end, and which are kept.

use crate::tuning::definition::thresholds;

thresholds! {
    /// Which seeds are taken together, and which regions are enough.
    find {
        /// Equal tokens in a row that are a seed.
        /// *Measured:* a fifth more l2r -0.005; a fifth less flat; off news -0.805, terms -0.404.
        streak_seed: u32 = 8, off = 1_000_000;
        /// Tokens between two seeds of one region: about four sentences.
        /// *Measured:* a fifth less clough-light -0.017; a fifth more clough-heavy +0.060, rfc -0.047; off
        /// clough-heavy -0.230, l2r -0.111.
        most_gap: u32 = 90, off = 0;
        /// Gaps are not halved below this.
        /// *Measured:* flat within a fifth; flat when off.
        least_gap: u32 = 8, off = 0;
        /// Cosine of a region as a whole; after Sanchez-Perez (PAN 2014).
        /// *Measured:* a fifth less l2r +0.076, clough-non -0.040; a fifth more l2r -0.095, spun-heavy -0.031; off
        /// l2r +0.108, clough-non -0.040.
        least_cosine: f32 = 0.34, off = 0.0;
        /// Tokens of a region that covers most of a text.
        /// *Measured:* flat within a fifth; flat when off.
        least_whole: u32 = 12, off = 0;
        /// Tokens of any other region that is not verbatim.
        /// *Measured:* a fifth less pan-summary-expected -0.005; a fifth more pan-summary +0.019,
        /// pan-summary-expected +0.017; off pan-summary-expected -0.005.
        least_tokens: u32 = 22, off = 0;
        /// A region that covers this share of a text is no accident of a common subject.
        /// *Measured:* a fifth more l2r -0.005; a fifth less flat; off golden -0.021, l2r -0.005.
        whole: f32 = 0.6, off = 2.0;
        /// Weight of the words that the extents of a region share. Single sentences on the same subject reach 40; below, one
        /// region in thirty is such a pair.
        /// *Measured:* a fifth less clough-non -0.040, clough-heavy +0.012; a fifth more clough-heavy -0.023,
        /// pan-summary-expected +0.017; off clough-non -0.160, licenses-wrong-indexed -0.021.
        least_weight: f32 = 55.0, off = 0.0;
        /// The same as `least_weight` next to an exact region: who copies word for word seldom rewrites as well, so that three of four
        /// lighter regions are accidents. What stands between two exact ones needs no more than usual.
        /// *Measured:* a fifth less clough-cut +0.029, pan-summary-expected -0.018; a fifth more flat; off
        /// clough-cut +0.041, pan-summary-expected -0.035.
        least_weight_beside: f32 = 115.0, off = 0.0;
        /// Steps for each token of both texts on the search for regions among seeds: bounds the work.
        /// *Measured:* no sample feels it.
        most_steps: usize = 2048, off = 1_000_000;
        /// Texts of this many sentences together give words their full weights; in shorter ones, fewer are asked for.
        /// *Measured:* a fifth less pan-summary +0.019, pan-summary-expected +0.017; a fifth more flat; off
        /// clough-heavy -0.023, pan-summary +0.019.
        sentences: f32 = 200.0, off = 2.0;
    }

    /// Which regions are enough where something else speaks for them: the same as in `find`.
    evident {
        /// Cosine of a region as a whole.
        /// *Measured:* a fifth more l2r-evident -0.016; a fifth less flat; flat when off.
        least_cosine: f32 = 0.25, off = 0.0;
        /// Tokens of a region that is not verbatim and covers little of both texts.
        /// *Measured:* a fifth more pan-translation-evident -0.021; a fifth less flat; flat when off.
        least_tokens: u32 = 15, off = 0;
        /// Weight of the words that the extents of a region share, if it stands in other surroundings in both texts.
        /// *Measured:* a fifth more pan-unrelated-apart +0.005; a fifth less flat; off pan-translation-apart
        /// -0.049, pan-random-apart -0.020.
        least_weight_apart: f32 = 48.0, off = 0.0;
        /// The same if both texts share much that few others have.
        /// *Measured:* a fifth less pan-random-evident -0.018; a fifth more flat; off pan-translation-evident
        /// -0.047, pan-random-evident -0.021.
        least_weight: f32 = 36.0, off = 0.0;
    }

    /// Which regions are enough that were found by dense cells, and by no similar sentences.
    by_cells {
        /// Cosine of such a region within its boundaries. Two texts on one subject share rare words close to each other, too.
        /// *Measured:* a fifth less clough-non -0.200, long-summed-up +0.020; a fifth more flat; off clough-non
        /// -0.240, long-summed-up +0.020.
        least_cosine: f32 = 0.45, off = 0.0;
        /// Weight of the words that its extents share.
        /// *Measured:* a fifth less clough-heavy +0.025, long-translated -0.013; a fifth more flat; off
        /// clough-heavy +0.025, long-translated -0.013.
        least_weight: f32 = 65.0, off = 0.0;
    }

    /// Where, to the word, a region of similar text begins and ends.
    boundary {
        /// Rounds of moving the extents of a region; most stay after two.
        /// *Measured:* a fifth less pan-summary +0.009, pan-summary-expected +0.008; a fifth more pan-summary
        /// -0.006, pan-summary-expected -0.005; off rfc +0.259, clough-non -0.080.
        rounds: usize = 3, off = 0;
        /// Rounds of moving an extent that may lie anywhere: the first rests on a background that still contains it. Bounds
        /// the work.
        /// *Measured:* no sample feels it.
        rounds_anywhere: usize = 6;
        /// No stretch that is taken for a summary in PAN 2013 has so many times the tokens that the first round gave it;
        /// nine of ten stretches of unrelated texts would need more. Bounds the work.
        /// *Measured:* no sample feels it.
        most_growth: u32 = 4, off = 1_000_000;
        /// Tokens by which one round may move an end: four sentences.
        /// *Measured:* a fifth more pan-summary -0.006; a fifth less flat; off l2r -0.029, clough-heavy -0.020.
        reach: u32 = 80, off = 0;
        /// Share of the words that rewriting keeps. Rewritten passages of PAN 2013 keep 0.5 to 0.8.
        /// *Measured:* a fifth less pan-summary-expected -0.060, pan-summary -0.055; a fifth more clough-non
        /// -0.040, pan-summary +0.028.
        kept: f32 = 0.6;
        /// What a missing word counts against the region: less than `-ln(1 - kept)`, since synonyms come in clusters.
        /// *Measured:* a fifth less pan-summary-expected -0.052, pan-summary -0.046; a fifth more rfc -0.062,
        /// clough-heavy -0.028; off pan-translation -0.612, pan-random -0.550.
        miss: f32 = 0.6, off = 0.0;
        /// The same where the other extent is a whole text, which lacks fewer words by chance.
        /// *Measured:* a fifth less pan-unrelated-expected -0.010, pan-summary-expected +0.007; a fifth more
        /// pan-summary-expected -0.039, pan-random -0.028; off pan-summary-expected -0.579, pan-summary -0.505.
        miss_whole: f32 = 0.8, off = 0.0;
        /// What it counts for an extent to begin or end where a sentence does, inside the text. Nine of ten passages of PAN 2013
        /// do, and one place in twenty is such a one: 4.7 by these shares, less since some texts have other passages.
        /// *Measured:* a fifth less pan-summary -0.011, long-summed-up -0.010; a fifth more pan-summary +0.008; off
        /// long-summed-up -0.015, clough-heavy +0.007.
        sentence: f32 = 2.5, off = 0.0;
        /// No single word counts for more than five missing ones.
        /// *Measured:* a fifth less clough-heavy -0.028, pan-random -0.028; a fifth more pan-summary -0.047,
        /// pan-summary-expected -0.042; off pan-summary -0.047, pan-summary-expected -0.042.
        most: f32 = 3.0, off = 1_000.0;
        /// What the words of a stretch inside an extent say against it, if it does not belong there: 34 words at least, of
        /// which each counts for `miss`.
        /// *Measured:* flat within a fifth; off pan-summary -0.006.
        least_unsupported: f32 = 20.0, off = 1_000_000.0;
        /// Tokens of text that are imagined around both texts, so that in short texts words are not taken for common.
        /// *Measured:* a fifth less pan-summary-expected -0.050, pan-summary -0.043; a fifth more clough-non
        /// -0.040, pan-random -0.029; off pan-summary -0.441, pan-summary-expected -0.415.
        imagined: f32 = 2000.0, off = 1.0;
        /// Tokens of background for each token of an extent.
        /// *Measured:* a fifth less terms -0.008; a fifth more flat; off terms -0.008.
        least_room: f32 = 1.0, off = 0.0;
    }

    /// Which streaks are quotations, to the word.
    quotations {
        /// Words of a quotation. In scripts without spaces a word is one character here.
        /// *Measured:* a fifth less quoted-edited +0.058, rfc +0.015; a fifth more quoted-edited -0.082, quoted
        /// -0.059; off quoted -0.883, quoted-edited -0.750.
        least_verbatim: u32 = 20, off = 1_000_000;
        /// Words beside a quotation that are looked at first: about half a sentence.
        /// *Measured:* a fifth less rfc +0.005; a fifth more flat; flat when off.
        near_flank: u32 = 12, off = 0;
        /// Distinct words in common from which on near flanks are alike.
        /// *Measured:* flat within a fifth; flat when off.
        shared_near: u32 = 3, off = 0;
        /// Words beside a quotation that are looked at then: about a sentence.
        /// *Measured:* a fifth less pan-summary-expected -0.008, quoted-edited +0.006; a fifth more quoted-edited
        /// -0.005; off clough-light -0.069, clough-heavy -0.065.
        far_flank: u32 = 24, off = 0;
        /// Distinct words in common from which on far flanks are alike.
        /// *Measured:* flat within a fifth; flat when off.
        shared_far: u32 = 4, off = 0;
        /// Cosine from which on flanks are alike.
        /// *Measured:* a fifth less rfc +0.008; a fifth more flat; off quoted-edited -0.116, clough-cut +0.039.
        least_cosine: f32 = 0.3, off = 0.0;
        /// Distinct words in common that make flanks of a streak with small edits alike: rewritten text has such, too.
        /// *Measured:* a fifth less quoted-edited -0.005; a fifth more clough-light -0.069, quoted-edited +0.032;
        /// off clough-heavy -0.116, onestop -0.105.
        shared_beside_edited: u32 = 2, off = 1_000_000;
        /// Share of equal words from which on what stands between two streaks is a small edit of one passage.
        /// *Measured:* a fifth less pan-summary -0.009, pan-summary-expected -0.008; a fifth more rfc +0.030, terms
        /// +0.017; off rfc +0.030, terms +0.017.
        edited: f32 = 0.88, off = 2.0;
        /// Equal words that show where a text goes on behind a word that was changed.
        /// *Measured:* flat within a fifth; off quoted-edited -0.009.
        least_resumed: usize = 2, off = 1_000_000;
        /// Words by which streaks may overlap because what follows them agrees by chance.
        /// *Measured:* flat within a fifth; flat when off.
        by_chance: u32 = 3, off = 0;
        /// Streaks looked at on either side of another: bounds the work.
        /// *Measured:* flat within a fifth; off rfc +0.030, terms +0.017.
        neighbours: usize = 16, off = 0;
    }

    /// Where long streaks set the boundaries of a region.
    verbatim {
        /// Equal words in a row that are no accident (8 to 20 serve alike on PAN 2013).
        /// *Measured:* a fifth less pan-summary +0.018, spun-heavy +0.010; a fifth more clough-light -0.023; off
        /// clough-light -0.023, quoted-edited +0.015.
        long: u32 = 15, off = 1_000_000;
        /// Equal words in a row that may be a sentence that was moved.
        /// *Measured:* flat within a fifth; off quoted -0.121, clough-cut +0.068.
        least_moved: u32 = 8, off = 1_000_000;
        /// Share of both extents that long streaks cover in a verbatim region. One of quotes between rewritten sentences
        /// has less, and keeps the boundaries that its words give it.
        /// *Measured:* flat within a fifth; flat when off.
        least_covered: f32 = 0.5, off = 0.0;
        /// Share of one of the extents that long streaks cover in a verbatim region.
        /// *Measured:* a fifth less clough-cut +0.019, onestop -0.005; a fifth more quoted-edited +0.018,
        /// spun-heavy +0.010; off clough-cut +0.019, onestop -0.005.
        most_covered: f32 = 0.7, off = 0.0;
        /// Words that may be replaced, added or dropped between two streaks of one verbatim region.
        /// *Measured:* flat within a fifth; off licence-label -0.046, terms +0.017.
        most_edited: u32 = 4, off = 0;
        /// Words on both sides between two streaks that may be an interjection: a sentence of whoever quotes twice.
        /// *Measured:* flat within a fifth; off clough-cut +0.038, rfc +0.036.
        least_interjection: u32 = 12, off = 1_000_000;
        /// Shorter streaks looked at on either side of a verbatim region: bounds the work.
        /// *Measured:* flat within a fifth; off licence-label -0.040, licenses -0.013.
        neighbours: usize = 64, off = 0;
    }

    /// Which stretch of a text is a summary of the other one.
    summary {
        /// Tokens of a summary: two or three sentences say too little to tell one from a common subject.
        /// *Measured:* a fifth less pan-translation -0.012, quoted-edited -0.011; a fifth more quoted-edited
        /// +0.012, pan-summary -0.009; off pan-summary -0.505, quoted-edited +0.012.
        least_tokens: u32 = 65, off = 1_000_000;
        /// Support in all. Stretches of unrelated texts reach 14 in nine cases of ten, summaries of PAN 2013 40.
        /// *Measured:* a fifth more pan-summary -0.021; a fifth less flat; flat when off.
        least_support: f32 = 30.0, off = 0.0;
        /// Support of a stretch in which no region was found.
        /// *Measured:* a fifth less clough-non -0.040, pan-summary +0.040; a fifth more pan-summary -0.034; off
        /// clough-non -0.160, pan-summary +0.048.
        least_support_alone: f32 = 45.0, off = 0.0;
        /// Tokens of a summary, if the texts were expected to share something.
        /// *Measured:* a fifth less pan-unrelated-expected -0.010, pan-summary-expected +0.009; a fifth more flat.
        least_tokens_expected: u32 = 40;
        /// Support in all, if the texts were expected to share something.
        /// *Measured:* a fifth less pan-unrelated-expected -0.010; a fifth more pan-summary-expected -0.010.
        least_support_expected: f32 = 20.0;
        /// The other text is at least so many times as long as its summary.
        /// *Measured:* a fifth less pan-none -0.013, pan-random -0.012; a fifth more quoted-edited +0.012; off
        /// pan-translation -0.027, pan-random -0.014.
        ratio: f32 = 3.0, off = 0.0;
        /// Support for each token.
        /// *Measured:* a fifth less pan-summary-expected +0.009; a fifth more pan-summary -0.021,
        /// pan-summary-expected -0.018; off rfc -0.028, pan-summary-expected +0.009.
        least_mean_support: f32 = 0.3, off = 0.0;
        /// A summary without regions is a small part of its text, whose other tokens are so many times its own: short
        /// texts on one subject look like summaries of each other.
        /// *Measured:* a fifth less pan-unrelated-expected -0.005; a fifth more quoted-edited +0.012, golden
        /// -0.005; off clough-non -0.040, quoted-edited -0.018.
        background_alone: f32 = 3.0, off = 0.0;
        /// A region so many times as long as the summary tells of more than a summary.
        /// *Measured:* flat within a fifth; off spun-heavy -0.080, spun-heavy-swaps -0.048.
        larger: f32 = 1.5, off = 1_000.0;
        /// Share of a summary that regions must cover to explain it.
        /// *Measured:* a fifth less pan-summary-expected -0.025, pan-summary -0.019; a fifth more quoted-edited
        /// -0.014, pan-summary +0.006; off pan-summary-expected -0.034, pan-summary -0.030.
        covered: f32 = 0.4, off = 0.0;
        /// Regions explain a stretch if their support relative to that of the whole text, plus `cosine_weight` times the
        /// cosine of the largest, exceeds this: nineteen of twenty rewritten passages, four of ten summaries.
        /// *Measured:* a fifth less pan-summary -0.064, pan-summary-expected -0.056; a fifth more pan-summary
        /// +0.072, pan-summary-expected +0.065; off pan-translation -0.358, pan-random -0.357.
        local: f32 = 2.3, off = 1_000.0;
        /// How much the cosine of the largest region counts there.
        /// *Measured:* a fifth less pan-random -0.032, pan-summary +0.029; a fifth more pan-summary -0.043,
        /// pan-summary-expected -0.038; off pan-random -0.267, pan-translation -0.237.
        cosine_weight: f32 = 2.0, off = 0.0;
    }

    /// Which regions are sentences picked from the other text.
    extractive {
        /// Words between two of them in the summary: about a sentence that its author put in.
        /// *Measured:* flat within a fifth; off pan-summary -0.008, pan-summary-expected -0.007.
        most_apart: u32 = 24, off = 0;
        /// Words of each, at most, on average: longer ones are paragraphs, which are copied one by one.
        /// *Measured:* a fifth less long-summed-up -0.032, pan-summary -0.007; a fifth more flat; off
        /// long-summed-up -0.032, pan-summary -0.027.
        sentence: u32 = 60, off = 0;
        /// A stretch that is so many times longer than what was picked from it is not summed up.
        /// *Measured:* a fifth less pan-summary -0.012, pan-summary-expected -0.010; a fifth more flat; off
        /// long-summed-up -0.032, pan-summary -0.027.
        most_ratio: u32 = 20, off = 0;
    }
}
