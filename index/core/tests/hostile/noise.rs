//! Pseudo-random numbers and words, the same in each run.

/// A generator after Marsaglia (xorshift).
pub struct Noise(u64);

impl Noise {
    pub fn new(seed: usize) -> Self {
        Self((seed as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15))
    }

    /// A number below `limit`.
    pub fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % limit
    }

    pub fn shuffle<T>(&mut self, all: &mut [T]) {
        for at in (1..all.len()).rev() {
            let other = self.below(at + 1);
            all.swap(at, other);
        }
    }
}

/// A word for each number: syllables.
pub fn number_word(mut number: usize) -> String {
    const FIRST: &[u8] = b"bdfgklmnprstvz";
    const SECOND: &[u8] = b"aeiou";
    let mut word = String::new();
    number += 70;
    while number > 0 {
        word.push(FIRST[number % 14].into());
        word.push(SECOND[number / 14 % 5].into());
        number /= 70;
    }
    word
}

/// The same with a capital.
pub fn name(number: usize) -> String {
    let word = number_word(number);
    word[..1].to_uppercase() + &word[1..]
}

/// Sentences of about so many words in all, common words most of the time.
pub fn sentences(seed: usize, words: usize) -> Vec<String> {
    const SMALL: [&str; 12] = ["the", "of", "and", "to", "in", "that", "was", "with", "for", "as", "on", "by"];
    let mut noise = Noise::new(seed);
    let mut all = Vec::new();
    let mut left = words;
    while left > 0 {
        let length = (6 + noise.below(20)).min(left);
        let word = |noise: &mut Noise| match noise.below(10) {
            0..4 => SMALL[noise.below(12)].to_owned(),
            4..8 => number_word(noise.below(60) * noise.below(60)),
            _ => number_word(noise.below(20_000)),
        };
        let mut sentence = name(noise.below(4000));
        for _ in 1..length {
            sentence.push(' ');
            sentence.push_str(&word(&mut noise));
        }
        all.push(sentence + ".");
        left -= length;
    }
    all
}

/// These sentences as one text.
pub fn prose(seed: usize, words: usize) -> String {
    sentences(seed, words).join(" ")
}
