//! A long text cut into pieces, so that many machines can share the keys of one text.
//!
//! A piece goes on a little after the next one has begun: so far that every shingle, every window of winnowing and every
//! pair of terms of the text stands whole in one of them, and that no piece has any that the text has not. The keys of
//! the pieces together are then those of the text, but for those of bands: they are made of the least values of all
//! pieces ([`cut_bands`]).

use std::ops::Range;

use crate::error::Error;
use crate::language::Frequencies;
use crate::lsh::Signatures;
use crate::postings::Postings;
use crate::segment::Digest;
use crate::sketch::Sketcher;
use crate::spread::block::{Body, Kind, Reader, damaged};
use crate::spread::ranges::cut_batch;
use crate::text::{TokenizedText, Tokenizer, Tokens};
use crate::view::{CONTEXT_SIZE, SETTLED_TERMS, SHINGLE_SIZE, rare_terms};
use crate::work::Stop;

/// A block, and the number of its range.
type Numbered = (u32, Vec<u8>);

/// Bytes that are looked at first for what a piece has to share with the next one.
const SHARED: usize = 1 << 11;

/// The places of pieces of `text`, of about `size` bytes each and one where it cannot be cut, such as inside of a word or
/// where too little of it is words. `frequencies` are those of its language, if that is known.
///
/// What it takes grows with the text, and in ordinary texts with the number of pieces alone.
///
/// # Panics
///
/// If `text` is 4 GiB or longer.
pub fn pieces(text: &str, size: usize, sketcher: &Sketcher, frequencies: Option<&Frequencies>) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let (mut start, mut at) = (0, size);
    let mut shared =
        Shared { window: sketcher.window(), frequencies, tokenizer: Tokenizer::new(), tokens: Tokens::default() };
    while let Some(cut) = separator(text, at) {
        match shared.end(text, cut) {
            Some(end) if end - cut <= size.max(SHARED) => {
                found.push(start..end);
                (start, at) = (cut, cut + size);
            }
            // Where one has to look far, it is looked on from there, so that nothing is looked at again and again.
            end => at = end.unwrap_or(text.len()),
        }
    }
    found.push(start..text.len());
    found
}

/// The first place from `at` on that no token crosses.
fn separator(text: &str, at: usize) -> Option<usize> {
    let rest = text.as_bytes().get(at..)?;
    rest.iter().position(|byte| byte.is_ascii() && !byte.is_ascii_alphanumeric()).map(|further| at + further)
}

/// Looks for how much two neighbouring pieces have in common.
struct Shared<'a> {
    window: usize,
    frequencies: Option<&'a Frequencies>,
    tokenizer: Tokenizer,
    tokens: Tokens,
}

impl Shared<'_> {
    /// The end of a piece of `text` whose next one begins at `cut`; `None` if too little follows.
    fn end(&mut self, text: &str, cut: usize) -> Option<usize> {
        let mut size = SHARED;
        loop {
            let end = separator(text, cut + size)?;
            if self.is_enough(&text[cut..end]) {
                return Some(end);
            }
            size *= 2;
        }
    }

    /// Whether it has a whole window of shingles, a whole shingle of stems and so many rare terms that more of them make
    /// no other pairs: in the pieces as in the text, no rule for short texts holds then.
    fn is_enough(&mut self, part: &str) -> bool {
        self.tokenizer.tokenize(part, &mut self.tokens);
        let text = TokenizedText { text: part, tokens: &self.tokens };
        self.tokens.len() >= self.window + SHINGLE_SIZE
            && self.tokens.stems.iter().filter(|&&stem| stem != 0).nth(CONTEXT_SIZE - 1).is_some()
            && self.frequencies.is_none_or(|known| rare_terms(text, known).nth(SETTLED_TERMS - 1).is_some())
    }
}

/// The postings of a piece of the text numbered `document`, cut into `ranges` like those of a batch, but for those of
/// bands; and a block with the least values of its shingles, of which the bands of the text are made.
///
/// # Errors
///
/// If `stop` asks.
pub fn cut_piece(
    sketcher: &Sketcher,
    piece: &str,
    frequencies: Option<&Frequencies>,
    document: u32,
    ranges: u32,
    digest: &Digest,
    stop: &Stop,
) -> Result<(Vec<Numbered>, Vec<u8>), Error> {
    let (sketch, signatures) = sketcher.sketch_piece(piece, frequencies);
    let mut body = Body::default();
    for signature in &signatures {
        body.number(signature.len() as u64);
        signature.iter().for_each(|&value| body.number(u64::from(value)));
    }
    Ok((cut_batch(&Postings::of(&[sketch], document), ranges, digest, stop)?, body.sealed(Kind::Signatures, digest)))
}

/// The postings of the bands of the text numbered `document`, likewise, from the least values of all its pieces.
///
/// # Errors
///
/// If a block is damaged or made under other parameters, or `stop` asks.
pub fn cut_bands(
    sketcher: &Sketcher,
    blocks: &[&[u8]],
    document: u32,
    ranges: u32,
    digest: &Digest,
    stop: &Stop,
) -> Result<Vec<Numbered>, Error> {
    let mut least = Signatures::default();
    for block in blocks {
        let mut reader = Reader::open(block, Kind::Signatures, digest)?;
        for least in &mut least {
            lower(least, &reader.many(Reader::small)?)?;
        }
        reader.end()?;
    }
    cut_batch(&Postings::of(&[sketcher.sketch_of_signatures(&least)], document), ranges, digest, stop)
}

