//! From text to signature in one pass, keeping only a few buffers.

use crate::kernel::Kernel;
use crate::minhash::permutations::{EMPTY, Permutations};
use crate::text::{Span, Token, TokenSink, Tokenizer};
use crate::view::{SHINGLE_SIZE, mixed_shingles};

/// Tokens gathered before their shingles are made: few enough to stay in the first-level cache.
const BATCH: usize = 2048;

/// Signs texts: tokens, `verbatim` shingles and minima in one pass.
///
/// Its buffers are kept from text to text, so that signing allocates nothing once they have grown.
/// One signer serves one thread; clones share nothing.
///
/// ```
/// use provenance_core::minhash::{Permutations, Signer};
///
/// let mut signer = Signer::new(Permutations::new(vec![3, 5], vec![1, 4]).unwrap());
/// let upper = signer.sign("TO BE, OR NOT TO BE").to_vec();
/// assert_eq!(signer.sign("to be or not to be"), upper);
/// ```
#[derive(Clone, Debug)]
pub struct Signer {
    tokenizer: Tokenizer,
    state: State,
}

impl Signer {
    /// A signer under `permutations`, with the fastest kernel of this machine.
    pub fn new(permutations: Permutations) -> Self {
        Self::with_kernel(permutations, Kernel::best())
    }

    /// A signer with one kernel, for tests and benchmarks.
    ///
    /// # Panics
    ///
    /// If this machine cannot run `kernel`.
    pub fn with_kernel(permutations: Permutations, kernel: Kernel) -> Self {
        let minima = permutations.no_minima();
        let (hashes, mixed) = (Vec::with_capacity(BATCH), Vec::with_capacity(BATCH));
        let state = State { kernel: kernel.checked(), permutations, hashes, mixed, minima, signed: false };
        Self { tokenizer: Tokenizer::with_kernel(kernel), state }
    }

    /// The permutations it signs under.
    pub fn permutations(&self) -> &Permutations {
        &self.state.permutations
    }

    /// The signature of the `verbatim` shingles of `text`; all [`EMPTY`] if it has no token.
    ///
    /// # Panics
    ///
    /// If `text` is 4 GiB or longer, as [`crate::text::tokenize`] does.
    pub fn sign(&mut self, text: &str) -> &[u32] {
        self.state.begin();
        self.tokenizer.send(text, &mut self.state);
        self.state.finish()
    }
}

/// The part of a signer that receives tokens.
#[derive(Clone, Debug)]
struct State {
    kernel: Kernel,
    permutations: Permutations,
    hashes: Vec<u64>,
    mixed: Vec<u32>,
    minima: Vec<u32>,
    signed: bool,
}

impl State {
    fn begin(&mut self) {
        self.hashes.clear();
        self.minima.fill(EMPTY);
        self.signed = false;
    }

    fn push(&mut self, hash: u64) {
        self.hashes.push(hash);
        if self.hashes.len() == BATCH {
            self.drain_whole();
        }
    }

    fn extend(&mut self, mut hashes: &[u64]) {
        while !hashes.is_empty() {
            let (now, later) = hashes.split_at(hashes.len().min(BATCH - self.hashes.len()));
            self.hashes.extend_from_slice(now);
            if self.hashes.len() == BATCH {
                self.drain_whole();
            }
            hashes = later;
        }
    }

    /// Signs a full batch; the tokens that the next shingle begins with stay.
    fn drain_whole(&mut self) {
        self.drain();
        self.hashes.copy_within(BATCH + 1 - SHINGLE_SIZE.., 0);
        self.hashes.truncate(SHINGLE_SIZE - 1);
    }

    fn drain(&mut self) {
        mixed_shingles(self.kernel, &self.hashes, &mut self.mixed);
        self.permutations.lower(self.kernel, &self.mixed, &mut self.minima);
        self.signed = true;
    }

    fn finish(&mut self) -> &[u32] {
        // Tokens carried over from a full batch make no shingle by themselves.
        if self.hashes.len() >= SHINGLE_SIZE || !self.signed {
            self.drain();
        }
        &self.minima[..self.permutations.len()]
    }
}

impl TokenSink for State {
    const STEMS: bool = false;

    fn token(&mut self, token: Token, _normal: &str) {
        self.push(token.hash);
    }

    fn batch(&mut self, hashes: &[u64], _stems: &[u64], _spans: &[Span]) {
        self.extend(hashes);
    }
}
