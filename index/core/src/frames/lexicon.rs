//! The words that texts of a store have again and again, each with a short code.
//!
//! A frame of a short text holds most of its words in full: there was nothing before to refer to. A lexicon has them
//! once for a whole store. Texts become codes of whole words first, as in end-tagged dense codes (Brisaboa and others,
//! 2003), and these are compressed as usual. The more frequent a word, the shorter its code.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::OnceLock;

use xxhash_rust::xxh3::{xxh3_64, xxh3_64_with_seed};

use crate::frames::table::{Letters, MOST_WORDS, Table};

/// Most bytes of a word, with the space before it.
pub const MOST_WORD: usize = 32;

/// Fewest bytes of a word that gets a code, with the space before it.
const LEAST_WORD: usize = 3;

/// Fewest texts that have a word. A word of fewer texts might tell about a text that is removed later.
const LEAST_TEXTS: u32 = 8;

/// Fewest words for which a lexicon is worth its room.
const LEAST_WORDS: usize = 256;

/// Most bytes of texts that a lexicon is learned from; of more texts some are left out, evenly.
const MOST_LEARNED: usize = 16 << 20;

/// Fewest bytes of texts that a lexicon is learned from.
const LEAST_LEARNED: usize = 1 << 20;

/// How many times as many bytes of texts another lexicon must be learned from than the one before.
const GROWTH: u64 = 4;

/// The words of a store that have codes.
#[derive(Debug)]
pub struct Lexicon {
    /// All words, one after the other, and as many bytes behind them as the longest may have.
    words: Vec<u8>,
    /// Where each begins, the most frequent one first, and where the last one ends.
    starts: Vec<u32>,
    /// Made when a text is first encoded: reading texts needs none.
    table: OnceLock<Table>,
    id: u32,
    learned_from: u64,
}

impl Lexicon {
    /// The words of `texts`; `None` if these are few, or `known` was learned from nearly as many.
    ///
    /// # Panics
    ///
    /// If there are 2³² texts or more.
    pub fn learn<T: AsRef<str>>(texts: &[T], known: Option<&Self>) -> Option<Self> {
        let bytes: usize = texts.iter().map(|text| text.as_ref().len()).sum();
        let learned_from = bytes.min(MOST_LEARNED) as u64;
        if bytes < LEAST_LEARNED || known.is_some_and(|known| learned_from < GROWTH * known.learned_from) {
            return None;
        }
        let step = bytes.div_ceil(MOST_LEARNED);
        let counts = counted(texts.iter().step_by(step).map(|text| text.as_ref().as_bytes()));
        let mut words: Vec<(&[u8], u32)> = counts
            .into_iter()
            .filter(|(word, count)| word.len() >= LEAST_WORD && count.texts >= LEAST_TEXTS)
            .map(|(word, count)| (word, count.all))
            .collect();
        words.sort_unstable_by(|(word, count), (other, others)| others.cmp(count).then(word.cmp(other)));
        words.truncate(MOST_WORDS);
        let listing = listing(learned_from, words.iter().map(|(word, _)| *word));
        (words.len() >= LEAST_WORDS).then(|| Self::of_listing(&listing).expect("a listing that was just made"))
    }

    /// The lexicon that is listed so: eight bytes, the number of bytes of texts that it was learned from, then its words,
    /// each with a line feed behind it. `None` if it is no listing.
    pub fn of_listing(listing: &[u8]) -> Option<Self> {
        let (learned_from, lines) = listing.split_first_chunk()?;
        let (mut words, mut starts) = (Vec::with_capacity(lines.len() + MOST_WORD), vec![0]);
        for line in lines.split_inclusive(|&byte| byte == b'\n') {
            let word = line.strip_suffix(b"\n").filter(|word| (1..=MOST_WORD).contains(&word.len()))?;
            words.extend_from_slice(word);
            starts.push(u32::try_from(words.len()).ok()?);
        }
        if starts.len() > MOST_WORDS + 1 {
            return None;
        }
        words.resize(words.len() + MOST_WORD, 0);
        let (id, learned_from) = (xxh3_64(listing) as u32, u64::from_le_bytes(*learned_from));
        Some(Self { words, starts, table: OnceLock::new(), id, learned_from })
    }

    /// What [`Lexicon::of_listing`] makes it of again.
    pub fn listing(&self) -> Vec<u8> {
        listing(self.learned_from, (0..self.count()).map(|place| self.word(place).expect("one of its words")))
    }

    /// The lower half of the XXH3-64 of its listing, by which frames name it.
    pub fn id(&self) -> u32 {
        self.id
    }

    /// The codes of its words.
    pub(super) fn table(&self) -> &Table {
        self.table.get_or_init(|| Table::of((0..self.count()).map(|place| self.word(place).expect("one of its words"))))
    }

    /// How many words it has.
    pub(super) fn count(&self) -> usize {
        self.starts.len() - 1
    }

    /// The word at `place`, if there are so many.
    #[inline(always)]
    pub(super) fn word(&self, place: usize) -> Option<&[u8]> {
        let (start, end) = (*self.starts.get(place)?, *self.starts.get(place + 1)?);
        Some(&self.words[start as usize..end as usize])
    }

    /// As many bytes as the longest word may have, of which the first are the word at `place`, and how many these are.
    #[inline(always)]
    pub(super) fn padded_word(&self, place: usize) -> Option<(&[u8; MOST_WORD], usize)> {
        let (start, end) = (*self.starts.get(place)? as usize, *self.starts.get(place + 1)? as usize);
        Some((self.words[start..].first_chunk()?, end - start))
    }
}

fn listing<'a>(learned_from: u64, words: impl Iterator<Item = &'a [u8]>) -> Vec<u8> {
    let mut listing = learned_from.to_le_bytes().to_vec();
    words.for_each(|word| listing.extend(word.iter().chain(b"\n")));
    listing
}

/// How often a word stands in texts.
#[derive(Clone, Copy, Default)]
struct Count {
    all: u32,
    texts: u32,
    /// The last text that had it, counted from 1.
    last: u32,
}

fn counted<'a>(texts: impl Iterator<Item = &'a [u8]>) -> HashMap<&'a [u8], Count, BuildHasherDefault<WordHasher>> {
    let mut counts = HashMap::default();
    for (text, number) in texts.zip(1u32..) {
        let mut at = 0;
        while at < text.len() {
            let spaced = text[at] == b' ';
            let letters = Letters::at(text, at + usize::from(spaced));
            let end = at + usize::from(spaced) + letters.count();
            if letters.count() > 0 && end - at <= MOST_WORD {
                let count: &mut Count = counts.entry(&text[at..end]).or_default();
                count.all = count.all.saturating_add(1);
                count.texts += u32::from(count.last != number);
                count.last = number;
            }
            at = end.max(at + 1);
        }
    }
    counts
}

/// Hashes words quickly. Texts made to collide would only make learning slow, and its time is bounded.
#[derive(Default)]
struct WordHasher(u64);

impl Hasher for WordHasher {
    fn write(&mut self, bytes: &[u8]) {
        self.0 = xxh3_64_with_seed(bytes, self.0);
    }

    fn write_usize(&mut self, length: usize) {
        self.0 ^= length as u64;
    }

    fn finish(&self) -> u64 {
        self.0
    }
}
