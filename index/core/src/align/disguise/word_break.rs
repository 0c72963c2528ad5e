//! Word break: reading a stretch of letters as words that the other text has.

use std::sync::OnceLock;

use crate::align::disguise::patch::Patch;
use crate::align::region::Extent;
use crate::align::report::{Disguise, SideOf};
use crate::hash;
use crate::hash::{HashKeyed, combine};
use crate::text::{Span, Token, TokenizedText, Tokenizer, Tokens, normal_form};
use crate::tuning::disguise::word_break as tuning;

/// Reads stretches of one text with the words of the other.
pub struct WordBreaker<'a> {
    other: TokenizedText<'a>,
    vocabulary: &'a Vocabulary,
    /// Single words that it could not read: the next one of them need not be tried.
    unreadable: HashKeyed<()>,
    tokenizer: Tokenizer,
    token: Tokens,
}

impl<'a> WordBreaker<'a> {
    /// A reader who knows the words of `other`, which are its `vocabulary`.
    pub fn new(other: TokenizedText<'a>, vocabulary: &'a Vocabulary) -> Self {
        Self {
            other,
            vocabulary,
            unreadable: HashKeyed::default(),
            tokenizer: Tokenizer::new(),
            token: Tokens::default(),
        }
    }

    /// Whether the other text has the word with this hash.
    pub fn knows(&self, hash: u64) -> bool {
        self.words().holds(hash)
    }

    fn words(&self) -> &'a SievedWords {
        self.vocabulary.words(self.other)
    }

    /// The words in `extent` of text `own` if the other text confirms that they are not what they seem.
    pub fn read(&mut self, side: TokenizedText<'_>, own: usize, extent: Extent, disguise: Disguise) -> Option<Patch> {
        let hashes = &side.tokens.hashes[extent.range()];
        if let [word] = hashes
            && self.unreadable.contains_key(word)
        {
            return None;
        }
        let patch = self.read_anew(side, own, extent, disguise);
        if let ([word], None) = (hashes, &patch) {
            self.unreadable.insert(*word, ());
        }
        patch
    }

    fn read_anew(&mut self, side: TokenizedText<'_>, own: usize, extent: Extent, disguise: Disguise) -> Option<Patch> {
        let spans = &side.tokens.spans[extent.range()];
        if disguise != Disguise::SpelledOut && side.tokens.hashes[extent.range()].iter().all(|&hash| self.knows(hash)) {
            return None;
        }
        let letters = Letters::of(side.text, spans);
        let count = letters.spans.len();
        if count < tuning::least_letters() {
            return None;
        }
        let known = self.words();
        let longest = |from| if known.may_begin(letters.rest(from)) { tuning::longest_word() } else { BEGINNING - 1 };
        let words = word_break(count, longest, |from, to| known.holds(hash::token(letters.word(from, to).as_bytes())));
        let confirmed: usize = words.iter().filter(|word| word.1 > word.0 + 1).map(|word| word.1 - word.0).sum();
        if (confirmed as f64) < tuning::least_confirmed() * count as f64 {
            return None;
        }
        let tokens: Vec<Token> = self.with_the_rest(&letters, &words);
        let same = tokens.iter().map(|token| token.span).eq(spans.iter().copied());
        if same || disguise == Disguise::RunTogether && !self.knows_neighbours(&tokens) {
            return None;
        }
        let span = Span { start: spans[0].start, end: spans[spans.len() - 1].end };
        Some(Patch { span, tokens, disguise, side: SideOf::text(own), count: words.len() as u32 })
    }

    /// Whether the other text has two of `tokens` next to each other, too: a compound is made of words that it may have
    /// elsewhere.
    fn knows_neighbours(&self, tokens: &[Token]) -> bool {
        let neighbours = self.vocabulary.neighbours(self.other.tokens);
        tokens.windows(2).any(|two| neighbours.contains_key(&combine(two[0].hash, two[1].hash)))
    }

    /// The `words` among `letters` as tokens, and what is left between them, each piece as one.
    fn with_the_rest(&mut self, letters: &Letters, words: &[(usize, usize)]) -> Vec<Token> {
        let mut out = Vec::new();
        let (mut at, all) = (0, letters.spans.len());
        for &(from, to) in words.iter().chain([&(all, all)]) {
            for (from, to) in [(at, from), (from, to)].into_iter().filter(|(from, to)| from < to) {
                out.push(self.token(letters, from, to));
            }
            at = to;
        }
        out
    }

    fn token(&mut self, letters: &Letters, from: usize, to: usize) -> Token {
        let word = letters.word(from, to);
        self.tokenizer.tokenize(word, &mut self.token);
        let span = Span { start: letters.spans[from].start, end: letters.spans[to - 1].end };
        Token { hash: hash::token(word.as_bytes()), stem: self.token.stems.first().copied().unwrap_or(0), span }
    }
}

