//! From the words of a text to their codes.

/// The first byte of codes of one byte, of two and of three.
pub const FIRST_ONE: u8 = 0x80;
pub const FIRST_TWO: u8 = 0xc0;
pub const THREE: u8 = 0xf8;

/// How many words have codes of one and of two bytes, and how many have any: the place of a word fits into 16 bits.
pub const ONE_BYTE: usize = (FIRST_TWO - FIRST_ONE) as usize;
pub const TWO_BYTES: usize = ((THREE - FIRST_TWO) as usize) << 8;
pub const MOST_WORDS: usize = u16::MAX as usize;

/// Letters of a word that its entry has: those of most words.
const HEAD: usize = 8;

/// The codes of words, in a hash table.
#[derive(Debug)]
pub struct Table {
    entries: Vec<Entry>,
    /// The words of more than eight letters, one after the other.
    long: Vec<u8>,
}

/// A word in the table, or none.
#[derive(Clone, Copy, Debug, Default)]
struct Entry {
    /// Its letters, or the first eight.
    head: u64,
    /// How many letters it has; 0 where there is no word.
    letters: u8,
    /// Whether a space is before them.
    spaced: bool,
    code: Code,
    /// Where it begins among the long words, if it is one.
    long: u32,
}

/// The code of a word, in up to three bytes, and how many they are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Code {
    pub bytes: [u8; 3],
    pub length: u8,
}

impl Code {
    fn of(place: usize) -> Self {
        if place < ONE_BYTE {
            return Self { bytes: [FIRST_ONE + place as u8, 0, 0], length: 1 };
        }
        let [low, high] = ((place - ONE_BYTE) as u16).to_le_bytes();
        if place < ONE_BYTE + TWO_BYTES {
            return Self { bytes: [FIRST_TWO + high, low, 0], length: 2 };
        }
        let [low, high] = ((place - ONE_BYTE - TWO_BYTES) as u16).to_le_bytes();
        Self { bytes: [THREE, low, high], length: 3 }
    }
}

impl Table {
    /// The codes of `words`, the shortest for the first. What is no word has a code that no text needs.
    ///
    /// # Panics
    ///
    /// If they are more than [`MOST_WORDS`].
    pub fn of<'a>(words: impl ExactSizeIterator<Item = &'a [u8]>) -> Self {
        assert!(words.len() <= MOST_WORDS, "words that have places");
        let entries = vec![Entry::default(); (words.len() * 3 / 2 + 1).next_power_of_two()];
        let mut table = Self { entries, long: Vec::new() };
        words.enumerate().for_each(|(place, word)| table.enter(place, word));
        table
    }

    fn enter(&mut self, place: usize, word: &[u8]) {
        let spaced = word.starts_with(b" ");
        let letters = Letters::at(word, usize::from(spaced));
        let long = self.long.len() as u32;
        if letters.count() == 0
            || letters.count() + usize::from(spaced) != word.len()
            || self.code(&letters, spaced).is_some()
        {
            return;
        }
        if letters.count() > HEAD {
            self.long.extend_from_slice(letters.bytes());
        }
        let mut slot = self.slot(&letters, spaced);
        while self.entries[slot].letters != 0 {
            slot = (slot + 1) & (self.entries.len() - 1);
        }
        let count = letters.count() as u8;
        self.entries[slot] = Entry { head: letters.head, letters: count, spaced, code: Code::of(place), long };
    }

    /// The code of the word with these letters, of which there are some, and a space before them if it is `spaced`.
    #[inline(always)]
    pub fn code(&self, letters: &Letters<'_>, spaced: bool) -> Option<Code> {
        let mut slot = self.slot(letters, spaced);
        loop {
            let entry = self.entries[slot];
            if entry.head == letters.head && entry.letters as usize == letters.length && entry.spaced == spaced {
                if letters.length <= HEAD || self.long[entry.long as usize..].starts_with(letters.bytes()) {
                    return Some(entry.code);
                }
            } else if entry.letters == 0 {
                return None;
            }
            slot = (slot + 1) & (self.entries.len() - 1);
        }
    }

    #[inline(always)]
    fn slot(&self, letters: &Letters<'_>, spaced: bool) -> usize {
        mixed(letters.hash ^ u64::from(spaced)) as usize & (self.entries.len() - 1)
    }
}

/// A stretch of letters in a text.
#[derive(Clone, Copy)]
pub struct Letters<'a> {
    text: &'a [u8],
    start: usize,
    length: usize,
    /// The first eight of them.
    head: u64,
    hash: u64,
}

impl<'a> Letters<'a> {
    /// The letters of `text` from `start` on, as many as there are.
    ///
    /// Eight bytes at a time, without a branch on where a short word ends.
    #[inline(always)]
    pub fn at(text: &'a [u8], start: usize) -> Self {
        let eight = load(text, start);
        let mut count = leading_letters(eight);
        let head = first(eight, count);
        let (mut length, mut hash) = (count, mixed(head));
        while count == HEAD {
            let eight = load(text, start + length);
            count = leading_letters(eight);
            hash = mixed(hash ^ first(eight, count));
            length += count;
        }
        Self { text, start, length, head, hash }
    }

    /// How many there are.
    #[inline(always)]
    pub fn count(&self) -> usize {
        self.length
    }

    /// Them.
    #[inline(always)]
    pub fn bytes(&self) -> &'a [u8] {
        &self.text[self.start..self.start + self.length]
    }
}

/// Eight bytes of `text` from `at` on; zeros past the end.
#[inline(always)]
fn load(text: &[u8], at: usize) -> u64 {
    if let Some(whole) = text.get(at..at + 8) {
        return u64::from_le_bytes(whole.try_into().expect("eight bytes"));
    }
    let rest = text.get(at..).unwrap_or(&[]);
    rest.iter().rev().fold(0, |word, &byte| word << 8 | u64::from(byte))
}

/// How many of eight bytes, from the lowest on, are letters: of ASCII, or parts of a character beyond it.
#[inline(always)]
fn leading_letters(eight: u64) -> usize {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const HIGH: u64 = 0x80 * ONES;
    let lower = (eight | (0x20 * ONES)) & !HIGH;
    let letters = (lower + (0x80 - b'a' as u64) * ONES) & !(lower + (0x7f - b'z' as u64) * ONES) | eight;
    (!letters & HIGH).trailing_zeros() as usize / 8
}

/// The lowest `count` of eight bytes.
#[inline(always)]
fn first(eight: u64, count: usize) -> u64 {
    if count == 8 { eight } else { eight & ((1 << (8 * count)) - 1) }
}

#[inline(always)]
fn mixed(word: u64) -> u64 {
    let product = word.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    product ^ product >> 32
}
