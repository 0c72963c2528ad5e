//! What alignment promises, on texts written for the purpose, and slow twins of its fast routines.

use proptest::prelude::*;

use super::block::{Block, Extent};
use super::boundary::greatest_sum;
use super::chain::groups;
use super::rivals::{Found, settle};
use super::runs::{Run, SHORTEST, runs};
use super::shingles::Shingles;
use super::weave::rising;
use super::{Comparison, Kind, Side, compare};
use crate::text::tokenize;
use crate::work::{Stop, Work};

pub const STORY: &str = "The harbour master closed the northern gate at dawn because the river had risen overnight. \
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

pub fn aligned(left: &str, right: &str) -> Comparison {
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
fn two_quotes_with_an_aside_between_make_two_passages() {
    let aside = "I do not believe a word of it, and nobody who ever stood on that quay in rain and fog will either.";
    let other =
        "Over the radio came nothing except a long list of ships that nobody knew, read by somebody very tired.";
    let found = aligned(&format!("{STORY} {aside} {OTHER}"), &format!("{STORY} {other} {OTHER}"));
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

/// Cuts every group wherever a gap of one text separates its seeds, until there is no such gap.
fn naive_groups(seeds: &[Block], most_gap: u32) -> Vec<Vec<Block>> {
    let mut groups = vec![seeds.to_vec()];
    for side in [0, 1].repeat(seeds.len() + 1) {
        groups = groups.into_iter().flat_map(|group| naive_cut(group, side, most_gap)).collect();
    }
    groups.iter_mut().for_each(|group| group.sort_unstable());
    groups.sort_unstable();
    groups
}

fn naive_cut(mut group: Vec<Block>, side: usize, most_gap: u32) -> Vec<Vec<Block>> {
    group.sort_unstable_by_key(|seed| seed.sides[side]);
    let mut parts: Vec<Vec<Block>> = Vec::new();
    for seed in group {
        let reach = parts.last().map(|part| part.iter().map(|seed| seed.sides[side].end).max());
        match parts.last_mut() {
            Some(part) if Some(seed.sides[side].start) <= reach.flatten().map(|end| end + most_gap) => part.push(seed),
            _ => parts.push(vec![seed]),
        }
    }
    parts
}

/// Seeds of which each, once it is cut off in one text, leaves the next one alone in the other.
fn staircase(steps: u32) -> Vec<Block> {
    let place = |at: u32| (60 * at, 60 * at + 10);
    let left = |step: u32| if step == 0 { 0 } else { 18 + if step.is_multiple_of(2) { step - 2 } else { step } };
    let right = |step: u32| if step.is_multiple_of(2) { step + 1 } else { step - 1 };
    (0..steps).map(|step| Block::new(place(left(step)), place(right(step)))).collect()
}

#[test]
fn a_staircase_of_seeds_costs_no_more_than_other_seeds() {
    let steps = |seeds: u32| {
        let stop = Stop::new();
        let work = Work::new(&stop);
        assert_eq!(groups(&staircase(seeds), 90, &work.share(0)).len(), seeds as usize);
        work.done() / u64::from(seeds)
    };
    assert!(steps(300_000) <= steps(300) + 1);
    assert_eq!(grouped(&staircase(60), 90), naive_groups(&staircase(60), 90));
}

fn grouped(seeds: &[Block], most_gap: u32) -> Vec<Vec<Block>> {
    groups(seeds, most_gap, &Work::new(&Stop::new()).share(0))
}

/// Every stretch, and the first of those with the greatest sum.
fn naive_greatest_sum(scores: &[f32]) -> Option<f32> {
    let stretches = (0..scores.len()).flat_map(|start| (start + 1..=scores.len()).map(move |end| start..end));
    let sums = stretches.map(|stretch| scores[stretch].iter().sum::<f32>());
    sums.filter(|&sum| sum > 0.0).max_by(f32::total_cmp)
}

/// The length of the longest rising subsequence, by looking at all pairs.
fn naive_rising(pairs: &[(u32, u32)]) -> usize {
    let mut longest: Vec<usize> = Vec::new();
    for (at, pair) in pairs.iter().enumerate() {
        let before = (0..at).filter(|&other| pairs[other].1 < pair.1).map(|other| longest[other]).max();
        longest.push(before.unwrap_or(0) + 1);
    }
    longest.into_iter().max().unwrap_or(0)
}

/// Takes the weightiest block again and again that is no rival of one taken before.
fn naive_settle(mut found: Vec<Found>) -> Vec<Block> {
    found.sort_by(|a, b| b.weight.total_cmp(&a.weight).then(a.block.cmp(&b.block)));
    let mut kept: Vec<Block> = Vec::new();
    for Found { block, .. } in found {
        let covers = |a: Extent, b: Extent| 2 * a.common(b) > a.len().min(b.len());
        if !kept.iter().any(|other| (0..2).any(|side| covers(block.sides[side], other.sides[side]))) {
            kept.push(block);
        }
    }
    kept.sort_unstable();
    kept
}

/// Blocks in two texts of 400 tokens.
fn some_blocks() -> impl Strategy<Value = Vec<Block>> {
    let extent = || (0u32..400, 1u32..60).prop_map(|(start, len)| (start, start + len));
    prop::collection::vec((extent(), extent()).prop_map(|(left, right)| Block::new(left, right)), 0..40)
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
        prop_assert_eq!(runs([&left, &right], &Shingles::new([&left, &right]), &Work::new(&Stop::new())), naive_runs(&left, &right));
    }

    /// Groups are what cutting at every gap leaves.
    #[test]
    fn groups_equal_those_of_the_naive_twin(seeds in some_blocks(), most_gap in 0u32..40) {
        let naive = naive_groups(&seeds, most_gap);
        prop_assert_eq!(grouped(&seeds, most_gap), if seeds.is_empty() { Vec::new() } else { naive });
    }

    /// The greatest sum is that of all stretches; whole numbers, so that sums are exact.
    #[test]
    fn the_greatest_sum_equals_that_of_the_naive_twin(scores in prop::collection::vec(-9i8..9, 0..40)) {
        let scores: Vec<f32> = scores.into_iter().map(f32::from).collect();
        let found = greatest_sum(scores.iter().copied());
        prop_assert_eq!(found.map(|(_, sum)| sum), naive_greatest_sum(&scores));
        if let Some((extent, sum)) = found {
            prop_assert_eq!(scores[extent.range()].iter().sum::<f32>(), sum);
        }
    }

    /// The chain rises on both sides, is taken from the pairs, and none is longer.
    #[test]
    fn the_rising_chain_is_as_long_as_that_of_the_naive_twin(rights in prop::collection::vec(0u32..30, 0..40)) {
        let pairs: Vec<(u32, u32)> = (0..).zip(rights).collect();
        let chain = rising(&pairs);
        prop_assert!(chain.windows(2).all(|two| two[0].0 < two[1].0 && two[0].1 < two[1].1));
        prop_assert!(chain.iter().all(|pair| pairs.contains(pair)));
        prop_assert_eq!(chain.len(), naive_rising(&pairs));
    }

    /// Of rivals, the same stay as when each block is compared with all that were kept.
    #[test]
    fn settled_rivals_equal_those_of_the_naive_twin(blocks in some_blocks(), weights in prop::collection::vec(0u8..9, 40)) {
        let weigh = |(&block, weight): (&Block, u8)| Found { block, weight: f32::from(weight), exact: false };
        let found: Vec<Found> = blocks.iter().zip(weights).map(weigh).collect();
        prop_assert_eq!(settle(found.clone()), naive_settle(found));
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

#[test]
fn a_word_never_stands_for_itself() {
    // The capital Mu passes for a Latin M and the small one for nothing Latin: two words, in small letters one.
    let left = "banding devastation hamstring for. \u{39c}m fg the to by five code russia";
    let right = "they hamstring. For \u{3bc}m fg the to creed by five code russia";
    let found = aligned(left, right);
    assert!(!found.passages.is_empty());
    assert!(found.substitutions.iter().all(|swap| swap.left != swap.right), "{:?}", found.substitutions);
}
