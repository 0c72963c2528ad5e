//! What alignment promises, on texts written for the purpose.

use proptest::prelude::*;

use crate::align::report::{Alignment, Kind};
use crate::align::{AlignOptions, compare, compare_until};
use crate::text::{TokenizedText, tokenize};
use crate::work::Stop;

pub const STORY: &str = "The harbour master closed the northern gate at dawn because the river had risen overnight. \
    Two barges with timber were waiting outside, and their crews complained about the delay. By noon the water \
    had dropped far enough for a small pilot boat to pass. The master then wrote to the council that the old gate \
    needs repair before winter, since its hinges are worn and the wood is rotten below the water line.";

const SPUN: &str = "The port master shut the northern gate at daybreak because the stream had risen overnight. \
    Two boats with lumber were waiting outside, and their crews grumbled about the delay. By midday the water \
    had dropped far enough for a little pilot boat to pass. The master then wrote to the council that the old gate \
    needs fixing before winter, since its joints are worn and the lumber is rotten below the water line.";

const OTHER: &str = "Bread rises because yeast turns sugar into gas. Warm dough rises faster than cold dough, but \
    slow longest_increasing gives more taste. Salt slows the yeast down a little and makes the crumb firmer. A hot oven with \
    steam keeps the crust soft for the first minutes, so that the loaf can still grow before it sets.";

pub fn aligned(left: &str, right: &str) -> Alignment {
    let (a, b) = (tokenize(left), tokenize(right));
    compare(TokenizedText { text: left, tokens: &a }, TokenizedText { text: right, tokens: &b })
}

fn swaps(found: &Alignment) -> Vec<(&str, &str)> {
    found.substitutions.iter().map(|swap| (swap.left.as_str(), swap.right.as_str())).collect()
}

#[test]
fn a_text_repeats_itself_word_for_word() {
    let found = aligned(STORY, STORY);
    assert_eq!(found.passages.len(), 1);
    assert_eq!(found.kind, Some(Kind::Verbatim));
    assert_eq!((found.resemblance, found.changed), (1.0, 0.0));
    let span = found.passages[0].left;
    assert_eq!((span.start, span.end as usize), (0, STORY.len()), "with the closing full stop");
}

#[test]
fn unrelated_texts_share_nothing() {
    let found = aligned(STORY, OTHER);
    assert_eq!((found.passages.len(), found.kind, found.matched_words), (0, None, 0));
}

/// `count` sentences of eight words each, which begin with `first` and are found nowhere else.
fn sentences(first: &str, count: usize) -> Vec<Vec<String>> {
    let letters = |number: usize| [number / 64, number / 8 % 8, number % 8].map(|digit| char::from(b'a' + digit as u8));
    let word = |number: usize| first.chars().chain(letters(number)).collect();
    (0..count).map(|sentence| (0..8).map(|at| word(8 * sentence + at)).collect()).collect()
}

fn written(sentences: &[Vec<String>]) -> String {
    sentences.iter().map(|words| words.join(" ") + ".\n").collect()
}

/// No sentence of the copy is like one of the original: each has one word of each of eight.
#[test]
fn sentences_shuffled_into_each_other_are_a_passage() {
    let original = sentences("qu", 8);
    let shuffled: Vec<Vec<String>> =
        (0..8).map(|at| original.iter().map(|words| words[at].clone()).collect()).collect();
    let [before, after, around] = ["dol", "mer", "fen"].map(|first| written(&sentences(first, 40)));
    let left = format!("{before}{}{after}", written(&original));
    let right = format!("{around}{}", written(&shuffled));
    let found = aligned(&left, &right);
    let [passage] = found.passages.as_slice() else { panic!("{:?}", found.passages) };
    assert_eq!(left[passage.left.start as usize..passage.left.end as usize].trim(), written(&original).trim());
    assert_eq!(right[passage.right.start as usize..passage.right.end as usize].trim(), written(&shuffled).trim());
}

#[test]
fn a_copied_part_keeps_exact_boundaries() {
    let copy = format!("{OTHER} {STORY} {OTHER}");
    let long = format!("Some words go before it, none of them in the other text at all. {STORY} And so it ended.");
    let found = aligned(&copy, &long);
    assert_eq!(found.passages.len(), 1);
    let (left, right) = (found.passages[0].left, found.passages[0].right);
    assert_eq!(&copy[left.start as usize..left.end as usize], STORY);
    assert_eq!(&long[right.start as usize..right.end as usize], STORY);
}

