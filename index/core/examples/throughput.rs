//! Megabytes of text a second for each step from text to signature, with every kernel.
//!
//! `cargo run --release --example throughput -- FILE`; one thread, best of several rounds.

use std::hint::black_box;
use std::time::Instant;

use provenance_core::kernel::Kernel;
use provenance_core::minhash::{Permutations, Signer};
use provenance_core::postings::Postings;
use provenance_core::sketch::{Buffers, Sketch, Sketcher};
use provenance_core::text::{Tokenizer, Tokens};
use provenance_core::view::{View, shingle_hashes};
use provenance_core::winnow::winnow;

const ROUNDS: usize = 12;
const NUM_PERM: u32 = 128;

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let Some(path) = arguments.get(1) else {
        eprintln!("usage: throughput FILE");
        std::process::exit(2);
    };
    let bytes = std::fs::read(path).unwrap_or_else(|error| {
        eprintln!("{path}: {error}");
        std::process::exit(1);
    });
    let text = String::from_utf8_lossy(&bytes);
    let texts = documents(&text);
    let bytes = texts.iter().map(|text| text.len()).sum::<usize>();
    println!("{path}: {} texts, {:.1} MB, {} permutations", texts.len(), bytes as f64 / 1e6, NUM_PERM);
    for kernel in Kernel::available() {
        measure(kernel, &texts, bytes);
    }
}

/// Texts of about 20 kB, as documents are.
fn documents(text: &str) -> Vec<&str> {
    let mut texts = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let cut = (20_000..rest.len()).find(|&at| rest.is_char_boundary(at) && rest.as_bytes()[at] == b'\n');
        let (text, after) = rest.split_at(cut.unwrap_or(rest.len()));
        texts.push(text);
        rest = after;
    }
    texts
}

fn measure(kernel: Kernel, texts: &[&str], bytes: usize) {
    let permutations = permutations();
    let mut tokenizer = Tokenizer::with_kernel(kernel);
    let mut tokens = Tokens::default();
    let all: Vec<Tokens> = texts.iter().map(|text| tokenized(&mut tokenizer, text)).collect();
    let shingles: Vec<Vec<u64>> = all.iter().map(|tokens| shingle_hashes(tokens, View::Verbatim)).collect();
    let short: Vec<Vec<u32>> =
        shingles.iter().map(|all| all.iter().map(|&hash| (hash >> 32) as u32).collect()).collect();
    let mut signer = Signer::with_kernel(permutations.clone(), kernel);

    let report =
        |step: &str, seconds: f64| println!("{kernel:>9} {step:<12} {:>8.0} MB/s", bytes as f64 / 1e6 / seconds);
    report("tokens", best(texts, |text| tokenizer.tokenize(text, &mut tokens)));
    report("shingles", best(&all, |tokens| drop(black_box(shingle_hashes(tokens, View::Verbatim)))));
    report("context", best(&all, |tokens| drop(black_box(shingle_hashes(tokens, View::Context)))));
    let (mut minima, mut kept) = (Vec::new(), Vec::new());
    report(
        "winnow 8",
        best(&shingles, |hashes| {
            kept.clear();
            winnow(hashes, 8, &mut minima, black_box(&mut kept));
        }),
    );
    report("minima", best(&short, |hashes| drop(black_box(permutations.signature_with(kernel, hashes)))));
    report("from tokens", best(&all, |tokens| _ = black_box(signer.sign_tokens(tokens))));
    report("signature", best(texts, |text| _ = black_box(signer.sign(text))));
    if kernel == Kernel::best() {
        let sketcher = Sketcher::new(permutations, 64, 2, 8).expect("128 values");
        let (mut buffers, mut sketch) = (Buffers::default(), Sketch::default());
        report(
            "sketch",
            best(texts, |text| {
                sketch.clear();
                sketcher.sketch_into(text, &mut buffers, &mut sketch);
            }),
        );
        let sketches: Vec<Sketch> = texts.iter().map(|text| sketcher.sketch(text)).collect();
        report("postings", best(&[sketches], |sketches| drop(black_box(Postings::of(sketches, 0)))));
    }
}

fn tokenized(tokenizer: &mut Tokenizer, text: &str) -> Tokens {
    let mut tokens = Tokens::default();
    tokenizer.tokenize(text, &mut tokens);
    tokens
}

fn permutations() -> Permutations {
    let numbers = |seed: u32| (1..=NUM_PERM).map(|k| k.wrapping_mul(seed) | 1).collect();
    Permutations::new(numbers(0x9e37_79b9), numbers(0x85eb_ca6b)).expect("odd multipliers")
}

/// Seconds for all items, each at its fastest of several rounds: others may use the machine too.
fn best<T>(items: &[T], mut step: impl FnMut(&T)) -> f64 {
    let mut least = vec![f64::INFINITY; items.len()];
    for _ in 0..ROUNDS {
        for (item, least) in items.iter().zip(&mut least) {
            let start = Instant::now();
            step(item);
            *least = least.min(start.elapsed().as_secs_f64());
        }
    }
    least.iter().sum()
}
