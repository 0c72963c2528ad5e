//! Aligns pairs of files and prints what was found, for scoring.
//!
//! `align_eval PAIRS` reads lines of two paths and prints `left right left_start left_end right_start right_end kind
//! changed` as tab-separated values, offsets in code points, with a line for each finding and swap; a line on standard
//! error says how fast it was.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::time::Instant;

use provenance_core::align::{Side, compare};
use provenance_core::text::{Span, Tokens, tokenize};
use rayon::prelude::*;

type Texts = HashMap<String, (String, Tokens)>;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let list = std::fs::read_to_string(std::env::args().nth(1).ok_or("usage: align_eval PAIRS")?)?;
    let pairs: Vec<(&str, &str)> = list.lines().filter_map(|line| line.split_once('\t')).collect();
    rayon::ThreadPoolBuilder::new().num_threads(2).build_global()?;
    let mut paths: Vec<&str> = pairs.iter().flat_map(|&(left, right)| [left, right]).collect();
    paths.sort_unstable();
    paths.dedup();
    let texts: Texts = paths.par_iter().map(|&path| (path.to_owned(), read(path))).collect();
    let began = Instant::now();
    let lines: Vec<String> = pairs.par_iter().map(|&pair| align(&texts, pair)).collect();
    let seconds = began.elapsed().as_secs_f64();
    print!("{}", lines.concat());
    eprintln!("{} pairs in {seconds:.2} s on two threads: {:.0} a second", pairs.len(), pairs.len() as f64 / seconds);
    Ok(())
}

fn read(path: &str) -> (String, Tokens) {
    let bytes = std::fs::read(path).unwrap_or_else(|error| panic!("{path}: {error}"));
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let tokens = tokenize(&text);
    (text, tokens)
}

fn align(texts: &Texts, (left, right): (&str, &str)) -> String {
    let (a, b) = (&texts[left], &texts[right]);
    let found = compare(Side { text: &a.0, tokens: &a.1 }, Side { text: &b.0, tokens: &b.1 });
    let mut out = String::new();
    for passage in found.passages {
        let (x, y) = (code_points(&a.0, passage.left), code_points(&b.0, passage.right));
        let _ = writeln!(
            out,
            "{left}\t{right}\t{}\t{}\t{}\t{}\t{:?}\t{:.3}",
            x.0, x.1, y.0, y.1, passage.kind, passage.changed
        );
        for finding in passage.findings {
            let _ = writeln!(
                out,
                "{left}\t{right}\tfinding\t{:?}\t{:?}\t{}",
                finding.disguise, finding.shown, finding.count
            );
        }
    }
    for swap in found.substitutions {
        let _ = writeln!(out, "{left}\t{right}\tswap\t{}\t{}\t{}", swap.left, swap.right, swap.count);
    }
    out
}

fn code_points(text: &str, span: Span) -> (usize, usize) {
    let start = text[..span.start as usize].chars().count();
    (start, start + text[span.start as usize..span.end as usize].chars().count())
}
