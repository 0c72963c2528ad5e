//! Pairs of texts, aligned source by source: each text is prepared once, and only the queries of all pairs stay in memory.

use std::collections::HashMap;
use std::sync::OnceLock;

use provenance_core::align::{self, AlignOptions, PreparedText, Query, Source};
use provenance_core::error::Error;
use provenance_core::search::Boilerplate;
use provenance_core::work::Stop;
use rayon::prelude::*;

use crate::prepared::Text;

/// A query with what the index says of it, a source, and how they are aligned.
#[derive(Clone, Copy)]
pub struct Pair<'a> {
    pub query: &'a Text,
    pub boilerplate: &'a Boilerplate,
    pub source: &'a Text,
    pub options: AlignOptions<'a>,
}

/// What each pair comes to, by `read`, on the current thread pool.
///
/// Texts are told apart by where they lie in memory: who hands over one text many times has it prepared once.
pub fn align<T: Send>(
    pairs: &[Pair<'_>],
    stop: &Stop,
    read: impl Fn(align::Alignment, &Pair<'_>) -> T + Sync,
) -> Result<Vec<T>, Error> {
    for (index, pair) in pairs.iter().enumerate() {
        pair.query.checked(index)?;
        pair.source.checked(index)?;
    }
    let queries =
        Places::of(pairs.iter().map(|pair| (address(pair.query), std::ptr::from_ref(pair.boilerplate) as usize)));
    let texts: Vec<OnceLock<PreparedText>> = queries.indices.iter().map(|_| OnceLock::new()).collect();
    let asked: Vec<OnceLock<Query<'_>>> = queries.indices.iter().map(|_| OnceLock::new()).collect();
    let sources = Places::of(pairs.iter().map(|pair| address(pair.source)));
    let own: HashMap<usize, usize> =
        queries.indices.iter().map(|pairs_of| (address(pairs[pairs_of[0]].query), queries.of[pairs_of[0]])).collect();
    let aligned = sources.indices.par_iter().map(|indices| {
        let made = OnceLock::new();
        let text = pairs[indices[0]].source;
        let kept = own.get(&address(text)).map_or(&made, |&query| &texts[query]);
        let source =
            Source { text: text.text(), prepared: text.prepared(|text| kept.get_or_init(|| PreparedText::new(text))) };
        let one = |&index: &usize| {
            let (pair, query) = (&pairs[index], queries.of[index]);
            let prepared = || pair.query.prepared(|text| texts[query].get_or_init(|| PreparedText::new(text)));
            let ask = || Query::new(Source { text: pair.query.text(), prepared: prepared() }, pair.boilerplate);
            let found = align::compare_prepared(asked[query].get_or_init(ask), source, pair.options, stop)?;
            Ok((index, read(found, pair)))
        };
        indices.par_iter().map(one).collect::<Result<Vec<(usize, T)>, Error>>()
    });
    let mut all: Vec<(usize, T)> = aligned.collect::<Result<Vec<_>, Error>>()?.into_iter().flatten().collect();
    all.sort_unstable_by_key(|&(index, _)| index);
    Ok(all.into_iter().map(|(_, one)| one).collect())
}

fn address(text: &Text) -> usize {
    text.text().as_ptr() as usize
}

/// Equal things of a list, numbered in order of appearance.
struct Places {
    /// The number of each thing.
    of: Vec<usize>,
    /// The indices of the things with each number.
    indices: Vec<Vec<usize>>,
}

impl Places {
    fn of<K: Eq + std::hash::Hash>(things: impl Iterator<Item = K>) -> Self {
        let (mut numbers, mut places) = (HashMap::new(), Self { of: Vec::new(), indices: Vec::new() });
        for (index, thing) in things.enumerate() {
            let number = *numbers.entry(thing).or_insert(places.indices.len());
            if number == places.indices.len() {
                places.indices.push(Vec::new());
            }
            places.indices[number].push(index);
            places.of.push(number);
        }
        places
    }
}
