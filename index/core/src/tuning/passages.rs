//! Thresholds of the labels of passages.

use crate::tuning::definition::thresholds;

thresholds! {
    /// What is credited.
    credit {
        /// Bytes after a passage in which its reference stands, and of a name in it.
        reach: usize = 160, off = 0;
        /// Words of a name that stands behind a dash.
        longest_name: usize = 5, off = 0;
    }

    /// What is a notice of copyright or licence.
    licence {
        /// Bytes before a passage in which its notice stands: the line with the owner differs from text to text.
        reach: usize = 400, off = 0;
        /// Bytes between a sign of copyright and its year or its owner.
        near: usize = 24, off = 0;
        /// Terms of a notice, one in so many bytes.
        dense: usize = 220, off = 1_000_000;
        /// Terms of a notice, at least.
        least_terms: usize = 2, off = 0;
        /// A passage with a phrase that only notices have is one up to so many times `dense` bytes.
        marked: usize = 4, off = 0;
    }

    /// What is a menu, or a notice about cookies.
    menu {
        /// Items that are a menu.
        least_items: usize = 5, off = 0;
        /// Share of the letters of the passage that these items hold.
        least_share: f64 = 0.7, off = 0.0;
        /// Words of an item.
        most_words: usize = 4, off = 1_000_000;
        /// Letters of an item, for scripts without spaces.
        most_letters: usize = 32, off = 1_000_000;
        /// Bytes of a notice for each time that it says cookies.
        cookies_dense: usize = 250, off = 1_000_000;
        /// Times that a notice says cookies, at least.
        least_cookies: usize = 2, off = 1;
    }

    /// What is quoted.
    quotation {
        /// Share of the letters of a passage that stand in quotation marks.
        least_quoted: f64 = 0.8, off = 2.0;
        /// Bytes around a passage in which its quotation marks are looked for.
        reach: usize = 4096, off = 0;
    }

    /// What is a list of references.
    references {
        /// Digits in a list of references, one byte in so many; prose has one in a hundred.
        digits: usize = 60, off = 1_000_000;
        /// Signs of a reference for each word.
        least_signs: f64 = 0.12, off = 0.0;
        /// Kinds of signs that must be there.
        least_kinds: usize = 3, off = 0;
        /// Words of an entry: a list names a year for each.
        entry: usize = 45, off = 1_000_000;
        /// Words below which nothing can be said.
        least_words: usize = 8, off = 0;
    }
}