#[test]
fn a_spun_text_is_one_rewritten_passage_with_its_substitutions() {
    let found = aligned(STORY, SPUN);
    assert_eq!(found.passages.len(), 1);
    assert_eq!(found.kind, Some(Kind::Rewritten));
    for swap in [("harbour", "port"), ("closed", "shut"), ("dawn", "daybreak"), ("barges", "boats"), ("noon", "midday")]
    {
        assert!(swaps(&found).contains(&swap), "{swap:?} in {:?}", swaps(&found));
    }
    assert_eq!(found.substitutions[0].count, 1, "no word stands for another twice, except timber and wood");
}

#[test]
fn quotes_and_rewritten_sentences_make_one_passage() {
    let quote = "“We have asked for new hinges every single year since the flood,” the master said to the clerk. ";
    let found = aligned(&format!("{STORY} {quote}{STORY}"), &format!("{SPUN} {quote}{SPUN}"));
    assert_eq!(found.passages.len(), 1);
    assert_eq!(found.kind, Some(Kind::Rewritten));
}

#[test]
fn two_quotes_with_an_aside_between_make_two_passages() {
    let interjection =
        "I do not believe a word of it, and nobody who ever stood on that quay in rain and fog will either.";
    let other =
        "Over the radio came nothing except a long list of ships that nobody knew, read by somebody very tired.";
    let found = aligned(&format!("{STORY} {interjection} {OTHER}"), &format!("{STORY} {other} {OTHER}"));
    assert_eq!(found.passages.iter().map(|it| it.kind).collect::<Vec<_>>(), [Kind::Verbatim; 2]);
}

#[test]
fn a_quotation_in_the_sentence_of_another_is_verbatim_to_the_word() {
    let words: Vec<&str> = STORY.split(' ').collect();
    let host: Vec<&str> = OTHER.split(' ').collect();
    for (length, from, to) in [20, 33, 60]
        .into_iter()
        .flat_map(|length| (0..=words.len() - length).step_by(5).map(move |from| (length, from)))
        .flat_map(|(length, from)| [0, 7, 30, host.len()].map(|to| (length, from, to)))
    {
        let quoted = &words[from..from + length];
        let text = [&host[..to], quoted, &host[to..]].concat().join(" ");
        let found = aligned(&text, STORY);
        assert_eq!(found.passages.iter().map(|it| it.kind).collect::<Vec<_>>(), [Kind::Verbatim], "{text}");
        let (at, span) = (text.find(&quoted.join(" ")).unwrap_or(0), found.passages[0].left);
        let gap = |a: usize, b: usize| text[a.min(b)..a.max(b)].split_whitespace().count();
        assert!(gap(at, span.start as usize) <= 3, "{text}");
        assert!(gap(at + quoted.join(" ").len(), span.end as usize) <= 3, "{text}");
        assert_eq!(swaps(&found), []);
    }
}

#[test]
fn a_quotation_whose_words_the_source_has_again_with_edits_comes_from_where_they_are_equal() {
    let words: Vec<&str> = STORY.split(' ').collect();
    let quoted = words[17..39].join(" ");
    let again = format!("On the next day {} and the bread was late.", quoted.replace("delay", "weather"));
    let source = format!("{STORY} {again} {}", again.replace("timber", "stone"));
    let found = aligned(&format!("{OTHER} He wrote: {quoted} the next morning. {OTHER}"), &source);
    assert_eq!(found.passages.iter().map(|it| it.kind).collect::<Vec<_>>(), [Kind::Verbatim]);
    assert!(source[found.passages[0].right.start as usize..].starts_with(&quoted));
    assert_eq!(swaps(&found), []);
}

#[test]
fn two_quotations_in_the_other_order_stay_two() {
    let words: Vec<&str> = STORY.split(' ').collect();
    let text = format!("{} {OTHER} {} and so on.", words[45..70].join(" "), words[3..25].join(" "));
    let found = aligned(&text, STORY);
    assert_eq!(found.passages.iter().map(|it| it.kind).collect::<Vec<_>>(), [Kind::Verbatim; 2]);
}

#[test]
fn small_edits_make_an_edited_passage() {
    let found = aligned(STORY, &STORY.replace("at dawn", "before dawn"));
    assert_eq!(found.kind, Some(Kind::Edited));
    assert_eq!(swaps(&found), [("at", "before")]);
    assert!(found.changed > 0.0 && found.changed < 0.05);
}