/// Lowers the values of a signature to those of `other`; either may be that of no shingles, which has none.
fn lower(least: &mut Vec<u32>, other: &[u32]) -> Result<(), Error> {
    if least.is_empty() {
        least.extend_from_slice(other);
    } else if !other.is_empty() && other.len() != least.len() {
        return Err(damaged("a signature has another length"));
    }
    least.iter_mut().zip(other).for_each(|(least, &other)| *least = other.min(*least));
    Ok(())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::minhash::Permutations;
    use crate::postings::{KEY_BITS, Posting};
    use crate::sketch::Channel;
    use crate::spread::ranges::put_together;

    const DIGEST: Digest = [7; 32];
    const RANGES: u32 = 5;
    static STOP: Stop = Stop::new();

    fn sketcher() -> Sketcher {
        let permutations = Permutations::new((0..16).map(|at| 2 * at + 1).collect(), vec![977; 16]).unwrap();
        Sketcher::new(permutations, 8, 2, 6).unwrap()
    }

    fn frequencies() -> Frequencies {
        Frequencies::new(["with", "water", "about", "under", "after"].map(|word| (word, 1e-3)))
    }

    /// Texts of stretches with words of one kind: rare and common ones, some without stems, numbers, words beyond ASCII,
    /// characters of a script without spaces, and words that go on and on.
    fn text() -> impl Strategy<Value = String> {
        const KINDS: [&[&str]; 6] = [
            &["alder ", "birch, ", "with ", "Cedar\n", "of ", "1984 ", "water "],
            &["with ", "water ", "about ", "under ", "after "],
            &["of ", "a ", "7 ", "to. "],
            &["caf\u{e9} ", "m\u{fc}nster-", "\u{201c}zw\u{f6}lf\u{201d} ", "o\u{301}rd "],
            &["\u{6f22}", "\u{5b57}", "\u{306e}", "\u{6587}\n"],
            &["endless", "word", "of", "letters"],
        ];
        let words = |kind: &'static [&str]| {
            prop::collection::vec(prop::sample::select(kind), 1..900).prop_map(|words| words.concat())
        };
        prop::collection::vec(prop::sample::select(KINDS.to_vec()).prop_flat_map(words), 0..8)
            .prop_map(|stretches| stretches.join(" "))
    }

    /// Every posting of these blocks, by channel.
    fn postings(blocks: &[Numbered]) -> Vec<Vec<Posting>> {
        let blocks: Vec<&[u8]> = blocks.iter().map(|(_, block)| block.as_slice()).collect();
        let all = put_together(&blocks, &DIGEST, 0, 9).unwrap();
        Channel::SEARCHED.map(|channel| all.range(channel, 0..1 << KEY_BITS).collect()).to_vec()
    }

    fn cut_in_pieces(text: &str, size: usize, frequencies: Option<&Frequencies>) -> Vec<Numbered> {
        let (mut blocks, mut signatures) = (Vec::new(), Vec::new());
        for place in pieces(text, size, &sketcher(), frequencies) {
            let (cut, signature) =
                cut_piece(&sketcher(), &text[place], frequencies, 8, RANGES, &DIGEST, &STOP).unwrap();
            blocks.extend(cut);
            signatures.push(signature);
        }
        let signatures: Vec<&[u8]> = signatures.iter().map(Vec::as_slice).collect();
        blocks.extend(cut_bands(&sketcher(), &signatures, 8, RANGES, &DIGEST, &STOP).unwrap());
        blocks
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(96))]

        /// Wherever a text is cut, its pieces have the keys of the text, and no other ones.
        #[test]
        fn pieces_have_the_keys_of_the_text(text in text(), size in 1usize..9_000, is_known in any::<bool>()) {
            let known = frequencies();
            let known = is_known.then_some(&known);
            let whole = Postings::of(&[sketcher().sketch(&text, known)], 8);
            let whole = cut_batch(&whole, RANGES, &DIGEST, &STOP).unwrap();
            prop_assert_eq!(postings(&cut_in_pieces(&text, size, known)), postings(&whole));
        }

        /// Pieces cover the text, begin one after the other, and none is cut inside of a character.
        #[test]
        fn pieces_cover_the_text(text in text(), size in 1usize..9_000) {
            let found = pieces(&text, size, &sketcher(), Some(&frequencies()));
            prop_assert_eq!((found[0].start, found[found.len() - 1].end), (0, text.len()));
            prop_assert!(found.windows(2).all(|two| two[0].start + size <= two[1].start && two[1].start < two[0].end));
            prop_assert!(found.iter().all(|place| text.get(place.clone()).is_some()));
        }
    }

    /// Ordinary text is cut where it should be: no piece is much longer than asked for.
    #[test]
    fn no_piece_is_much_longer() {
        let text = "alder and birch of the water with cedar, 1984, under the elder\n".repeat(20_000);
        let found = pieces(&text, 10_000, &sketcher(), Some(&frequencies()));
        assert!(found.len() > 120);
        assert!(found.iter().all(|place| place.len() < 10_000 + 2 * SHARED));
    }

    /// Damaged signatures and those of another length are refused.
    #[test]
    fn other_signatures_are_refused() {
        let other = Sketcher::new(Permutations::new(vec![1; 8], vec![0; 8]).unwrap(), 4, 2, 6).unwrap();
        let made = |sketcher: &Sketcher| cut_piece(sketcher, "a few words", None, 1, 1, &DIGEST, &STOP).unwrap().1;
        let refused = |blocks: &[&[u8]]| cut_bands(&sketcher(), blocks, 1, 1, &DIGEST, &STOP).is_err();
        let one = made(&sketcher());
        assert!(!refused(&[&one, &one]));
        assert!(refused(&[&one, &made(&other)]) && refused(&[&one[1..]]));
    }
}
