//! Texts that are hostile at the level of letters: without spaces, cut up, in unusual letters.

use super::noise::{Noise, number_word, prose};

pub fn no_spaces(words: usize) -> [String; 2] {
    [1, 2].map(|seed| {
        let mut noise = Noise::new(seed);
        (0..6 * words).map(|_| char::from(b'a' + noise.below(26) as u8)).collect()
    })
}

pub fn run_together(words: usize) -> [String; 2] {
    let text = prose(1, words);
    [text.replace(' ', ""), text]
}

pub fn pairs_run_together(words: usize) -> [String; 2] {
    let mut pairs: Vec<[String; 2]> = (0..words / 2).map(|at| [2 * at, 2 * at + 1].map(number_word)).collect();
    let left: Vec<String> = pairs.iter().map(|pair| pair.concat()).collect();
    for some in pairs.chunks_mut(50) {
        some.reverse();
    }
    let right: Vec<String> = pairs.iter().map(|pair| pair.join(" ")).collect();
    [left.join(" house "), right.join(" house ")]
}

pub fn long_words(words: usize) -> [String; 2] {
    [1, 2].map(|seed| {
        let mut noise = Noise::new(seed);
        let word = |_| (0..5).map(|_| number_word(noise.below(3000))).collect::<String>() + " ";
        (0..words / 4).map(word).collect()
    })
}

pub fn spelled_out(words: usize) -> [String; 2] {
    let text = prose(1, words / 4);
    [text.chars().flat_map(|c| [c, ' ']).collect(), prose(2, words)]
}

pub fn cut_up(words: usize) -> [String; 2] {
    let text = prose(1, words);
    let cut: Vec<String> = text
        .split(' ')
        .map(|it| if it.len() > 3 { format!("{}.{}", &it[..2], &it[2..]) } else { it.to_owned() })
        .collect();
    [text, cut.join(" ")]
}

pub fn chained(words: usize) -> [String; 2] {
    [prose(1, words).replace(' ', "-"), prose(2, words)]
}

pub fn letters(words: usize) -> [String; 2] {
    [1, 2].map(|seed| {
        let mut noise = Noise::new(seed);
        (0..words).flat_map(|_| [char::from(b'a' + noise.below(26) as u8), ' ']).collect()
    })
}

fn characters(seed: usize, from: u32, of: usize, count: usize) -> String {
    let mut noise = Noise::new(seed);
    (0..count).filter_map(|_| char::from_u32(from + noise.below(of) as u32)).collect()
}

pub fn chinese(words: usize) -> [String; 2] {
    let text = characters(1, 0x4e00, 3000, words);
    let all: Vec<char> = text.chars().collect();
    let (first, second) = all.split_at(all.len() / 3);
    [text, second.iter().chain(first).collect()]
}

pub fn chinese_few(words: usize) -> [String; 2] {
    [1, 2].map(|seed| characters(seed, 0x4e00, 12, words))
}

pub fn thai(words: usize) -> [String; 2] {
    [1, 2].map(|seed| characters(seed, 0x0e01, 46, 4 * words))
}

pub fn lookalikes(words: usize) -> [String; 2] {
    let words: Vec<String> = (0..words).map(|at| characters(at % 5000, 0x0430, 32, 7)).collect();
    let text = words.join(" ");
    [text.replace('\u{043e}', "o").replace('\u{0430}', "a"), text]
}

pub fn invisible(words: usize) -> [String; 2] {
    let text = prose(1, words);
    [text.chars().flat_map(|c| [c, '\u{200b}']).collect(), text]
}

pub fn styled(words: usize) -> [String; 2] {
    let text = prose(1, words);
    let style =
        |c: char| if c.is_ascii_lowercase() { char::from_u32(0x1d41a + u32::from(c) - 0x61).unwrap_or(c) } else { c };
    [text.chars().map(style).collect(), prose(2, words)]
}

pub fn marks(words: usize) -> [String; 2] {
    [1, 2].map(|seed| format!("a{} ", characters(seed, 0x0300, 80, 600)).repeat(words / 150))
}
