//! Every disguise is undone and named, and honest texts show none.

use proptest::prelude::*;

use crate::align::disguise::spacing::{cut_up, is_single_letter, spelled_out};
use crate::align::disguise::word_break::{word_break, word_cost};
use crate::align::region::Extent;
use crate::align::report::{Alignment, Disguise, Finding, Kind, SideOf};
use crate::align::tests::{STORY, aligned};
use crate::text::{TokenizedText, tokenize};
use crate::tuning::disguise::spacing::least_spelled;
use crate::tuning::disguise::word_break::{longest_word, no_word};

/// The findings of the one passage that two texts share from end to end.
fn findings(left: &str, right: &str) -> Vec<(Disguise, SideOf, u32)> {
    let found = aligned(left, right);
    assert_eq!(found.passages.len(), 1, "{left}\n{right}");
    let passage = &found.passages[0];
    assert!((passage.left.end - passage.left.start) as usize * 10 >= left.len() * 9);
    passage.findings.iter().map(|&Finding { disguise, side, count }| (disguise, side, count)).collect()
}

/// The same, for texts that are equal word for word once undisguised.
fn undisguised(left: &str, right: &str) -> Vec<(Disguise, SideOf, u32)> {
    let found: Alignment = aligned(left, right);
    assert_eq!((found.kind, found.changed), (Some(Kind::Verbatim), 0.0), "{left}\n{right}\n{found:?}");
    assert_eq!(found.substitutions, []);
    findings(left, right)
}

fn spelled(text: &str, gap: &str) -> String {
    let spell = |word: &str| word.chars().map(String::from).collect::<Vec<_>>().join(" ");
    text.split(' ').map(spell).collect::<Vec<_>>().join(gap)
}

#[test]
fn a_text_shows_nothing_beside_itself() {
    for text in [STORY, "Ｗｉｄｅ co\u{ad}py, о\u{200b}ne and the ﬁrst of them, said once more in the same words."]
    {
        assert_eq!(findings(text, text), [], "what both show was copied along");
    }
}

#[test]
fn letters_that_only_one_side_dresses_up_are_counted_there() {
    let cyrillic = STORY.replace("river", "r\u{456}ver").replace("a ", "\u{430} ");
    let ones = 1 + STORY.matches("a ").count() as u32;
    assert_eq!(undisguised(STORY, &cyrillic), [(Disguise::Lookalikes, SideOf::Right, ones)]);
    let invisible = STORY.replace("gate", "ga\u{200b}te");
    assert_eq!(undisguised(&invisible, STORY), [(Disguise::Invisible, SideOf::Left, 2)]);
    let hyphens = STORY.replace("council", "coun\u{ad}cil");
    assert_eq!(undisguised(STORY, &hyphens), [(Disguise::SoftHyphens, SideOf::Right, 1)]);
    let wide = STORY.replace("noon", "ｎｏｏｎ");
    assert_eq!(undisguised(STORY, &wide), [(Disguise::Compatibility, SideOf::Right, 4)]);
}

#[test]
fn marks_that_only_one_side_has_are_counted_there() {
    let marked = STORY.replace("river", "rîvér").replace("council", "çouncil").replace("winter", "wınter");
    let letters =
        2 * STORY.matches("river").count() + STORY.matches("council").count() + STORY.matches("winter").count();
    assert_eq!(undisguised(STORY, &marked), [(Disguise::Diacritics, SideOf::Right, letters as u32)]);
    assert_eq!(undisguised(&marked, STORY), [(Disguise::Diacritics, SideOf::Left, letters as u32)]);
    let other = STORY.replace("council", "çouncil").replace("gate", "gâte");
    let found = undisguised(&marked, &other);
    assert_eq!(
        found.iter().map(|it| (it.0, it.1)).collect::<Vec<_>>(),
        [(Disguise::Diacritics, SideOf::Left), (Disguise::Diacritics, SideOf::Right)]
    );
}

