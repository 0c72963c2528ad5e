use proptest::prelude::*;

use super::*;

/// A lexicon of the words `a…` to `z…` and their like, one beyond ASCII, and some with the space before them.
fn lexicon() -> Lexicon {
    let mut listing = 7u64.to_le_bytes().to_vec();
    for number in 0..70_000usize.min(table::MOST_WORDS - 3) {
        let letters = [number / 17_576, number / 676 % 26, number / 26 % 26, number % 26].map(|at| b'a' + at as u8);
        listing.extend(if number % 2 == 0 { &b" "[..] } else { b"" });
        listing.extend(letters);
        listing.push(b'\n');
    }
    listing.extend(" naïve\nмир\nnaïve\n".as_bytes());
    Lexicon::of_listing(&listing).unwrap()
}

/// Texts with words of it and others.
fn texts() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        "[a-d][a-z]{3}",
        "[a-d]{1,40}",
        Just("naïve".to_owned()),
        Just("мир".to_owned()),
        "[а-яé]{1,300}",
        any::<String>()
    ];
    let gap = prop_oneof![Just(" ".to_owned()), Just("  ".to_owned()), "[ ,.\n0-9\u{0}]{0,3}"];
    prop::collection::vec((word, gap), 0..60)
        .prop_map(|pairs| pairs.into_iter().map(|(word, gap)| word + &gap).collect())
}

/// The same in the obvious way: word by word from a list.
fn decode_slowly(lexicon: &Lexicon, codes: &[u8]) -> Vec<u8> {
    let words: Vec<Vec<u8>> = (0..).map_while(|place| lexicon.word(place).map(<[u8]>::to_vec)).collect();
    let (mut out, mut at) = (Vec::new(), 0);
    while at < codes.len() {
        let byte = |ahead: usize| codes[at + ahead] as usize;
        let (word, length) = match codes[at] {
            0..=0x7f => (vec![codes[at]], 1),
            0x80..=0xbf => (words[byte(0) - 0x80].clone(), 1),
            0xc0..=0xf7 => (words[64 + 256 * (byte(0) - 0xc0) + byte(1)].clone(), 2),
            0xf8 => (words[64 + 14_336 + byte(1) + 256 * byte(2)].clone(), 3),
            _ => (codes[at + 2..at + 2 + byte(1)].to_vec(), 2 + byte(1)),
        };
        out.extend(word);
        at += length;
    }
    out
}

#[test]
fn a_length_that_a_frame_cannot_hold_takes_no_memory() {
    let mut frame = Compressor::default().compress(&"a".repeat(100_000));
    assert_eq!(decompress(&frame, None).map(|text| text.len()), Some(100_000));
    let place = 5..9;
    assert_eq!(frame[place.clone()], 100_000u32.to_le_bytes(), "where the length stands");
    frame[place].copy_from_slice(&u32::MAX.to_le_bytes());
    assert_eq!(decompress(&frame, None), None);
    assert_eq!(coding::decode(&lexicon(), b"abc", u32::MAX as usize), None);
}

#[test]
fn words_of_many_texts_are_learned() {
    let word =
        |at: usize| [at / 26 % 26, at % 26, at % 5].map(|letter| char::from(b'a' + letter as u8)).iter().collect();
    let texts: Vec<String> = (0..300)
        .map(|number| {
            let words: Vec<String> = (0..900).map(|at| word((at * 7 + number * 13) % 500)).collect();
            words.join(" ") + if number % 40 == 1 { " seldomfound" } else { " seldom" } + " often"
        })
        .collect();
    let learned = Lexicon::learn(&texts, None).unwrap();
    let has = |lexicon: &Lexicon, word: &[u8]| (0..lexicon.count()).any(|place| lexicon.word(place) == Some(word));
    assert!(has(&learned, b" often") && has(&learned, b" seldom"));
    assert_eq!(texts.iter().filter(|text| text.contains("seldomfound")).count(), 8);
    assert!(has(&learned, b" seldomfound"));
    assert!(!has(&Lexicon::learn(&texts[2..], None).unwrap(), b" seldomfound"), "a word of seven texts");
    assert!(Lexicon::learn(&texts, Some(&learned)).is_none(), "from nothing new");
    assert!(Lexicon::learn(&texts[..9], None).is_none(), "from little");
    let again = unpack_lexicon(&pack_lexicon(&learned)).unwrap();
    assert_eq!((again.id(), again.listing()), (learned.id(), learned.listing()));
    let frame = Compressor::new(Some(Arc::new(again))).compress(&texts[3]);
    assert_eq!(lexicon_of(&frame), Some(learned.id()));
    assert_eq!(decompress(&frame, Some(&learned)).as_ref(), Some(&texts[3]));
    assert_eq!(decompress(&frame, None), None, "without its lexicon");
    assert_eq!(decompress(&frame, Some(&lexicon())), None, "with another one");
}

