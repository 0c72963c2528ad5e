//! A text as codes of words, and back.
//!
//! | byte | means |
//! |---|---|
//! | 00–7F | itself |
//! | 80–BF | word 0 to 63 |
//! | C0–F7 | with the next byte, a word of the 14,336 that follow |
//! | F8 | with the next two (little-endian), a word of those behind these |
//! | FF | as many bytes beyond ASCII as the next byte says, as they are |

use crate::frames::lexicon::{Lexicon, MOST_WORD};
use crate::frames::table::{Code, FIRST_ONE, FIRST_TWO, Letters, ONE_BYTE, THREE, TWO_BYTES, Table};

const PLAIN: u8 = 0xff;

/// Most bytes of codes for a byte of UTF-8: two before a character beyond ASCII, which has two and more.
const MOST_PER_BYTE: usize = 2;

/// Appends `text` to `out` in the codes of `table`.
pub fn encode(table: &Table, text: &[u8], out: &mut Vec<u8>) {
    let mut codes = Codes { at: out.len(), out };
    let mut at = 0;
    while at < text.len() {
        let spaced = text[at] == b' ';
        let letters = Letters::at(text, at + usize::from(spaced));
        codes.make_room(letters.count());
        if letters.count() == 0 {
            codes.push(text[at]);
            at += 1;
            continue;
        }
        at += usize::from(spaced) + letters.count();
        if let Some(code) = table.code(&letters, spaced) {
            codes.word(code);
        } else if spaced {
            codes.push(b' ');
            match table.code(&letters, false) {
                Some(code) => codes.word(code),
                None => codes.plain(letters.bytes()),
            }
        } else {
            codes.plain(letters.bytes());
        }
    }
    codes.out.truncate(codes.at);
}

/// Codes being written into bytes that are there already.
struct Codes<'a> {
    out: &'a mut Vec<u8>,
    at: usize,
}

impl Codes<'_> {
    /// Makes room for the codes of a space and so many letters.
    #[inline(always)]
    fn make_room(&mut self, letters: usize) {
        let end = self.at + 1 + MOST_PER_BYTE * letters + size_of::<Code>();
        if self.out.len() < end {
            self.out.resize(2 * end, 0);
        }
    }

    #[inline(always)]
    fn push(&mut self, byte: u8) {
        self.out[self.at] = byte;
        self.at += 1;
    }

    /// Three bytes are written whatever the length of the code is: that takes no branch.
    #[inline(always)]
    fn word(&mut self, code: Code) {
        self.out[self.at..self.at + code.bytes.len()].copy_from_slice(&code.bytes);
        self.at += code.length as usize;
    }

    /// Letters that are no word of the lexicon.
    fn plain(&mut self, letters: &[u8]) {
        for same in letters.chunk_by(|a, b| a.is_ascii() == b.is_ascii()) {
            if same[0].is_ascii() {
                self.copy(same);
                continue;
            }
            for run in same.chunks(u8::MAX as usize) {
                self.push(PLAIN);
                self.push(run.len() as u8);
                self.copy(run);
            }
        }
    }

    fn copy(&mut self, bytes: &[u8]) {
        self.out[self.at..self.at + bytes.len()].copy_from_slice(bytes);
        self.at += bytes.len();
    }
}

/// The text of `length` bytes in `codes`; `None` if they are no codes of `lexicon`, or of a text of another length.
pub fn decode(lexicon: &Lexicon, codes: &[u8], length: usize) -> Option<Vec<u8>> {
    // Memory for a length that is only claimed would be asked for first.
    if length / MOST_WORD > codes.len() {
        return None;
    }
    // Room for a word behind the end, so that each is copied as if it were the longest: that takes no branch.
    let mut out = vec![0; length + MOST_WORD];
    let (mut at, mut rest) = (0, codes);
    while let Some((&first, after)) = rest.split_first() {
        rest = after;
        let place = match first {
            ..FIRST_ONE => {
                *out.get_mut(at)? = first;
                at += 1;
                continue;
            }
            FIRST_ONE..FIRST_TWO => (first - FIRST_ONE) as usize,
            FIRST_TWO..THREE => {
                let (&low, after) = rest.split_first()?;
                rest = after;
                ONE_BYTE + (((first - FIRST_TWO) as usize) << 8 | low as usize)
            }
            THREE => {
                let (&place, after) = rest.split_first_chunk()?;
                rest = after;
                ONE_BYTE + TWO_BYTES + u16::from_le_bytes(place) as usize
            }
            PLAIN => {
                let (&count, after) = rest.split_first()?;
                let (bytes, after) = after.split_at_checked(count as usize)?;
                out.get_mut(at..at + bytes.len())?.copy_from_slice(bytes);
                (at, rest) = (at + bytes.len(), after);
                continue;
            }
            _ => return None,
        };
        let (word, bytes) = lexicon.padded_word(place)?;
        *out.get_mut(at..)?.first_chunk_mut()? = *word;
        at += bytes;
    }
    out.truncate(length);
    (at == length).then_some(out)
}