#[test]
fn a_mark_more_on_a_letter_that_has_one_is_counted_where_it_is() {
    let arabic = "خرج الصياد إلى الشاطئ ليبحث عن قاربه الذي أخذته الأمواج في ليلة باردة طويلة شديدة الظلمة وعاد منها \
        بعد مدة يسيرة إلى قريته الصغيرة ومعه شبكة جديدة";
    let voiced = arabic.replace('ة', "ةُ").replace('أ', "أَ").replace('إ', "إِ");
    let letters = arabic.chars().filter(|c| matches!(c, 'ة' | 'أ' | 'إ')).count() as u32;
    assert_eq!(undisguised(arabic, &voiced), [(Disguise::Diacritics, SideOf::Right, letters)]);
    assert_eq!(undisguised(&voiced, arabic), [(Disguise::Diacritics, SideOf::Left, letters)]);
}

const GERMAN: &str = "Über den Dächern der großen Stadt zögerte der müde Türmer, bevor er die schwere Glocke läutete und die \
    Männer auf den Straßen grüßte. Die neue Mauer kühlte schon, als die Bäuerinnen mit ihren Körben durch das Tor gingen.";

#[test]
fn umlauts_written_as_two_letters_are_read_as_one() {
    let two = [("Ü", "Ue"), ("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss")];
    let spelled = two.iter().fold(GERMAN.to_owned(), |text, (one, two)| text.replace(one, two));
    let letters = two.iter().map(|(one, _)| GERMAN.matches(one).count() as u32).sum();
    assert_eq!(undisguised(GERMAN, &spelled), [(Disguise::Diacritics, SideOf::Left, letters)]);
    assert_eq!(undisguised(&spelled, GERMAN), [(Disguise::Diacritics, SideOf::Right, letters)]);
    assert_eq!(aligned(GERMAN, &spelled).resemblance, 1.0);
}

#[test]
fn two_letters_stay_two_where_the_other_text_has_no_umlaut() {
    let blue = STORY.replace("river", "blue").replace("council", "does");
    let bl = STORY.replace("river", "blu").replace("council", "dos");
    assert!(aligned(&blue, &bl).changed > 0.0);
    // The other text has both words: each is its own.
    let both = STORY.replace("council", "does").replace("timber", "dös");
    assert!(aligned(&STORY.replace("council", "does").replace("timber", "does"), &both).changed > 0.0);
}

#[test]
fn the_usual_letters_of_a_language_are_not_those_that_are_counted() {
    let persian = "کتابی که دیروز در گوشه اتاق پیدا کردم یک یادداشت کوچک داشت و کسی نمی دانست چه کسی آن را نوشته بود";
    let arabic = persian.replace('ک', "ك").replace('ی', "ي");
    let letters = persian.chars().filter(|c| matches!(c, 'ک' | 'ی')).count() as u32;
    assert_eq!(undisguised(persian, &arabic), [(Disguise::Diacritics, SideOf::Right, letters)]);
}

#[test]
fn latin_letters_in_words_of_another_script_are_read_as_its_own() {
    let russian = "Смотрительница нашла лампу холодной, когда в сумерках поднялась по лестнице, а запасная лампочка в \
        коробке оказалась разбитой. Она позвонила в контору порта и зажгла два фонаря.";
    let latin = russian.replace("холодной", "хoлодной").replace("коробке", "корoбке");
    let found = undisguised(russian, &latin);
    assert_eq!((found.len(), found[0].0, found[0].1), (1, Disguise::Lookalikes, SideOf::Right));
}

#[test]
fn a_text_spelled_out_is_read_as_its_words() {
    let words = STORY.split(' ').count() as u32;
    for gap in ["   ", "  ", " "] {
        assert_eq!(undisguised(STORY, &spelled(STORY, gap)), [(Disguise::SpelledOut, SideOf::Right, words)], "{gap:?}");
    }
}

