//! The tokeniser against the obvious one, and the properties of its tokens.

use icu_normalizer::{ComposingNormalizer, DecomposingNormalizer};
use proptest::prelude::*;

use crate::hash;
use crate::kernel::Kernel;
use crate::text::script::is_ignorable;
use crate::text::tokenizer::PIECE;
use crate::text::{Tokenizer, Tokens, naive, normal_form, tokenize};

/// Pieces that meet each other in texts made to trick: every kind of character the rules speak of.
const PIECES: [&str; 80] = [
    "a",
    "B",
    "word",
    "Word",
    "0",
    "42",
    "_",
    " ",
    "\n",
    "\0",
    ".",
    "-",
    "'",
    "’",
    "“",
    "—",
    "…",
    "\u{a0}",
    "\u{ad}",
    "\u{200b}",
    "\u{200d}",
    "\u{feff}",
    "\u{fe0f}",
    "é",
    "e\u{301}",
    "É",
    "\u{301}",
    "\u{338}",
    "=",
    "ﬁ",
    "ﬃ",
    "½",
    "⑴",
    "™",
    "Ａ",
    "𝐚",
    "𝟏",
    "о",
    "а",
    "В",
    "ж",
    "Ё",
    "ё",
    "Ω",
    "ο",
    "ς",
    "Σ",
    "中",
    "文",
    "㍿",
    "か",
    "\u{3099}",
    "ﾊ",
    "ﾞ",
    "ก",
    "ำ",
    "ั",
    "각",
    "ᄀ",
    "ᅡ",
    "ᆨ",
    "ㅏ",
    "ş",
    "\u{345}",
    "ł",
    "Ł",
    "ß",
    "İ",
    "ı",
    "æ",
    "ـ",
    "أ",
    "\u{64e}",
    "ک",
    "٣",
    "ʻ",
    "ʾ",
    "क\u{93c}",
    "ड़",
    "ó",
];

fn tricky() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(&PIECES[..]), 0..40).prop_map(|pieces| pieces.concat())
}

fn english() -> impl Strategy<Value = String> {
    prop::collection::vec("[a-zA-Z]{1,20}|[ ,.\n]{1,3}|’|—|é|\u{200b}|о|[0-9]{1,6}", 0..120)
        .prop_map(|all| all.concat())
}

fn texts() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        tricky(),
        english(),
        prop::collection::vec(any::<char>(), 0..50).prop_map(String::from_iter)
    ]
}

fn check(text: &str) -> Result<(), TestCaseError> {
    let expected = naive::tokenize(text);
    let mut tokens = Tokens::default();
    for kernel in Kernel::available() {
        Tokenizer::with_kernel(kernel).tokenize(text, &mut tokens);
        prop_assert_eq!(&tokens, &expected, "{}: {:?}", kernel, text);
    }
    Ok(())
}

#[test]
fn every_character_by_itself_and_beside_others() {
    for c in '\0'..=char::MAX {
        let text = format!("{c} a{c}b 中{c}\u{301}");
        check(&text).unwrap();
    }
}

