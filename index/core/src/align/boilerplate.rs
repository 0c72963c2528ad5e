//! Boilerplate is taken out of texts before they are aligned, as if it were not there. Regions that share little but
//! what is left of boilerplate are dropped.
//!
//! Of `verbatim` shingles, only sampled ones are known to be boilerplate (the fingerprints that too many documents
//! hold). So the tokens between two near ones count as well. A single one is a common phrase and says nothing. All
//! `context` shingles are fingerprints, so all that are boilerplate are known.

use std::collections::HashSet;

use crate::align::region::{Extent, Region};
use crate::align::seeds::shingles::ShingleTable;
use crate::postings::{KEY_BITS, key_of};
use crate::search::Boilerplate;
use crate::text::{TokenizedText, Tokens};
use crate::tuning::align::boilerplate as tuning;
use crate::view::{SHINGLE_SIZE, View, shingles};

/// Drops those of `regions` of whose shared `context` shingles nearly all are boilerplate.
pub fn drop_boilerplate_regions(regions: &mut Vec<Region>, sides: [TokenizedText<'_>; 2], boilerplate: &Boilerplate) {
    if boilerplate.context.is_empty() || regions.is_empty() {
        return;
    }
    regions.retain(|region| {
        let [left, right] = [0, 1].map(|side| keys_in(sides[side].tokens, region.sides[side]));
        let shared = left.intersection(&right).count();
        let rare = left.intersection(&right).filter(|key| boilerplate.context.binary_search(key).is_err()).count();
        rare * tuning::most_shared() >= shared
    });
}

/// Keys of the `context` shingles inside `extent`.
fn keys_in(tokens: &Tokens, extent: Extent) -> HashSet<u64> {
    shingles(&part(tokens, extent), View::Context).iter().map(|one| key_of(one.hash)).collect()
}

/// The tokens of `extent`, as far as shingles need them.
fn part(tokens: &Tokens, extent: Extent) -> Tokens {
    let (hashes, stems) = (tokens.hashes[extent.range()].to_vec(), tokens.stems[extent.range()].to_vec());
    Tokens { hashes, stems, ..Tokens::default() }
}

/// Where boilerplate stands in a text with these sorted `verbatim` shingles, in order.
///
/// Costs a search in the table for each key of the boilerplate, and a step for each token of a notice.
pub fn notices(tokens: &Tokens, verbatim: &ShingleTable, boilerplate: &Boilerplate) -> Vec<Extent> {
    let size = SHINGLE_SIZE.min(tokens.len()) as u32;
    let places = boilerplate.verbatim.iter().flat_map(|&key| verbatim.between(hashes_of(key)));
    let mut places: Vec<u32> = places.copied().collect();
    places.sort_unstable();
    let known = places.into_iter().map(|place| Extent { start: place, end: place + size });
    let mut stretches = joined(known, tuning::window().saturating_sub(size));
    stretches.retain(|stretch| stretch.len() >= tuning::least_stretch());
    stretches.iter_mut().for_each(|stretch| *stretch = grown(*stretch, &context_around(*stretch, tokens, boilerplate)));
    joined(stretches.into_iter(), tuning::most_filled_in())
}

/// The hashes that have this key.
fn hashes_of(key: u64) -> std::ops::RangeInclusive<u64> {
    let low = key << (64 - KEY_BITS);
    low..=low | (u64::MAX >> KEY_BITS)
}

/// The extents of the `context` shingles in and around a stretch that are boilerplate.
fn context_around(stretch: Extent, tokens: &Tokens, boilerplate: &Boilerplate) -> Vec<Extent> {
    let around = stretch.widened(tuning::around(), Extent { start: 0, end: tokens.len() as u32 });
    let start = around.start;
    let all = shingles(&part(tokens, around), View::Context).into_iter();
    let known = all.filter(|shingle| boilerplate.context.binary_search(&key_of(shingle.hash)).is_ok());
    known.map(|one| Extent { start: start + one.first, end: start + one.last + 1 }).collect()
}

/// A stretch up to its true ends, which lie less than a window beyond its fingerprints.
fn grown(stretch: Extent, context: &[Extent]) -> Extent {
    let Extent { mut start, mut end } = stretch;
    for more in &context[context.partition_point(|one| one.end <= stretch.end)..] {
        if more.start > end || end >= stretch.end + tuning::window() {
            break;
        }
        end = more.end;
    }
    for more in context[..context.partition_point(|one| one.start < stretch.start)].iter().rev() {
        if more.end < start || start + tuning::window() <= stretch.start {
            break;
        }
        start = more.start;
    }
    Extent { start, end }
}

/// Extents in order of their starts, those with at most `gap` tokens between them made one.
fn joined(extents: impl Iterator<Item = Extent>, gap: u32) -> Vec<Extent> {
    let mut all: Vec<Extent> = Vec::new();
    for extent in extents {
        match all.last_mut() {
            Some(last) if extent.start <= last.end + gap => last.end = last.end.max(extent.end),
            _ => all.push(extent),
        }
    }
    all
}

/// `tokens` without `notices`, which are in order.
pub fn without(tokens: &Tokens, notices: &[Extent]) -> Tokens {
    let mut rest = Tokens { normalization: tokens.normalization, ..Tokens::default() };
    let ends = notices.iter().map(|notice| notice.end as usize).chain([0]);
    let mut at = 0;
    for (start, next) in notices.iter().map(|notice| notice.start as usize).chain([tokens.len()]).zip(ends) {
        rest.hashes.extend_from_slice(&tokens.hashes[at..start]);
        rest.stems.extend_from_slice(&tokens.stems[at..start]);
        rest.spans.extend_from_slice(&tokens.spans[at..start]);
        at = next;
    }
    rest
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::tokenize;
    use crate::view::shingle_hashes;
    use crate::winnow::winnow;

    fn known(text: &str) -> Boilerplate {
        let tokens = tokenize(text);
        let keys = |hashes: Vec<u64>| {
            let mut keys: Vec<u64> = hashes.into_iter().map(key_of).collect();
            keys.sort_unstable();
            keys
        };
        let mut fingerprints = Vec::new();
        winnow(&shingle_hashes(&tokens, View::Verbatim), tuning::window() as usize, &mut Vec::new(), &mut fingerprints);
        Boilerplate { verbatim: keys(fingerprints), context: keys(shingle_hashes(&tokens, View::Context)) }
    }

    fn table(tokens: &Tokens) -> ShingleTable {
        ShingleTable::of(&shingles(tokens, View::Verbatim))
    }

    fn numbered(word: &str, count: usize) -> String {
        (0..count).map(|at| format!("{word}{at} ")).collect()
    }

    fn parts_of(tokens: &Tokens, parts: [std::ops::Range<usize>; 2]) -> Tokens {
        let mut rest = Tokens { normalization: tokens.normalization, ..Tokens::default() };
        for part in parts {
            rest.hashes.extend_from_slice(&tokens.hashes[part.clone()]);
            rest.stems.extend_from_slice(&tokens.stems[part.clone()]);
            rest.spans.extend_from_slice(&tokens.spans[part]);
        }
        rest
    }

    /// A notice goes, with what is filled in, and the text on both sides of it stays.
    #[test]
    fn a_notice_is_taken_out_of_a_text() {
        let notice = numbered("notice", 40);
        let (head, tail) = notice.split_at(notice.match_indices(' ').nth(19).expect("40 words").0 + 1);
        let filled_in = format!("{head}someone else {tail}");
        let text = format!("{}{filled_in}{}", numbered("before", 30), numbered("after", 30));
        let tokens = tokenize(&text);
        let notices = notices(&tokens, &table(&tokens), &known(&notice));
        assert_eq!(notices, [Extent { start: 30, end: 72 }]);
        assert_eq!(without(&tokens, &notices), parts_of(&tokens, [0..30, 72..102]));
    }

    /// A phrase that many documents have is no boilerplate where it stands alone.
    #[test]
    fn a_common_phrase_stays() {
        let phrase = numbered("phrase", 7);
        let text = format!("{}{phrase}{}{phrase}{}", numbered("a", 20), numbered("b", 20), numbered("c", 20));
        let tokens = tokenize(&text);
        assert_eq!(notices(&tokens, &table(&tokens), &known(&phrase)), []);
    }

    /// A region whose shared shingles are boilerplate goes; one that shares a few others as well stays.
    #[test]
    fn a_region_of_boilerplate_is_dropped() {
        let texts = [format!("{}{}", numbered("form", 12), numbered("own", 12)), numbered("form", 12)];
        let tokens = [tokenize(&texts[0]), tokenize(&texts[1])];
        let sides = [0, 1].map(|side| TokenizedText { text: &texts[side], tokens: &tokens[side] });
        let keys = known(&texts[1]).context;
        let first = |count: usize| Boilerplate { context: keys[..count].to_vec(), ..Boilerplate::default() };
        let region = Region::new((0, 24), (0, 12));
        for (count, left) in [(keys.len(), 0), (keys.len() - 1, 0), (keys.len() / 2, 1), (0, 1)] {
            let mut regions = vec![region];
            drop_boilerplate_regions(&mut regions, sides, &first(count));
            assert_eq!(regions.len(), left, "{count} of {} known", keys.len());
        }
    }
}
