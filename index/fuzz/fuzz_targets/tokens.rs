//! Any text is cut into tokens whose spans lie in it, in order. A tokenizer that is used again gives the same answer.
#![no_main]

use libfuzzer_sys::fuzz_target;
use provenance_core::text::{Tokens, normal_form, tokenize};

fuzz_target!(|data: &[u8]| {
    let text = String::from_utf8_lossy(data);
    let tokens = tokenize(&text);
    let mut again = Tokens::default();
    let mut tokenizer = provenance_core::text::Tokenizer::new();
    tokenizer.tokenize("Ünrelated text, ｗide and ЅTRANGE.", &mut again);
    tokenizer.tokenize(&text, &mut again);
    assert_eq!(tokens.hashes, again.hashes);
    let mut before = 0;
    for &span in &tokens.spans {
        assert!(before <= span.start && span.start <= span.end && span.end as usize <= text.len());
        before = span.start;
        assert!(text.is_char_boundary(span.start as usize) && text.is_char_boundary(span.end as usize));
    }
    assert_eq!(normal_form(&text).split_terminator(' ').count(), tokens.len());
});
