//! Values in order of their groups.

/// Values that belong to numbered documents or keys, those of one side by side.
pub struct Grouped<T> {
    values: Vec<T>,
    /// Where the values of each end.
    ends: Vec<usize>,
}

impl<T: Copy + Default> Grouped<T> {
    /// Brings the values of each of `count` places together, in the order they come: a counting sort.
    pub fn new(pairs: impl Iterator<Item = (u32, T)> + Clone, count: usize) -> Self {
        let mut ends = vec![0usize; count + 1];
        pairs.clone().for_each(|(place, _)| ends[place as usize + 1] += 1);
        for place in 0..count {
            ends[place + 1] += ends[place];
        }
        let mut values = vec![T::default(); ends[count]];
        pairs.for_each(|(place, value)| {
            values[ends[place as usize]] = value;
            ends[place as usize] += 1;
        });
        ends.truncate(count);
        Self { values, ends }
    }

    /// The values of one place.
    pub fn of(&self, place: usize) -> &[T] {
        let start = if place == 0 { 0 } else { self.ends[place - 1] };
        &self.values[start..self.ends[place]]
    }

    /// The first `most` values of one place, or all.
    pub fn first(&self, place: usize, most: usize) -> &[T] {
        let all = self.of(place);
        &all[..all.len().min(most)]
    }
}
