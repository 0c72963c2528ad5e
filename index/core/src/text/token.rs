//! Tokens with spans in the original text.

/// Half-open range of byte offsets in the original UTF-8 text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

/// What the normal form had to undo. Evidence of disguise where it is more than an accident.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct NormalizationCounts {
    /// Invisible characters inside or between tokens, soft hyphens not counted.
    pub invisible: u32,
    /// Soft hyphens.
    pub soft_hyphens: u32,
    /// Letters of another script that pass for Latin ones in a Latin word.
    pub lookalikes: u32,
    /// Clusters in a compatibility form: wide, styled, ligated.
    pub compatibility: u32,
}

/// The tokens of one text, as parallel columns in text order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tokens {
    /// Hash of each token's normal form.
    pub hashes: Vec<u64>,
    /// Hash of each token's stem, as the `context` view sees it; 0 for tokens the view drops.
    pub stems: Vec<u64>,
    /// Where each token stands in the original text. Starts never decrease.
    pub spans: Vec<Span>,
    /// What was undone on the way.
    pub normalization: NormalizationCounts,
}

impl Tokens {
    /// None, with room for so many.
    pub(crate) fn with_capacity(count: usize) -> Self {
        Self {
            hashes: Vec::with_capacity(count),
            stems: Vec::with_capacity(count),
            spans: Vec::with_capacity(count),
            normalization: NormalizationCounts::default(),
        }
    }

    /// Number of tokens.
    pub fn len(&self) -> usize {
        self.hashes.len()
    }

    /// Whether the text has no token at all.
    pub fn is_empty(&self) -> bool {
        self.hashes.is_empty()
    }

    /// Adds one token.
    pub(crate) fn push(&mut self, Token { hash, stem, span }: Token) {
        self.hashes.push(hash);
        self.stems.push(stem);
        self.spans.push(span);
    }

    /// Adds the tokens of `other` at `places`.
    pub(crate) fn extend(&mut self, other: &Self, places: std::ops::Range<usize>) {
        self.hashes.extend_from_slice(&other.hashes[places.clone()]);
        self.stems.extend_from_slice(&other.stems[places.clone()]);
        self.spans.extend_from_slice(&other.spans[places]);
    }

    /// Forgets the tokens and keeps the memory.
    pub fn clear(&mut self) {
        self.hashes.clear();
        self.stems.clear();
        self.spans.clear();
        self.normalization = NormalizationCounts::default();
    }
}

/// A text with its tokens.
#[derive(Clone, Copy, Debug)]
pub struct TokenizedText<'a> {
    /// The original text.
    pub text: &'a str,
    /// Its tokens.
    pub tokens: &'a Tokens,
}

/// One token on its way to whoever asked.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Token {
    pub hash: u64,
    pub stem: u64,
    pub span: Span,
}

/// Receives the tokens of a text, in order.
pub(crate) trait TokenSink {
    /// Whether it wants stems; batches for those that do not may leave them 0.
    const STEMS: bool = true;

    /// Takes a token of the general scanner, and its normal form.
    fn token(&mut self, token: Token, normal: &str);

    /// Takes tokens of the fast path, as columns of equal length.
    fn batch(&mut self, hashes: &[u64], stems: &[u64], spans: &[Span]);
}

impl TokenSink for Tokens {
    fn token(&mut self, token: Token, _normal: &str) {
        self.push(token);
    }

    fn batch(&mut self, hashes: &[u64], stems: &[u64], spans: &[Span]) {
        self.hashes.extend_from_slice(hashes);
        self.stems.extend_from_slice(stems);
        self.spans.extend_from_slice(spans);
    }
}