#[test]
fn small_words_in_each_others_place_are_no_substitution_unless_they_recur() {
    let noise = STORY.replace("the old gate", "an old gate").replace("on the wood", "on a wood");
    assert_eq!(swaps(&aligned(STORY, &noise)), [], "the and an say nothing");
    let found = aligned(STORY, &STORY.replace("The ", "Ye ").replace("the ", "ye "));
    assert_eq!(swaps(&found), [("the", "ye")], "but this is a habit");
}

#[test]
fn reordered_sentences_make_one_passage() {
    let mut sentences: Vec<&str> = SPUN.split_inclusive(". ").collect();
    sentences.reverse();
    let found = aligned(STORY, &sentences.join(" "));
    assert_eq!(found.passages.len(), 1);
    assert_eq!(found.kind, Some(Kind::Rewritten));
}

#[test]
fn equal_short_texts_match_and_unequal_ones_do_not() {
    assert_eq!(aligned("Gate closed", "gate closed!").passages.len(), 1);
    assert_eq!(aligned("Gate closed again", "The gate is open").passages.len(), 0);
    let headline = "Harbour master closes northern gate";
    assert_eq!(aligned(headline, &format!("{headline}\n\n{OTHER}")).passages.len(), 1);
}

#[test]
fn unspaced_scripts_align_by_character() {
    let text =
        "河水夜里上涨,港务长在黎明时关闭了北门。两艘运木材的驳船在外面等候,船员们抱怨延误。中午水位下降,小船可以通过。";
    let copy = text.replace("黎明", "清晨").replace("抱怨", "不满");
    let found = aligned(text, &format!("今天的新闻如下所示。{copy}"));
    assert_eq!(found.passages.len(), 1);
    let span = found.passages[0].left;
    assert!((span.end - span.start) as usize * 10 >= text.len() * 9);
}

#[test]
fn nothing_and_no_words_share_nothing() {
    for (left, right) in [("", ""), ("", STORY), ("…!?", "…!?"), (STORY, "  \n")] {
        let found = aligned(left, right);
        assert_eq!((found.passages.len(), found.resemblance), (0, 0.0));
    }
}

/// Counted in steps for each byte, as `tests/growth.rs` counts them for many kinds of texts.
#[test]
fn one_word_repeated_a_million_times_costs_no_more_than_other_texts() {
    let dull = "same ".repeat(1_000_000);
    let with_story = format!("{STORY} {dull}");
    let [two, turned] = [("same old ", 300_000), ("old same ", 300_001)].map(|(words, times)| words.repeat(times));
    let [same, ..] = [(&dull, &dull), (&dull, &with_story), (&two, &turned)].map(|(left, right)| {
        let found = aligned(left, right);
        let steps = found.steps / (left.len() + right.len()) as u64;
        assert!(steps <= 48, "{steps} steps for each byte");
        found
    });
    assert_eq!(same.passages.len(), 1);
}

/// A text of a few distinct words, so that random texts share something.
fn texts() -> impl Strategy<Value = String> {
    let word =
        prop::sample::select(vec!["gate", "river", "the", "of", "timber", "old.", "Two", "rose!\n\n", "水", "é"]);
    prop::collection::vec(word, 0..120).prop_map(|words| words.join(" "))
}

proptest! {
    /// Spans lie in their texts, on character boundaries, and shares are shares.
    #[test]
    fn answers_are_well_formed(left in texts(), right in texts()) {
        let found = aligned(&left, &right);
        for passage in &found.passages {
            prop_assert!(left.get(passage.left.start as usize..passage.left.end as usize).is_some_and(|it| !it.is_empty()));
            prop_assert!(right.get(passage.right.start as usize..passage.right.end as usize).is_some_and(|it| !it.is_empty()));
            prop_assert!((0.0..=1.0).contains(&passage.changed));
        }
        prop_assert!((0.0..=1.0).contains(&found.resemblance));
        prop_assert_eq!(found.kind.is_some(), !found.passages.is_empty());
    }

    /// Whatever two texts hold, there is an answer, and its spans lie in them.
    #[test]
    fn any_texts_are_survived(pieces in prop::collection::vec("\\PC{0,12}|.{0,12}|[a-c ‘“\"«.-]{0,20}", 1..12), order in prop::collection::vec(any::<prop::sample::Index>(), 0..60)) {
        let (left, right) = order.split_at(order.len() / 2);
        let [left, right] = [left, right].map(|some| some.iter().map(|at| at.get(&pieces).as_str()).collect::<String>());
        for passage in aligned(&left, &right).passages {
            prop_assert!(left.get(passage.left.start as usize..passage.left.end as usize).is_some());
            prop_assert!(right.get(passage.right.start as usize..passage.right.end as usize).is_some());
        }
    }

    /// Exchanging the texts exchanges the sides of the answer.
    #[test]
    fn the_answer_is_symmetric(left in texts(), right in texts()) {
        let (there, back) = (aligned(&left, &right), aligned(&right, &left));
        let spans = |it: &Alignment| it.passages.iter().map(|p| (p.left, p.right)).collect::<Vec<_>>();
        let mut mirrored: Vec<_> = spans(&back).into_iter().map(|(a, b)| (b, a)).collect();
        mirrored.sort_unstable();
        prop_assert_eq!(spans(&there), mirrored);
        prop_assert_eq!(there.left_in_right, back.right_in_left);
        prop_assert_eq!(there.substitutions.len(), back.substitutions.len());
    }

    /// A text of any words repeats itself.
    #[test]
    fn every_text_with_words_repeats_itself(text in texts()) {
        prop_assert_eq!(aligned(&text, &text).passages.len(), usize::from(!tokenize(&text).is_empty()));
    }
}

