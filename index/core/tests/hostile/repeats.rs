//! Texts that repeat themselves, and texts that reach the limits of alignment.

use super::noise::{Noise, number_word};

const SENTENCE: &str = "the old gate was closed because the river had risen";

pub fn periodic(words: usize) -> [String; 2] {
    let text = format!("{SENTENCE}. ").repeat(words / 10);
    [text.clone(), format!("Now {text}")]
}

pub fn periodic_shifted(words: usize) -> [String; 2] {
    [format!("{SENTENCE}. ").repeat(words / 10), format!("{SENTENCE} again. ").repeat(words / 11)]
}

pub fn two_periods(words: usize) -> [String; 2] {
    [97, 101].map(|period| (0..words).map(|at| number_word(at % period) + " ").collect())
}

pub fn same_word(words: usize) -> [String; 2] {
    ["same ".repeat(words), format!("other {}", "same ".repeat(words))]
}

pub fn two_words(words: usize) -> [String; 2] {
    ["gate river ".repeat(words / 2), format!("{} gate gate", "river gate ".repeat(words / 2))]
}

pub fn fibonacci(words: usize) -> [String; 2] {
    let (mut one, mut two) = (vec!["gate"], vec!["gate", "river"]);
    while two.len() < words {
        let next = [two.clone(), one].concat();
        (one, two) = (two, next);
    }
    two.truncate(words);
    let reversed: Vec<&str> = two.iter().rev().copied().collect();
    [two.join(" "), format!("river {}", reversed.join(" "))]
}

pub fn thue_morse(words: usize) -> [String; 2] {
    let text = |flip: u32| {
        let word = |at: usize| if (at.count_ones() + flip).is_multiple_of(2) { "gate " } else { "river " };
        (0..words).map(word).collect()
    };
    [text(0), text(1)]
}

pub fn triples(words: usize) -> [String; 2] {
    let size = (1..).find(|size: &usize| size.pow(3) * 3 >= words).unwrap_or(1);
    let mut all: Vec<[usize; 3]> = (0..size.pow(3)).map(|at| [at / size / size, at / size % size, at % size]).collect();
    let text = |all: &[[usize; 3]]| all.iter().flatten().map(|&at| number_word(at) + " ").collect::<String>();
    let left = text(&all);
    Noise::new(1).shuffle(&mut all);
    [left, text(&all)]
}

pub fn shingles_at_the_limit(words: usize) -> [String; 2] {
    // Groups of 16 equal rows of eight words, each row between words of its own.
    [0, 1].map(|side| {
        let mut text: Vec<String> = Vec::new();
        let rows = words / 10;
        for row in 0..rows {
            let group = if side == 0 { row / 16 } else { row % rows.div_ceil(16) };
            text.extend((0..8).map(|at| number_word(8 * group + at)));
            text.extend([format!("own{side}x{row}"), format!("own{side}y{row}")]);
        }
        text.join(" ")
    })
}

pub fn stems_at_the_limit(words: usize) -> [String; 2] {
    // Groups of 32 sentences that share four of nine words.
    [0, 1].map(|side| {
        let mut noise = Noise::new(side + 1);
        let all = words / 9;
        let sentence = |at: usize| {
            let group = if side == 0 { at / 32 } else { at % all.div_ceil(32) };
            let mut some: Vec<String> = (0..5).map(|place| number_word(5 * group + place)).collect();
            some.extend((0..4).map(|_| format!("own{}", noise.below(1 << 40))));
            noise.shuffle(&mut some);
            format!("X{}. ", some.join(" "))
        };
        (0..all).map(sentence).collect()
    })
}

pub fn one_like_many(words: usize) -> [String; 2] {
    let groups = (words / 9000).max(1);
    let sentence = |group: usize, own: usize| {
        let shared: Vec<String> = (0..5).map(|place| number_word(5 * group + place)).collect();
        format!("{} own{own} Own{}. ", shared.join(" "), own + 1)
    };
    let left: String =
        (0..words / 7)
            .map(|at| {
                if at % 90 == 0 {
                    sentence(at / 90 % groups, 2 * at)
                } else {
                    format!("Left{at} is here alone today. ")
                }
            })
            .collect();
    let right: String = (0..words / 7).map(|at| sentence(at % groups, 1_000_000_000 + 2 * at)).collect();
    [left, right]
}
