//! What alignment promises, on texts written for the purpose, and slow twins of its fast routines.

use proptest::prelude::*;

use super::runs::{Run, SHORTEST, runs};
use super::shingles::Shingles;
use super::{Comparison, Kind, Side, compare};
use crate::text::tokenize;

const STORY: &str = "The harbour master closed the northern gate at dawn because the river had risen overnight. \
    Two barges with timber were waiting outside, and their crews complained about the delay. By noon the water \
    had dropped far enough for a small pilot boat to pass. The master then wrote to the council that the old gate \
    needs repair before winter, since its hinges are worn and the wood is rotten below the water line.";

const SPUN: &str = "The port master shut the northern gate at daybreak because the stream had risen overnight. \
    Two boats with lumber were waiting outside, and their crews grumbled about the delay. By midday the water \
    had dropped far enough for a little pilot boat to pass. The master then wrote to the council that the old gate \
    needs fixing before winter, since its joints are worn and the lumber is rotten below the water line.";

const OTHER: &str = "Bread rises because yeast turns sugar into gas. Warm dough rises faster than cold dough, but \
    slow rising gives more taste. Salt slows the yeast down a little and makes the crumb firmer. A hot oven with \
    steam keeps the crust soft for the first minutes, so that the loaf can still grow before it sets.";

fn aligned(left: &str, right: &str) -> Comparison {
    let (a, b) = (tokenize(left), tokenize(right));
    compare(Side { text: left, tokens: &a }, Side { text: right, tokens: &b })
}

fn swaps(found: &Comparison) -> Vec<(&str, &str)> {
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
fn small_edits_make_an_edited_passage() {
    let found = aligned(STORY, &STORY.replace("at dawn", "before dawn"));
    assert_eq!(found.kind, Some(Kind::Edited));
    assert_eq!(swaps(&found), [("at", "before")]);
    assert!(found.changed > 0.0 && found.changed < 0.05);
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

#[test]
fn one_word_repeated_a_million_times_costs_no_more_than_other_texts() {
    let dull = "same ".repeat(1_000_000);
    assert_eq!(aligned(&dull, &dull).passages.len(), 1);
    aligned(&dull, &format!("{STORY} {dull}"));
    aligned(&"same old ".repeat(300_000), &"old same ".repeat(300_001));
}

/// Every maximal run of equal tokens, by comparing all pairs of positions.
fn naive_runs(left: &[u64], right: &[u64]) -> Vec<Run> {
    let equal = |i: usize, j: usize| i < left.len() && j < right.len() && left[i] == right[j];
    let mut out = Vec::new();
    for i in 0..left.len() {
        for j in 0..right.len() {
            let starts = equal(i, j) && !(i > 0 && j > 0 && equal(i - 1, j - 1));
            let len = if starts { (0..).take_while(|&n| equal(i + n, j + n)).count() } else { 0 };
            if len >= SHORTEST {
                out.push(Run { at: [i as u32, j as u32], len: len as u32 });
            }
        }
    }
    out
}

/// A text of a few distinct words, so that random texts share something.
fn texts() -> impl Strategy<Value = String> {
    let word =
        prop::sample::select(vec!["gate", "river", "the", "of", "timber", "old.", "Two", "rose!\n\n", "水", "é"]);
    prop::collection::vec(word, 0..120).prop_map(|words| words.join(" "))
}

proptest! {
    /// Runs are found as the naive twin finds them, as long as no shingle is too common.
    #[test]
    fn runs_equal_those_of_the_naive_twin(
        left in prop::collection::vec(0u64..6, 0..15), right in prop::collection::vec(0u64..6, 0..15)
    ) {
        prop_assert_eq!(runs([&left, &right], &Shingles::new([&left, &right])), naive_runs(&left, &right));
    }

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

    /// Exchanging the texts exchanges the sides of the answer.
    #[test]
    fn the_answer_is_symmetric(left in texts(), right in texts()) {
        let (there, back) = (aligned(&left, &right), aligned(&right, &left));
        let spans = |it: &Comparison| it.passages.iter().map(|p| (p.left, p.right)).collect::<Vec<_>>();
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