/// The words of a text, gathered when they are first asked for.
#[derive(Debug, Default)]
pub struct Vocabulary {
    words: OnceLock<SievedWords>,
    /// Words that stand next to each other; asked for rarely.
    neighbours: OnceLock<HashKeyed<()>>,
}

impl Vocabulary {
    /// The words of `text`, which is always the same.
    fn words(&self, text: TokenizedText<'_>) -> &SievedWords {
        self.words.get_or_init(|| SievedWords::of(text))
    }

    fn neighbours(&self, tokens: &Tokens) -> &HashKeyed<()> {
        let all = || tokens.hashes.windows(2).map(|two| (combine(two[0], two[1]), ())).collect();
        self.neighbours.get_or_init(all)
    }
}

/// Bytes of the normal form of a word that are its beginning.
const BEGINNING: usize = 4;

/// The words of a text, behind two sieves: most of what is asked for is not among them.
#[derive(Debug)]
struct SievedWords {
    /// A bit for each value of the upper bits of a hash.
    sieve: Vec<u64>,
    shift: u32,
    words: HashKeyed<()>,
    /// The same for beginnings of words; none if those of some are not known.
    beginnings: Vec<u64>,
}

impl SievedWords {
    fn of(text: TokenizedText<'_>) -> Self {
        let mut words = HashKeyed::default();
        let mut beginnings = Some(Vec::new());
        for (&hash, &span) in text.tokens.hashes.iter().zip(&text.tokens.spans) {
            if words.insert(hash, ()).is_none()
                && let Some(known) = &mut beginnings
            {
                let letters = Letters::of(text.text, &[span]);
                // A word that was put right has other letters than stand there.
                match hash::token(letters.normal.as_bytes()) == hash {
                    true => known.extend(beginning(letters.normal.as_bytes())),
                    false => beginnings = None,
                }
            }
        }
        let bits = (16 * words.len()).next_power_of_two().max(64);
        let shift = 64 - bits.trailing_zeros();
        let sieve = sieved(words.keys().copied(), shift);
        let beginnings = beginnings.map_or_else(Vec::new, |all| sieved(all.into_iter(), shift));
        Self { sieve, shift, words, beginnings }
    }

    /// Whether a word of at least [`BEGINNING`] bytes may begin where `rest` does.
    fn may_begin(&self, rest: &str) -> bool {
        beginning(rest.as_bytes()).is_none_or(|hash| {
            let (at, bit) = place(hash, self.shift);
            self.beginnings.get(at).is_none_or(|&beginnings| beginnings & bit != 0)
        })
    }

    fn holds(&self, hash: u64) -> bool {
        let (at, bit) = place(hash, self.shift);
        self.sieve[at] & bit != 0 && self.words.contains_key(&hash)
    }
}

/// A bit for each of `hashes`.
fn sieved(hashes: impl Iterator<Item = u64>, shift: u32) -> Vec<u64> {
    let mut sieve = vec![0; 1 << (58 - shift)];
    for hash in hashes {
        let (at, bit) = place(hash, shift);
        sieve[at] |= bit;
    }
    sieve
}

/// In which element of a sieve which bit stands for a hash.
fn place(hash: u64, shift: u32) -> (usize, u64) {
    let bit = hash >> shift;
    (bit as usize / 64, 1 << (bit % 64))
}

/// The hash of how a word begins; `None` of a shorter one.
fn beginning(word: &[u8]) -> Option<u64> {
    word.get(..BEGINNING).map(hash::token)
}

