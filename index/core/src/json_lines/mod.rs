//! JSON Lines: from the bytes of a file, piece after piece, to the values of some fields, one object a line.
//!
//! Only plain lines are read here: valid UTF-8 with an object whose wanted fields are strings, `null` or absent. Any
//! other line is handed back as it is, to a slower reader that knows what to make of it, or what to say of it.

mod object;
#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::mem::take;

use memchr::memchr2;

use crate::error::Error;
pub use crate::json_lines::object::Values;

/// Bytes of the longest line that is read here: far more than most texts have, and far less than the memory that is
/// kept back.
const LONGEST: usize = 1 << 20;

/// Bytes of a character, at most.
const CHARACTER: usize = 4;

/// A line and its number, from 1.
pub type Numbered<'a> = (u64, Line<'a>);

/// What is in a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Line<'a> {
    /// An object.
    Plain(Values<'a>),
    /// Anything else: its bytes, with those that end it. Its characters are not counted.
    Other(Cow<'a, [u8]>),
    /// More characters than a line may have.
    TooLong,
}

/// Reads lines that end in `\n`, `\r` or `\r\n`, wherever the pieces are cut.
pub struct JsonLines {
    names: Vec<Option<String>>,
    most: usize,
    number: u64,
    begun: Begun,
}

/// The line that goes on in the next piece.
#[derive(Default)]
struct Begun {
    /// Its bytes; of a line that is too long the last one only, which may be the first half of its end.
    bytes: Vec<u8>,
    /// How many characters begin in it, not counting bytes that begin none.
    characters: usize,
    is_too_long: bool,
}

impl JsonLines {
    /// A reader of the fields with these `names`, of which two may be the same; `None` is the name of no field. A line
    /// of more than `most` characters, with those that end it, is not kept.
    pub fn new(names: Vec<Option<String>>, most: usize) -> Self {
        Self { names, most, number: 0, begun: Begun::default() }
    }

    /// The lines that end in `piece`, but for those that are surely blank.
    ///
    /// # Errors
    ///
    /// [`Error::Memory`] if a long line finds no room.
    pub fn read<'a>(&mut self, piece: &'a [u8]) -> Result<Vec<Numbered<'a>>, Error> {
        let (mut found, mut rest) = (Vec::new(), piece);
        while let Some(end) = self.begun.end(rest) {
            let (line, after) = rest.split_at(end);
            rest = after;
            if self.begun.bytes.is_empty() {
                self.number += 1;
                found.extend(self.line(Cow::Borrowed(line)).map(|line| (self.number, line)));
            } else {
                self.begun.go_on(line, self.most)?;
                found.extend(self.end());
            }
        }
        self.begun.go_on(rest, self.most)?;
        Ok(found)
    }

    /// The last line, if nothing ends it.
    pub fn end(&mut self) -> Option<Numbered<'static>> {
        let begun = take(&mut self.begun);
        if begun.bytes.is_empty() {
            return None;
        }
        self.number += 1;
        let line = if begun.is_too_long { Some(Line::TooLong) } else { self.line(Cow::Owned(begun.bytes)) };
        line.map(|line| (self.number, line))
    }

    /// What is in a whole line; `None` if it is surely blank.
    fn line<'a>(&self, line: Cow<'a, [u8]>) -> Option<Line<'a>> {
        if line.len() > self.most.min(LONGEST) {
            return Some(Line::Other(line));
        }
        if line.trim_ascii().is_empty() {
            return None;
        }
        let values = match &line {
            Cow::Borrowed(line) => self.values(line),
            Cow::Owned(line) => self.values(line).map(owned),
        };
        Some(values.map_or(Line::Other(line), Line::Plain))
    }

    /// The values in a plain line.
    fn values<'a>(&self, line: &'a [u8]) -> Option<Values<'a>> {
        object::values(str::from_utf8(line).ok()?, &self.names)
    }
}

impl Begun {
    /// Where the line ends in the bytes that follow, if it is known.
    fn end(&self, bytes: &[u8]) -> Option<usize> {
        if self.bytes.last() == Some(&b'\r') {
            return bytes.first().map(|&byte| usize::from(byte == b'\n'));
        }
        let at = memchr2(b'\n', b'\r', bytes)?;
        match bytes[at..] {
            [b'\r', b'\n', ..] => Some(at + 2),
            [b'\r'] => None, // a line feed may follow in the next piece
            _ => Some(at + 1),
        }
    }

    /// Adds `bytes` to a line that may have `most` characters.
    fn go_on(&mut self, bytes: &[u8], most: usize) -> Result<(), Error> {
        self.characters += bytes.iter().filter(|&&byte| (byte as i8) >= -0x40).count();
        self.bytes.try_reserve(bytes.len()).map_err(|_| Error::Memory)?;
        self.bytes.extend_from_slice(bytes);
        self.is_too_long |= self.characters > most || self.bytes.len() / CHARACTER > most;
        if self.is_too_long {
            self.bytes = self.bytes.last().into_iter().copied().collect();
        }
        Ok(())
    }
}

/// The same, with texts of their own.
fn owned(values: Values<'_>) -> Values<'static> {
    values.into_iter().map(|value| value.map(|text| Cow::Owned(text.into_owned()))).collect()
}
