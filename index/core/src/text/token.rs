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
pub struct Undone {
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
    pub undone: Undone,
}

impl Tokens {
    /// Number of tokens.
    pub fn len(&self) -> usize {
        self.hashes.len()
    }

    /// Whether the text has no token at all.
    pub fn is_empty(&self) -> bool {
        self.hashes.is_empty()
    }
}

/// Cuts `text` into tokens.
///
/// A token is a maximal run of letters, digits and marks in normal form (case folded, NFKC,
/// invisible characters dropped, look-alike letters folded); in scripts without spaces each
/// character with its marks is one. Linear in the length of the text.
///
/// # Panics
///
/// If `text` is 4 GiB or longer: spans are 32 bits wide. Callers check the length first.
pub fn tokenize(text: &str) -> Tokens {
    assert!(u32::try_from(text.len()).is_ok(), "text of 4 GiB or more");
    super::scan::Scanner::new(text).run()
}