#[test]
fn a_listing_of_anything_else_is_refused() {
    let with = |lines: &[u8]| Lexicon::of_listing(&[&7u64.to_le_bytes(), lines].concat()).is_some();
    assert!(with(b"") && with(b" word\nother\n") && with(&[&[b'a'; 32][..], b"\n"].concat()));
    assert!(!with(b" word\nother") && !with(b"a\n\nb\n") && !with(&[&[b'a'; 33][..], b"\n"].concat()));
    assert!(with(&b"a\n".repeat(65_535)) && !with(&b"a\n".repeat(65_536)));
    assert!(Lexicon::of_listing(b"short").is_none());
}

proptest! {
    /// Every text comes back as it was.
    #[test]
    fn a_text_survives_its_frame(text in any::<String>()) {
        prop_assert_eq!(decompress(&Compressor::default().compress(&text), None), Some(text));
    }

    /// Every text comes back from its codes, which mean what the table says.
    #[test]
    fn a_text_survives_its_codes(text in texts()) {
        let (lexicon, mut codes) = (lexicon(), Vec::new());
        coding::encode(lexicon.table(), text.as_bytes(), &mut codes);
        prop_assert_eq!(String::from_utf8(decode_slowly(&lexicon, &codes)).unwrap(), text.clone());
        prop_assert_eq!(coding::decode(&lexicon, &codes, text.len()), Some(text.clone().into_bytes()));
        prop_assert_eq!(coding::decode(&lexicon, &codes, text.len() + 1), None);
        let frame = Compressor::new(Some(Arc::new(lexicon))).compress(&text);
        prop_assert_eq!(decompress(&frame, Some(&self::lexicon())), Some(text));
    }

    /// A word of the lexicon has its place, and no other word has one.
    #[test]
    fn words_have_places(word in prop_oneof!["( |)[a-d][a-z]{3}", "[a-z]{1,40}", Just("мир".to_owned())]) {
        let lexicon = lexicon();
        let place = (0..).map_while(|place| lexicon.word(place)).position(|other| other == word.as_bytes());
        let spaced = word.starts_with(' ');
        let letters = table::Letters::at(word.as_bytes(), usize::from(spaced));
        prop_assert_eq!(letters.bytes(), &word.as_bytes()[usize::from(spaced)..]);
        let code = lexicon.table().code(&letters, spaced).map(|code| code.bytes[..code.length as usize].to_vec());
        prop_assert_eq!(code.is_some(), place.is_some());
        prop_assert!(code.is_none_or(|code| decode_slowly(&lexicon, &code) == word.as_bytes()));
    }

    /// Any bytes are codes of a text or refused.
    #[test]
    fn any_codes_are_survived(codes in prop::collection::vec(any::<u8>(), 0..99), length in 0usize..400) {
        let text = coding::decode(&lexicon(), &codes, length);
        prop_assert!(text.is_none_or(|text| text.len() == length));
    }

    /// A flipped bit never yields another text.
    #[test]
    fn damage_is_noticed(text in "[a-z ]{1,200}", flip in any::<prop::sample::Index>(), bit in 0u8..8) {
        for lexicon in [None, Some(Arc::new(lexicon()))] {
            let mut frame = Compressor::new(lexicon.clone()).compress(&text);
            let at = flip.index(frame.len());
            frame[at] ^= 1 << bit;
            prop_assert!(decompress(&frame, lexicon.as_deref()).is_none_or(|other| other == text));
        }
    }

    /// A flipped bit in a lexicon is noticed, too.
    #[test]
    fn damage_of_a_lexicon_is_noticed(flip in any::<prop::sample::Index>(), bit in 0u8..8) {
        let lexicon = Lexicon::of_listing(b"12345678 one\n two\n three\n").unwrap();
        let mut frame = pack_lexicon(&lexicon);
        let at = flip.index(frame.len());
        frame[at] ^= 1 << bit;
        prop_assert!(unpack_lexicon(&frame).is_none_or(|other| other.listing() == lexicon.listing()));
    }
}
