//! Texts with the words, sentences or parts of each other in another order.

use super::noise::{Noise, number_word, prose, sentences};

pub fn sentences_shuffled(words: usize) -> [String; 2] {
    let all = sentences(1, words);
    let mut other = all.clone();
    Noise::new(2).shuffle(&mut other);
    [all.join(" "), other.join(" ")]
}

pub fn sentences_reversed(words: usize) -> [String; 2] {
    let all = sentences(1, words);
    [all.join(" "), all.iter().rev().cloned().collect::<Vec<_>>().join(" ")]
}

pub fn halves_exchanged(words: usize) -> [String; 2] {
    let all = sentences(1, words);
    let (first, second) = all.split_at(all.len() / 2);
    [all.join(" "), [second, first].concat().join(" ")]
}

pub fn halves_exchanged_again_and_again(words: usize) -> [String; 2] {
    let all = sentences(1, words);
    let bits = all.len().next_power_of_two().trailing_zeros();
    let order = (0..1usize << bits).map(|at| at.reverse_bits() >> (usize::BITS - bits));
    let other: Vec<String> = order.filter_map(|at| all.get(at).cloned()).collect();
    [all.join(" "), other.join(" ")]
}

pub fn paragraphs_shuffled(words: usize) -> [String; 2] {
    let all = sentences(1, words);
    let mut paragraphs: Vec<String> = all.chunks(6).map(|some| some.join(" ")).collect();
    let left = paragraphs.join("\n\n");
    Noise::new(2).shuffle(&mut paragraphs);
    [left, paragraphs.join("\n\n")]
}

pub fn words_shuffled(words: usize) -> [String; 2] {
    let text = prose(1, words);
    let mut other: Vec<&str> = text.split(' ').collect();
    Noise::new(2).shuffle(&mut other);
    [text.clone(), other.join(" ")]
}

pub fn words_reversed(words: usize) -> [String; 2] {
    let text = prose(1, words);
    let other: Vec<&str> = text.split(' ').rev().collect();
    [text.clone(), other.join(" ")]
}

pub fn distinct_shuffled(words: usize) -> [String; 2] {
    let mut all: Vec<String> = (0..words).map(number_word).collect();
    let left = all.join(" ");
    Noise::new(2).shuffle(&mut all);
    [left, all.join(" ")]
}

pub fn rows_reversed(words: usize) -> [String; 2] {
    let all: Vec<String> = (0..words).map(number_word).collect();
    let row = words.isqrt().max(1);
    let other: Vec<String> = all.chunks(row).flat_map(|row| row.iter().rev().cloned()).collect();
    [all.join(" "), other.join(" ")]
}

pub fn rare_between_common(words: usize) -> [String; 2] {
    let text = |from: usize| {
        let pairs = (0..words / 2).map(|at| format!("{} house", number_word((from + 7 * at) % words)));
        pairs.collect::<Vec<_>>().join(" ")
    };
    [text(0), text(5)]
}

pub fn strides(words: usize) -> [String; 2] {
    [1, 3].map(|stride| (0..words).map(|at| number_word(stride * at % 4999) + " ").collect())
}
