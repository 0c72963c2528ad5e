//! How many tokens a text has, about, for those who plan.

use super::script::is_unspaced;

/// About how many tokens `text` has, found without making them: exact for ASCII, and seldom too few.
///
/// ```
/// assert_eq!(provenance_core::text::about_tokens("Don't panic, 42!"), 4);
/// ```
pub fn about_tokens(text: &str) -> usize {
    if text.is_ascii() {
        let bytes = text.as_bytes();
        let starts = |pair: &[u8]| usize::from(pair[1].is_ascii_alphanumeric() & !pair[0].is_ascii_alphanumeric());
        let first = usize::from(bytes.first().is_some_and(u8::is_ascii_alphanumeric));
        return first + bytes.windows(2).map(starts).sum::<usize>();
    }
    let mut inside = false;
    let starts = |c: char| {
        let (alone, is_word) = (is_unspaced(c), c.is_alphanumeric());
        let starts = alone || (is_word && !inside);
        inside = is_word && !alone;
        usize::from(starts)
    };
    text.chars().map(starts).sum()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::tokenize;
    use super::*;

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
