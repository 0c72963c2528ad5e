//! Chaining: seeds that lie close together in both texts become one block.

use super::block::Block;

/// Groups `seeds` so that neighbours of a group are at most `most_gap` tokens apart in each text, in any order.
pub fn groups(seeds: Vec<Block>, most_gap: u32) -> Vec<Vec<Block>> {
    let mut open = vec![(seeds, 0usize, 0u8)];
    let mut done = Vec::new();
    while let Some((group, side, settled)) = open.pop() {
        if group.is_empty() {
            continue;
        }
        let parts = cut(group, side, most_gap);
        let settled = if parts.len() == 1 { settled + 1 } else { 1 };
        for part in parts {
            if settled >= 2 {
                done.push(part);
            } else {
                open.push((part, 1 - side, settled));
            }
        }
    }
    done.sort_unstable_by(|a, b| a.iter().min().cmp(&b.iter().min()));
    done
}

/// Cuts a group wherever more than `most_gap` tokens of one text separate its seeds.
fn cut(mut group: Vec<Block>, side: usize, most_gap: u32) -> Vec<Vec<Block>> {
    group.sort_unstable_by_key(|seed| (seed.sides[side], *seed));
    let mut parts: Vec<Vec<Block>> = Vec::new();
    let mut reach = 0;
    for seed in group {
        let extent = seed.sides[side];
        match parts.last_mut() {
            Some(part) if extent.start <= reach + most_gap => part.push(seed),
            _ => parts.push(vec![seed]),
        }
        reach = if parts.last().is_some_and(|part| part.len() == 1) { extent.end } else { reach.max(extent.end) };
    }
    parts
}