#[test]
fn runs_across_chunks_and_longer_than_chunks() {
    for length in [PIECE - 4, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE, 200_000] {
        for piece in ["a", "é", "中", "a ", "’", "ab’cd—", "e\u{301}", "\0"] {
            let text = piece.repeat(length / piece.len());
            check(&text).unwrap();
            check(&format!(" {text} end")).unwrap();
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn every_kernel_equals_the_naive_twin(text in texts()) {
        check(&text)?;
    }

    #[test]
    fn spans_lie_on_characters_inside_the_text_in_order(text in texts()) {
        let tokens = tokenize(&text);
        let mut before = 0;
        for span in &tokens.spans {
            prop_assert!(span.start < span.end && before <= span.start);
            prop_assert!(text.get(span.start as usize..span.end as usize).is_some());
            before = span.start;
        }
        prop_assert_eq!(tokens.hashes.len(), tokens.spans.len());
        prop_assert_eq!(tokens.hashes.len(), tokens.stems.len());
    }

    #[test]
    fn the_normal_form_of_a_token_is_that_token(text in texts()) {
        let normal = normal_form(&text);
        let tokens = tokenize(&text);
        prop_assert_eq!(&tokenize(&normal).hashes, &tokens.hashes, "{:?} -> {:?}", &text, &normal);
        prop_assert_eq!(normal.split_terminator(' ').count(), tokens.len());
        for (word, &expected) in normal.split_terminator(' ').zip(&tokens.hashes) {
            prop_assert_eq!(hash::token(word.as_bytes()), expected);
        }
        for (&span, word) in tokens.spans.iter().zip(normal.split_terminator(' ')) {
            let there = normal_form(&text[span.start as usize..span.end as usize]);
            prop_assert!(there.split(' ').any(|part| part == word));
        }
    }

    #[test]
    fn normalisation_forms_do_not_matter(text in texts()) {
        let expected = normal_form(&text);
        prop_assert_eq!(normal_form(&ComposingNormalizer::new_nfc().normalize(&text)), &*expected, "NFC");
        prop_assert_eq!(normal_form(&ComposingNormalizer::new_nfkc().normalize(&text)), &*expected, "NFKC");
        prop_assert_eq!(normal_form(&DecomposingNormalizer::new_nfd().normalize(&text)), &*expected, "NFD");
        prop_assert_eq!(normal_form(&DecomposingNormalizer::new_nfkd().normalize(&text)), &*expected, "NFKD");
    }

    #[test]
    fn invisible_characters_do_not_matter(text in texts(), every in 1usize..5) {
        let invisible = ['\u{200b}', '\u{200d}', '\u{ad}', '\u{2060}', '\u{feff}'];
        let mut stuffed = String::new();
        for (at, c) in text.chars().enumerate() {
            stuffed.push(c);
            if at % every == 0 {
                stuffed.push(invisible[at % invisible.len()]);
            }
        }
        let plain: String = text.chars().filter(|&c| !is_ignorable(c)).collect();
        let (stuffed, plain) = (tokenize(&stuffed), tokenize(&plain));
        prop_assert_eq!(&stuffed.hashes, &plain.hashes);
        prop_assert_eq!(&stuffed.stems, &plain.stems);
    }

    /// Not so in a word of two scripts: В is drawn like B, в like nothing Latin.
    #[test]
    fn case_does_not_matter(words in prop::collection::vec("[a-zA-Zéèüßñ0-9’]{0,9}|[а-яё]{0,9}|[α-ωά]{0,9}|[中文]", 0..9)) {
        let text = words.join(" ");
        prop_assert_eq!(normal_form(&text.to_lowercase()), normal_form(&text));
        prop_assert_eq!(normal_form(&text.to_uppercase()), normal_form(&text));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(50))]

    #[test]
    fn words_at_every_distance_from_the_end_of_a_chunk(gap in PIECE - 70..PIECE + 5, text in texts()) {
        check(&format!("{}{text}", " ".repeat(gap)))?;
        check(&format!("{}{text}", "ab’".repeat(gap / 5)))?;
    }
}

#[test]
fn lookalikes_in_a_latin_word_are_folded_and_counted() {
    let disguised = tokenize("The s\u{43e}ldiers \u{440}\u{430}id");
    assert_eq!(disguised.hashes, tokenize("the soldiers paid").hashes);
    assert_eq!(disguised.normalization.lookalikes, 3);
}

#[test]
fn a_word_all_of_lookalikes_is_folded_but_not_counted() {
    let cyrillic = tokenize("\u{441}\u{43e}\u{440}");
    assert_eq!(cyrillic.hashes, tokenize("cop").hashes);
    assert_eq!(cyrillic.normalization.lookalikes, 0);
}

#[test]
fn normal_forms_of_many_kinds() {
    for (text, normal) in [
        ("", ""),
        ("\0", ""),
        ("Don’t—stop", "don t stop"),
        ("STRASSE Straße", "strasse strasse"),
        ("½ cup", "1 2 cup"),
        ("㍿ ㈱", "株 式 会 社 株"),
        ("ﾊﾞﾊﾞ", "バ バ"),
        ("e\u{301}te\u{301} Été ÉTÉ", "ete ete ete"),
        ("a\u{200b}b\u{ad}c", "abc"),
        ("สวัสดี", "ส วั ส ดี"),
        ("ΣΊΣΥΦΟΣ ᾄδω", "σισυφοσ αδω"),
        ("שָׁלוֹם", "שלומ"),
        ("Łódź Đặng Þórr Øre İstanbul ılık œuvre", "lodz dang thorr ore istanbul ilik oeuvre"),
        ("за́мок ёж край Қазақ", "замок еж краи казак"),
        ("الكِتابُ كـــتاب أُمّة إلى آخر", "الكتاب كتاب امه الي اخر"),
        ("۱۲۳ ١٢٣ १२३ ๑๒๓", "123 123 123 123"),
        ("हिन्दी फ़ोन चाँद", "हिन्दी फोन चांद"),
        ("বাড়ি আয়", "বাড়ি আয়"),
        ("がぎぐ", "が ぎ ぐ"),
        ("oʻzbek oʼzbek Qurʾān ʿAlī", "o zbek o zbek quran ali"),
        ("s\u{336}t\u{336}r\u{336}uck", "struck"),
        ("snake_case-word's", "snake case word s"),
    ] {
        let expected = ComposingNormalizer::new_nfkc().normalize(normal);
        assert_eq!(normal_form(text), expected, "{text:?}");
    }
}