/// The letters of a stretch in normal form, what is invisible left out.
#[derive(Default)]
struct Letters {
    normal: String,
    /// Where each letter begins in `normal`, and where the last one ends.
    bounds: Vec<usize>,
    /// Where each letter stands in the text.
    spans: Vec<Span>,
}

impl Letters {
    /// The letters of the words at `spans`.
    fn of(text: &str, spans: &[Span]) -> Self {
        let mut letters = Self { bounds: vec![0], ..Self::default() };
        for span in spans {
            for (at, letter) in text[span.start as usize..span.end as usize].char_indices() {
                letters.push(letter, span.start + at as u32);
            }
        }
        letters
    }

    fn push(&mut self, letter: char, start: u32) {
        if letter.is_ascii() {
            self.normal.push(letter.to_ascii_lowercase());
        } else {
            self.normal.push_str(&normal_form(letter.encode_utf8(&mut [0; 4])));
        }
        if self.bounds.last() != Some(&self.normal.len()) {
            self.bounds.push(self.normal.len());
            self.spans.push(Span { start, end: start + letter.len_utf8() as u32 });
        }
    }

    /// All letters from `from` on.
    fn rest(&self, from: usize) -> &str {
        &self.normal[self.bounds[from]..]
    }

    /// The letters from `from` to before `to`.
    fn word(&self, from: usize, to: usize) -> &str {
        &self.normal[self.bounds[from]..self.bounds[to]]
    }
}

/// What a word of so many letters costs.
pub fn word_cost(letters: usize) -> u32 {
    tuning::no_word().saturating_sub(letters.min(tuning::telling_letters()) as u32)
}

/// The words that so many `letters` are best read as, as ranges in order: the word break problem, at the least cost, by
/// dynamic programming from the end. No word has more letters than `longest` says of where it begins.
pub fn word_break(
    letters: usize,
    longest: impl Fn(usize) -> usize,
    is_word: impl Fn(usize, usize) -> bool,
) -> Vec<(usize, usize)> {
    let mut best: Vec<(u32, usize)> = vec![(0, 0); letters + 1];
    for from in (0..letters).rev() {
        best[from] = (best[from + 1].0 + tuning::no_word(), from + 1);
        for to in from + 1..=letters.min(from + longest(from)) {
            let cost = best[to].0 + word_cost(to - from);
            if cost < best[from].0 && is_word(from, to) {
                best[from] = (cost, to);
            }
        }
    }
    let ends = std::iter::successors(Some(0), |&at| best.get(at).map(|&(_, to)| to).filter(|&to| to > at));
    let ends: Vec<usize> = ends.collect();
    let pieces = ends.windows(2).map(|two| (two[0], two[1]));
    let is_read = |&(from, to): &(usize, usize)| best[from].0 < best[to].0 + tuning::no_word() || to > from + 1;
    pieces.filter(is_read).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::tokenize;
    use proptest::prelude::*;

    proptest! {
        /// No word of a text is overlooked for its beginning, in whatever letters it is written.
        #[test]
        fn every_word_may_begin_as_it_does(text in "([a-zA-Z]{1,9}|[äßéŁжשׁก了ｆﬁ]{1,6}|[a-f0-9\u{301}\u{ad}'-]{1,9})( [a-zß]{1,9}){0,9}") {
            let tokens = tokenize(&text);
            let words = SievedWords::of(TokenizedText { text: &text, tokens: &tokens });
            for (&hash, &span) in tokens.hashes.iter().zip(&tokens.spans) {
                let letters = Letters::of(&text, &[span]);
                prop_assert!(words.holds(hash));
                prop_assert!(hash::token(letters.normal.as_bytes()) != hash || words.may_begin(&letters.normal));
            }
        }
    }

    /// Of a text with a word that was put right no word is ruled out by how it begins.
    #[test]
    fn nothing_is_ruled_out_where_letters_were_put_right() {
        let text = "harbour master";
        let mut tokens = tokenize(text);
        tokens.hashes[1] = hash::token(b"warden");
        let words = SievedWords::of(TokenizedText { text, tokens: &tokens });
        assert!(["harb", "ward", "xylo"].into_iter().all(|beginning| words.may_begin(beginning)));
        let words = SievedWords::of(TokenizedText { text, tokens: &tokenize(text) });
        assert!(words.may_begin("harbinger") && !words.may_begin("xylophone"));
    }
}
