//! An estimate of the number of tokens of a text, for planning batches.

use crate::text::script::is_unspaced;

/// About how many tokens `text` has, found without making them: exact for ASCII, and seldom too few.
///
/// ```
/// assert_eq!(provenance_core::text::about_tokens("Don't panic, 42!"), 4);
/// ```
pub fn about_tokens(text: &str) -> usize {
    stretches(text.as_bytes()) + if text.is_ascii() { 0 } else { more(text) }
}

/// Bytes that are counted together, few enough for a count of eight bits.
const PIECE: usize = 128;

/// Runs of ASCII letters and digits and of whatever is not ASCII.
fn stretches(bytes: &[u8]) -> usize {
    let within = |byte: u8| byte.is_ascii_alphanumeric() | !byte.is_ascii();
    let starts = |(before, byte): (&u8, &u8)| u8::from(within(*byte) & !within(*before));
    let later = bytes.get(1..).unwrap_or_default();
    let pieces = bytes.chunks(PIECE).zip(later.chunks(PIECE));
    let count = |(before, after): (&[u8], &[u8])| before.iter().zip(after).map(starts).sum::<u8>();
    usize::from(bytes.first().is_some_and(|&byte| within(byte)))
        + pieces.map(|pair| usize::from(count(pair))).sum::<usize>()
}

/// Of the characters that are not ASCII, those that are a token each, and those that part two.
fn more(mut text: &str) -> usize {
    let mut count = 0;
    while let Some(at) = text.as_bytes().iter().position(|byte| !byte.is_ascii()) {
        let mut rest = text[at..].chars();
        count += usize::from(rest.next().is_some_and(|c| is_unspaced(c) || !c.is_alphanumeric()));
        text = rest.as_str();
    }
    count
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::text::tokenize;

    proptest! {
        #[test]
        fn of_ascii_it_is_exact(text in "[ -~\n]{0,200}") {
            prop_assert_eq!(about_tokens(&text), tokenize(&text).len());
        }
    }

    #[test]
    fn of_other_scripts_it_is_near() {
        for text in [
            "Съешь же ещё этих мягких французских булок, да выпей чаю",
            "いろはにほへと ちりぬるを 我が世誰ぞ 常ならむ",
            "天地玄黄，宇宙洪荒。日月盈昃，辰宿列张。",
            "เป็นมนุษย์สุดประเสริฐเลิศคุณค่า",
            "ऋषियों को सताने वाले दुष्ट राक्षसों के राजा रावण का सर्वनाश करने वाले",
            "Voix ambiguë d’un cœur qui au zéphyr préfère les jattes de kiwis",
            "키스의 고유조건은 입술끼리 만나야 하고 특별한 기술은 필요치 않다",
        ] {
            let (about, tokens) = (about_tokens(text), tokenize(text).len());
            assert!((tokens..=2 * tokens).contains(&about), "{text}: {about} for {tokens}");
        }
    }
}
