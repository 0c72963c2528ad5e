//! A cache of all that the scanner asks of a character.
//!
//! Unicode data answers one question at a time, and the scanner asks the same questions of the same few characters
//! again and again. Facts are computed for 256 neighbouring characters when the first of them is met, and kept for the
//! life of the process.

use std::sync::OnceLock;

use crate::text::fold::{Folder, latin_lookalike, latin_twin};
use crate::text::script::{extends, is_ignorable, is_latin, is_unspaced, is_word};

/// What is known of one character. The questions are about the character itself unless they say otherwise.
#[derive(Clone, Copy, Debug, Default)]
pub struct Fact {
    /// Its normal form where that is one character; see [`Fact::SINGLE`].
    pub folded: char,
    /// Its twin in a word with Latin letters, an ASCII letter, or 0.
    pub twin: u8,
    /// The ASCII letter it is drawn like, or 0.
    pub lookalike: u8,
    flags: u8,
}

impl Fact {
    /// Invisible by definition.
    pub const IGNORABLE: u8 = 1;
    /// Attaches to the character before it.
    pub const EXTENDS: u8 = 1 << 1;
    /// Separates tokens whatever stands around it.
    pub const SEPARATOR: u8 = 1 << 2;
    /// A letter, digit or other number.
    pub const WORD: u8 = 1 << 3;
    /// A token of its own.
    pub const UNSPACED: u8 = 1 << 4;
    /// A Latin letter.
    pub const LATIN: u8 = 1 << 5;
    /// A compatibility form of something else.
    pub const COMPATIBILITY: u8 = 1 << 6;
    /// Its normal form is one character.
    pub const SINGLE: u8 = 1 << 7;

    /// Whether any of `flags` is set.
    #[inline(always)]
    pub const fn is(self, flags: u8) -> bool {
        self.flags & flags != 0
    }

    /// The fact about `c`.
    #[inline(always)]
    pub fn of(c: char) -> Self {
        page(c as u32 >> 8)[(c as u32 & 0xff) as usize]
    }

    fn work_out(folder: &Folder, c: char) -> Self {
        if is_ignorable(c) {
            return Self { flags: Self::IGNORABLE, ..Self::default() };
        }
        let mut buffer = [0u8; 4];
        let text = &*c.encode_utf8(&mut buffer);
        let (normal, cased) = folder.fold(text);
        let folded = normal.chars().next().unwrap_or_default();
        let attached = extends(c);
        let separator = !attached && !normal.chars().any(|c| is_word(c) || is_unspaced(c));
        let flags = [
            (attached, Self::EXTENDS),
            (separator, Self::SEPARATOR),
            (is_word(c), Self::WORD),
            (is_unspaced(c), Self::UNSPACED),
            (is_latin(c), Self::LATIN),
            (folder.is_compatibility(text), Self::COMPATIBILITY),
            (normal.chars().count() == 1, Self::SINGLE),
        ];
        let flags = flags.into_iter().filter(|(holds, _)| *holds).fold(0, |all, (_, flag)| all | flag);
        let ascii = |letter: Option<char>| letter.map_or(0, |letter| letter as u8);
        Self { folded, twin: ascii(latin_twin(cased, folded)), lookalike: ascii(latin_lookalike(c)), flags }
    }
}

type Page = [Fact; 256];

/// Pages of all 17 planes.
static PAGES: [OnceLock<Box<Page>>; 0x1100] = [const { OnceLock::new() }; 0x1100];

#[inline(always)]
fn page(number: u32) -> &'static Page {
    let page = &PAGES[number as usize];
    page.get().unwrap_or_else(|| page.get_or_init(|| build(number)))
}

#[cold]
fn build(number: u32) -> Box<Page> {
    let folder = Folder::new();
    // Surrogates are no characters; nobody asks for theirs.
    let fact = |low| char::from_u32(number << 8 | low).map_or_else(Fact::default, |c| Fact::work_out(&folder, c));
    Box::new(std::array::from_fn(|low| fact(low as u32)))
}
