//! Thresholds of the labels of passages.

use crate::tuning::definition::thresholds;

thresholds! {
    /// What is an address of somebody.
    contact {
        /// Digits of the shortest telephone number with its area.
        /// *Measured:* flat within a fifth; flat when off.
        telephone: usize = 7, off = 1_000_000;
        /// Words of a line, at most.
        /// *Measured:* flat within a fifth; flat when off.
        words_a_line: usize = 6, off = 1_000_000;
        /// Words for each telephone number, mail address or page, at most.
        /// *Measured:* flat within a fifth; flat when off.
        words_a_sign: usize = 25, off = 1_000_000;
    }

    /// What is a list of contents.
    contents {
        /// Dots in a row that lead from a title to its page.
        /// *Measured:* flat within a fifth; flat when off.
        leader: usize = 4, off = 1_000_000;
        /// Such rows that make a list.
        /// *Measured:* flat within a fifth; flat when off.
        least_leaders: usize = 2, off = 1;
        /// Lines that end in the number of a page.
        /// *Measured:* no sample feels it.
        least_pages: usize = 4, off = 1_000_000;
    }

    /// What is credited.
    credit {
        /// Bytes after a passage in which its reference stands, and of a name in it.
        /// *Measured:* flat within a fifth; flat when off.
        reach: usize = 160, off = 0;
        /// Words of a name that stands behind a dash.
        /// *Measured:* flat within a fifth; flat when off.
        longest_name: usize = 5, off = 0;
    }

    /// What is a figure or a table of numbers.
    figure {
        /// Share of letters among the characters below which it is one.
        /// *Measured:* flat within a fifth; flat when off.
        least_letters: f64 = 0.4, off = 0.0;
    }

    /// What is a notice of copyright or licence.
    licence {
        /// Bytes before a passage in which its notice stands: the line with the owner differs from text to text.
        /// *Measured:* flat within a fifth; off licence-label -0.033.
        reach: usize = 400, off = 0;
        /// Bytes between a sign of copyright and its year or its owner.
        /// *Measured:* flat within a fifth; off licence-label -0.535.
        near: usize = 24, off = 0;
        /// Terms of a notice, one in so many bytes.
        /// *Measured:* a fifth less licence-label -0.026; a fifth more licence-label +0.005; off licence-label
        /// +0.019.
        dense: usize = 220, off = 1_000_000;
        /// A passage with a phrase that only notices have is one up to so many times `dense` bytes.
        /// *Measured:* flat within a fifth; flat when off.
        marked: usize = 4, off = 0;
    }

    /// What is a menu, or a notice about cookies.
    menu {
        /// Items that are a menu.
        /// *Measured:* no sample feels it.
        least_items: usize = 5, off = 0;
        /// Share of the letters of the passage that these items hold.
        /// *Measured:* flat within a fifth; flat when off.
        least_share: f64 = 0.7, off = 0.0;
        /// Words of an item.
        /// *Measured:* flat within a fifth; flat when off.
        most_words: usize = 4, off = 1_000_000;
        /// Letters of an item, for scripts without spaces.
        /// *Measured:* flat within a fifth; flat when off.
        most_letters: usize = 32, off = 1_000_000;
        /// Bytes of a notice for each time that it says cookies.
        /// *Measured:* flat within a fifth; flat when off.
        cookies_dense: usize = 250, off = 1_000_000;
        /// Times that a notice says cookies, at least.
        /// *Measured:* flat within a fifth; flat when off.
        least_cookies: usize = 2, off = 1;
    }

    /// What is quoted.
    quotation {
        /// Share of the letters of a passage that stand in quotation marks.
        /// *Measured:* flat within a fifth; flat when off.
        least_quoted: f64 = 0.8, off = 2.0;
        /// Bytes around a passage in which its quotation marks are looked for.
        /// *Measured:* flat within a fifth; flat when off.
        reach: usize = 4096, off = 0;
    }

    /// What is a list of references.
    references {
        /// Digits in a list of references, one byte in so many; prose has one in a hundred, and its words are not looked at.
        /// *Measured:* no sample feels it.
        digits: usize = 60, off = 1_000_000;
        /// Signs of a reference for each word.
        /// *Measured:* flat within a fifth; flat when off.
        least_signs: f64 = 0.12, off = 0.0;
        /// Kinds of signs that must be there.
        /// *Measured:* flat within a fifth; flat when off.
        least_kinds: usize = 3, off = 0;
        /// Words of an entry: a list names a year for each.
        /// *Measured:* flat within a fifth; flat when off.
        entry: usize = 45, off = 1_000_000;
        /// Bytes of a passage that may be one entry, so that the text around it says what it is.
        /// *Measured:* flat within a fifth; flat when off.
        one_entry: usize = 400, off = 0;
        /// Bytes before and behind such a passage that are looked at.
        /// *Measured:* flat within a fifth; flat when off.
        reach: usize = 300, off = 0;
    }
}