#[test]
fn a_sentence_spelled_out_is_read_as_its_words() {
    let part = "By noon the water had dropped far enough";
    let words = part.split(' ').count() as u32;
    let disguised = STORY.replace(part, &spelled(part, " "));
    assert_eq!(undisguised(&disguised, STORY), [(Disguise::SpelledOut, SideOf::Left, words)]);
}

#[test]
fn words_cut_up_are_read_whole() {
    let some = STORY.replace("closed", "clo.sed").replace("winter", "win\u{b7}t*er").replace("council", "coun cil");
    assert_eq!(undisguised(STORY, &some), [(Disguise::CutUp, SideOf::Right, 3)]);
    let cut = |word: &str| if word.len() > 3 { format!("{}.{}", &word[..2], &word[2..]) } else { word.to_owned() };
    let all = STORY.split(' ').map(cut).collect::<Vec<_>>().join(" ");
    let found = undisguised(STORY, &all);
    assert_eq!((found.len(), found[0].0, found[0].1), (1, Disguise::CutUp, SideOf::Right));
    assert!(found[0].2 > 30, "{found:?}");
}

#[test]
fn words_run_together_are_read_apart() {
    let pair = STORY.replace("the water had", "thewater had");
    assert_eq!(undisguised(STORY, &pair), [(Disguise::RunTogether, SideOf::Right, 2)]);
    let all = STORY.replace(' ', "");
    let found = undisguised(STORY, &all);
    assert_eq!((found.len(), found[0].0, found[0].1), (1, Disguise::RunTogether, SideOf::Right));
    let mut words = STORY.split(' ');
    let mut twos = Vec::new();
    while let Some(first) = words.next() {
        twos.push(format!("{first}{}", words.next().unwrap_or_default()));
    }
    let found = undisguised(&twos.join(" "), STORY);
    assert_eq!((found.len(), found[0].0, found[0].1), (1, Disguise::RunTogether, SideOf::Left));
}

#[test]
fn initials_and_hyphens_are_no_disguise() {
    let honest = "The well-known J. R. R. Smith, of the U.S. navy, didn't re-open the A. B. C. D. pier at Newquay.";
    assert_eq!(findings(honest, &honest.replace("Smith", "Jones")), []);
    let others =
        "Nobody at sea had a better plan, and so they all went on to be seen at the pier without re opening it.";
    assert_eq!(aligned(honest, others).passages, []);
}

#[test]
fn words_put_in_are_counted() {
    let noise =
        STORY.replace("northern", "northern quite").replace("barges", "barges rather").replace("noon", "noon so");
    let noise = noise.replace("gate needs", "gate well needs").replace("and the wood", "and indeed the wood");
    assert_eq!(findings(STORY, &noise), [(Disguise::Added, SideOf::Right, 5)]);
    assert_eq!(findings(STORY, &STORY.replace("timber", "oak timber")), [], "one word is an edit");
}

#[test]
fn sentences_in_another_order_are_counted() {
    let sentences: Vec<&str> = STORY.split_inclusive(". ").collect();
    let order = |places: &[usize]| places.iter().map(|&at| sentences[at].trim_end()).collect::<Vec<_>>().join(" ");
    assert_eq!(findings(STORY, &order(&[1, 0, 2, 3])), [(Disguise::Reordered, SideOf::Both, 1)]);
    assert_eq!(findings(STORY, &order(&[3, 2, 1, 0])), [(Disguise::Reordered, SideOf::Both, 3)]);
}

#[test]
fn sentences_with_their_words_in_another_order_are_counted() {
    let every_fifth = |sentence: &str| -> String {
        let words: Vec<&str> = sentence.trim_end_matches(['.', ' ']).split(' ').collect();
        (0..5).flat_map(|from| words[from..].iter().step_by(5)).copied().collect::<Vec<_>>().join(" ") + "."
    };
    let shuffled: Vec<String> = STORY.split_inclusive(". ").map(every_fifth).collect();
    let found = aligned(STORY, &shuffled.join(" "));
    let counts: Vec<u32> = found.passages.iter().flat_map(|it| &it.findings).map(|it| it.count).collect();
    assert_eq!(counts, [4], "{:?}", found.passages);
    assert_eq!(found.substitutions, [], "words that changed places replace none");
}