#[test]
fn a_word_never_stands_for_itself() {
    // The capital Mu passes for a Latin M and the small one for nothing Latin: two words, in small letters one.
    let left = "banding devastation hamstring for. \u{39c}m fg the to by five code russia";
    let right = "they hamstring. For \u{3bc}m fg the to creed by five code russia";
    let found = aligned(left, right);
    assert!(!found.passages.is_empty());
    assert!(found.substitutions.iter().all(|swap| swap.left != swap.right), "{:?}", found.substitutions);
}

/// A text of `count` words of a large vocabulary, in sentences.
fn prose(seed: u64, count: u64) -> Vec<String> {
    let word = |at: u64| {
        let mixed = crate::hash::finish(seed * 1_000_003 + at);
        // Squared, so that some words are common and most are rare.
        let number = (mixed % 97) * (mixed / 97 % 97);
        let letters: String = (0..3).map(|step| SYLLABLES[(number as usize / 21usize.pow(step)) % 21]).collect();
        if at % 13 == 12 {
            format!("{letters}.")
        } else if at.is_multiple_of(13) {
            format!("B{letters}")
        } else {
            letters
        }
    };
    (0..count).map(word).collect()
}

const SYLLABLES: [&str; 21] = [
    "ba", "ce", "di", "fo", "gu", "ha", "je", "ki", "lo", "mu", "na", "pe", "qui", "ro", "su", "ta", "ve", "wi", "xo",
    "yu", "za",
];

fn aligned_locally(left: &str, right: &str, local: bool) -> Alignment {
    let (a, b) = (tokenize(left), tokenize(right));
    let sides = [(left, &a), (right, &b)].map(|(text, tokens)| TokenizedText { text, tokens });
    compare_until(sides[0], sides[1], AlignOptions { local, ..AlignOptions::default() }, &Stop::new())
        .expect("nobody asks to stop")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    /// What is copied or reworded in long texts is found when these are looked at in parts, as it is when they are looked
    /// at as wholes: at least 97 of 100 bytes.
    #[test]
    fn long_texts_are_found_in_parts_what_they_are_as_wholes(seed in 0u64..1_000, every in 3usize..40, count in 60usize..400, place in 0usize..5_000) {
        let passage = prose(seed, count as u64);
        let mut other = passage.clone();
        (0..count).step_by(every).for_each(|at| other[at] = prose(seed + 7_000 + at as u64, 1).remove(0));
        if every % 2 == 0 {
            other.chunks_mut(4).for_each(|words| words.reverse());
        }
        let (mut left, mut right) = (prose(seed + 2_000, 6_000), prose(seed + 3_000, 5_500));
        left.splice(place..place, other);
        right.splice(5_000 - place..5_000 - place, passage);
        let (left, right) = (left.join(" "), right.join(" "));
        let [whole, local] = [false, true].map(|local| aligned_locally(&left, &right, local));
        let bytes = |found: &Alignment| found.passages.iter().flat_map(|it| it.left.start..it.left.end).collect::<std::collections::BTreeSet<u32>>();
        let (all, found) = (bytes(&whole), bytes(&local));
        prop_assert!(all.intersection(&found).count() * 100 >= all.len() * 97, "{:?} {:?}", whole.passages, local.passages);
        prop_assert_eq!(whole.resemblance, local.resemblance);
    }
}
