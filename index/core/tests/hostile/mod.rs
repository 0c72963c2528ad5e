//! Pairs of texts designed to make alignment slow, at any length.

mod kinds;
mod letters;
mod noise;
mod order;
mod repeats;

/// Makes two texts of about so many words each.
pub type Maker = fn(usize) -> [String; 2];

/// All families by what is in them.
pub const FAMILIES: &[(&str, Maker)] = &[
    ("sentences shuffled", order::sentences_shuffled),
    ("sentences reversed", order::sentences_reversed),
    ("halves exchanged", order::halves_exchanged),
    ("halves exchanged again and again", order::halves_exchanged_again_and_again),
    ("paragraphs shuffled", order::paragraphs_shuffled),
    ("words shuffled", order::words_shuffled),
    ("words reversed", order::words_reversed),
    ("words of one text once each, shuffled", order::distinct_shuffled),
    ("rows of words reversed row by row", order::rows_reversed),
    ("two numbered bibliographies", kinds::bibliographies),
    ("one bibliography in two orders", kinds::bibliography_in_two_orders),
    ("rare words between common ones", order::rare_between_common),
    ("the same words at another stride", order::strides),
    ("lines that name who begat whom", kinds::begat),
    ("two halves of a book in verses", kinds::verses),
    ("laws with the same heads of clauses", kinds::laws),
    ("clauses of a form with other numbers", kinds::forms),
    ("single quotation marks never closed", kinds::unclosed_single),
    ("quotation marks of all kinds never closed", kinds::unclosed_all),
    ("lines quoted as in mail", kinds::mail),
    ("one sentence again and again", repeats::periodic),
    ("one sentence again and again, one word more", repeats::periodic_shifted),
    ("two periods without a common divisor", repeats::two_periods),
    ("every word the same", repeats::same_word),
    ("two words in turn", repeats::two_words),
    ("the Fibonacci word", repeats::fibonacci),
    ("the Thue-Morse word", repeats::thue_morse),
    ("every triple of a few words once", repeats::triples),
    ("shingles as common as are still looked at", repeats::shingles_at_the_limit),
    ("stems as common as are still looked at", repeats::stems_at_the_limit),
    ("one sentence like a thousand others", repeats::one_like_many),
    ("rising numbers", kinds::rising_numbers),
    ("tables of digits", kinds::digits),
    ("rows of a table", kinds::rows),
    ("lines of a log", kinds::log),
    ("one line without spaces", letters::no_spaces),
    ("words run together against words", letters::run_together),
    ("pairs of words run together, in another order", letters::pairs_run_together),
    ("long words that are never the same", letters::long_words),
    ("words spelled out", letters::spelled_out),
    ("words cut up by dots", letters::cut_up),
    ("words chained by hyphens", letters::chained),
    ("single letters at random", letters::letters),
    ("Chinese without spaces", letters::chinese),
    ("Chinese of a few characters", letters::chinese_few),
    ("Thai without spaces", letters::thai),
    ("Cyrillic with Latin letters", letters::lookalikes),
    ("invisible characters between all letters", letters::invisible),
    ("styled letters", letters::styled),
    ("heaps of combining marks", letters::marks),
    ("sentences of one word", kinds::short_sentences),
    ("blank lines between words", kinds::blank_lines),
    ("items of a menu", kinds::menu),
    ("every tenth word replaced", kinds::tenth_replaced),
    ("interjections between copied sentences", kinds::interjections),
    ("copied quotes between other words", kinds::quotes_between),
    ("brackets and figures", kinds::brackets),
];