/// The least that reading `letters` can cost, by trying every way to cut them.
fn naive_cost(letters: &str, known: &dyn Fn(&str) -> bool) -> u32 {
    if letters.is_empty() {
        return 0;
    }
    let skipped = no_word() + naive_cost(&letters[1..], known);
    let words = (1..=letters.len().min(longest_word())).filter(|&to| known(&letters[..to]));
    let read = words.map(|to| word_cost(to) + naive_cost(&letters[to..], known));
    read.min().map_or(skipped, |read| read.min(skipped))
}

proptest! {
    /// Letters are read as cheaply as by trying every way.
    #[test]
    fn reading_costs_what_it_costs_the_naive_twin(letters in "[abc]{0,12}", words in prop::collection::vec("[abc]{1,5}", 0..8)) {
        let known = |word: &str| words.iter().any(|it| it == word);
        let found = word_break(letters.len(), |_| longest_word(), |from, to| known(&letters[from..to]));
        let inside: usize = found.iter().map(|(from, to)| to - from).sum();
        let cost = found.iter().map(|(from, to)| word_cost(to - from)).sum::<u32>();
        prop_assert_eq!(cost + no_word() * (letters.len() - inside) as u32, naive_cost(&letters, &known));
        prop_assert!(found.iter().all(|&(from, to)| known(&letters[from..to])));
    }

    /// However words are spelled out, their text is found whole.
    #[test]
    fn any_text_spelled_out_is_found(order in Just(STORY.split(' ').collect::<Vec<_>>()).prop_shuffle(), gap in 1usize..4) {
        let text = order[..20].join(" ");
        let found = aligned(&text, &spelled(&text, &" ".repeat(gap)));
        prop_assert_eq!(found.passages.len(), 1);
        prop_assert!(found.passages[0].findings.iter().any(|it| it.disguise == Disguise::SpelledOut));
    }

    /// Stretches are those that one finds by looking at each word and the one before it.
    #[test]
    fn stretches_are_those_of_a_look_at_every_word(
        words in prop::collection::vec(prop::sample::select(vec!["a", "b", "é", "道", "am", "word", "7"]), 0..40),
        gaps in prop::collection::vec(prop::sample::select(vec![" ", "-", ".", "\u{a0}", "\u{b}", " - ", "…"]), 40),
    ) {
        let text: String = words.iter().zip(&gaps).flat_map(|(word, gap)| [*word, *gap]).collect();
        let tokens = tokenize(&text);
        let side = TokenizedText { text: &text, tokens: &tokens };
        let all = tokens.len() as u32;
        let stretches = |least: usize, follows: &dyn Fn(u32) -> bool| -> Vec<Extent> {
            let mut stretches: Vec<Vec<u32>> = Vec::new();
            for at in 0..all {
                match stretches.last_mut() {
                    Some(stretch) if follows(at) => stretch.push(at),
                    _ => stretches.push(vec![at]),
                }
            }
            let long = stretches.into_iter().filter(|stretch| stretch.len() >= least);
            long.map(|stretch| Extent { start: stretch[0], end: stretch[stretch.len() - 1] + 1 }).collect()
        };
        let single = |at: u32| is_single_letter(side, at);
        let spelled = stretches(least_spelled() as usize, &|at| single(at) && single(at - 1));
        prop_assert_eq!(spelled_out(side), spelled);
        let spans = &tokens.spans;
        let between = |at: u32| &text[spans[at as usize - 1].end as usize..spans[at as usize].start as usize];
        let chained = |at: u32| !between(at).is_empty() && !between(at).contains(char::is_whitespace);
        prop_assert_eq!(cut_up(side), stretches(2, &|at| at > 0 && chained(at)));
    }
}
