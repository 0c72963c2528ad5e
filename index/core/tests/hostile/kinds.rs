//! Kinds of text that people have and that repeat their own form: lists, laws, verses, tables, mail.

use super::noise::{Noise, name, number_word, prose, sentences};

fn entry(noise: &mut Noise, number: usize) -> String {
    let (one, two) = (name(noise.below(900)), name(noise.below(900)));
    let title: Vec<String> = (0..5).map(|_| number_word(noise.below(400))).collect();
    let (volume, year, page) = (noise.below(60), 1950 + noise.below(70), noise.below(900));
    format!("[{number}] A. {one}, B. {two}: {}, Journal {volume} ({year}) {page}-{}.\n", title.join(" "), page + 9)
}

pub fn bibliographies(words: usize) -> [String; 2] {
    [1, 2].map(|seed| {
        let mut noise = Noise::new(seed);
        (0..words / 15).map(|number| entry(&mut noise, number)).collect()
    })
}

pub fn bibliography_in_two_orders(words: usize) -> [String; 2] {
    let mut noise = Noise::new(1);
    let mut all: Vec<String> = (0..words / 15).map(|number| entry(&mut noise, number)).collect();
    let left = all.concat();
    noise.shuffle(&mut all);
    [left, all.concat()]
}

pub fn begat(words: usize) -> [String; 2] {
    [1, 2].map(|seed| {
        let mut noise = Noise::new(seed);
        let line = |_| format!("And {} begat {}\n", name(noise.below(600)), name(noise.below(600)));
        (0..words / 4).map(line).collect()
    })
}

pub fn verses(words: usize) -> [String; 2] {
    let all = sentences(1, 2 * words);
    let verse = |(at, text): (usize, &String)| format!("{}:{} And it came to pass, {text}\n", at / 30 + 1, at % 30 + 1);
    let lines: Vec<String> = all.iter().enumerate().map(verse).collect();
    let (first, second) = lines.split_at(lines.len() / 2);
    [first.concat(), second.concat()]
}

pub fn laws(words: usize) -> [String; 2] {
    [1, 2].map(|seed| {
        let clause = |(at, text): (usize, String)| {
            format!("Article {at}. The contracting parties shall, subject to the provisions of this code, {text}\n\n")
        };
        sentences(seed, words / 2).into_iter().enumerate().map(clause).collect()
    })
}

pub fn forms(words: usize) -> [String; 2] {
    [3, 7].map(|step| {
        let clause = |at: usize| {
            format!("The tenant of unit {} pays the landlord {} before day {}.\n", at * step, at * 31 % 977, at % 28)
        };
        (0..words / 12).map(clause).collect()
    })
}

pub fn unclosed_single(words: usize) -> [String; 2] {
    let text = sentences(1, words).iter().map(|it| format!("‘{it} ‘so ")).collect::<String>();
    [text.clone(), format!("Before it. {text}")]
}

pub fn unclosed_all(words: usize) -> [String; 2] {
    let opening = ['‘', '“', '„', '‹', '「', '"', '«', '『', '»'];
    let marked = |(at, it): (usize, &String)| format!("{}{it} {}so ", opening[at % 9], opening[at / 9 % 9]);
    let text = sentences(1, words).iter().enumerate().map(marked).collect::<String>();
    [text.clone(), format!("Before it. {text}")]
}

pub fn mail(words: usize) -> [String; 2] {
    let text: String = sentences(1, words).iter().map(|it| format!("> {it}\n")).collect();
    [text.clone(), text.replace("> ", ">> ") + "And so on."]
}

pub fn rising_numbers(words: usize) -> [String; 2] {
    [2, 3].map(|step| (0..words).map(|at| format!("{} ", at * step)).collect())
}

pub fn digits(words: usize) -> [String; 2] {
    [1, 2].map(|seed| {
        let mut noise = Noise::new(seed);
        (0..words).map(|at| format!("{}{}", noise.below(10), if at % 20 == 19 { "\n" } else { " " })).collect()
    })
}

pub fn rows(words: usize) -> [String; 2] {
    [1, 2].map(|seed| {
        let mut noise = Noise::new(seed);
        let row =
            |at| format!("{at},{},{},{}.{},yes\n", name(noise.below(50)), noise.below(99), noise.below(9), at % 7);
        (0..words / 6).map(row).collect()
    })
}

pub fn log(words: usize) -> [String; 2] {
    [1, 2].map(|seed| {
        let mut noise = Noise::new(seed);
        let line = |at: usize| {
            let (minute, second) = (at / 60 % 60, at % 60);
            format!(
                "2024-05-01T10:{minute:02}:{second:02}Z INFO worker {} took {} ms\n",
                noise.below(8),
                noise.below(500)
            )
        };
        (0..words / 11).map(line).collect()
    })
}

pub fn short_sentences(words: usize) -> [String; 2] {
    [1, 2].map(|seed| {
        let mut noise = Noise::new(seed);
        (0..words).map(|_| name(noise.below(300)) + ". ").collect()
    })
}

pub fn blank_lines(words: usize) -> [String; 2] {
    [prose(1, words).replace(' ', "\n\n"), prose(2, words).replace(' ', "\n \n")]
}

pub fn menu(words: usize) -> [String; 2] {
    let items: Vec<String> = (0..words / 2).map(|at| format!("Our {}", name(at % 700))).collect();
    [items.join(" | "), items.iter().rev().cloned().collect::<Vec<_>>().join(" | ")]
}

pub fn tenth_replaced(words: usize) -> [String; 2] {
    let text = prose(1, words);
    let other = text.split(' ').enumerate().map(|(at, it)| if at % 10 == 4 { number_word(at) } else { it.to_owned() });
    [text.clone(), other.collect::<Vec<_>>().join(" ")]
}

pub fn interjections(words: usize) -> [String; 2] {
    let all = sentences(1, words);
    let own = sentences(2, words);
    let mixed: Vec<String> = all.iter().zip(&own).flat_map(|(one, two)| [one.clone(), two.clone()]).collect();
    [all.join(" "), mixed.join(" ")]
}

pub fn quotes_between(words: usize) -> [String; 2] {
    let (all, one, two) = (sentences(1, words / 2), sentences(2, words), sentences(3, words));
    let mixed = |own: &[String]| all.iter().zip(own).map(|(a, b)| format!("“{a}” {b} ")).collect::<String>();
    [mixed(&one), mixed(&two)]
}

pub fn brackets(words: usize) -> [String; 2] {
    ["(12) [3] (".repeat(words / 3), "[3] (12) [4 ".repeat(words / 3)]
}
