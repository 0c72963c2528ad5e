//! Merging sorted lists.

/// The numbers of all `lists`, each of which rises, in one list that does.
///
/// Neighbouring lists are merged two by two, until one is left: each number is looked at `log₂ lists` times.
pub fn merged(mut lists: Vec<Vec<u64>>) -> Vec<u64> {
    while lists.len() > 1 {
        lists = lists
            .chunks_mut(2)
            .map(|two| match two {
                [one, other] => merge(one, other),
                _ => std::mem::take(&mut two[0]),
            })
            .collect();
    }
    lists.pop().unwrap_or_default()
}

/// Merges two lists: the lower and the upper half of the result side by side, since each step waits for the one before.
fn merge(a: &[u64], b: &[u64]) -> Vec<u64> {
    let mut out = vec![0; a.len() + b.len()];
    let half = out.len() / 2;
    let cut = least(a, b, half);
    let (low, high) = out.split_at_mut(half);
    let mut lower = Merge { a: &a[..cut], b: &b[..half - cut], from_a: 0, from_b: 0 };
    let mut upper = Merge { a: &a[cut..], b: &b[half - cut..], from_a: 0, from_b: 0 };
    while lower.is_open() && upper.is_open() {
        lower.step(low);
        upper.step(high);
    }
    lower.finish(low);
    upper.finish(high);
    out
}

/// How many of the `count` least numbers of both lists are in `a`, whose numbers come first where they are equal.
fn least(a: &[u64], b: &[u64], count: usize) -> usize {
    let (mut from, mut to) = (count.saturating_sub(b.len()), count.min(a.len()));
    while from < to {
        let middle = usize::midpoint(from, to);
        if a[middle] <= b[count - middle - 1] {
            from = middle + 1;
        } else {
            to = middle;
        }
    }
    from
}

/// Two lists on their way into one.
struct Merge<'a> {
    a: &'a [u64],
    b: &'a [u64],
    /// How many were taken from each.
    from_a: usize,
    from_b: usize,
}

impl Merge<'_> {
    /// Whether there is something left of both.
    #[inline(always)]
    fn is_open(&self) -> bool {
        self.from_a < self.a.len() && self.from_b < self.b.len()
    }

    /// Takes one number, with no branch on which list it comes from.
    #[inline(always)]
    fn step(&mut self, out: &mut [u64]) {
        let (a, b) = (self.a[self.from_a], self.b[self.from_b]);
        out[self.from_a + self.from_b] = a.min(b);
        self.from_a += usize::from(a <= b);
        self.from_b += usize::from(a > b);
    }

    fn finish(mut self, out: &mut [u64]) {
        while self.is_open() {
            self.step(out);
        }
        let (a, b) = (&self.a[self.from_a..], &self.b[self.from_b..]);
        let rest = &mut out[self.from_a + self.from_b..];
        rest[..a.len()].copy_from_slice(a);
        rest[a.len()..].copy_from_slice(b);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// Merging is sorting, however many lists there are and however long each is.
        #[test]
        fn merging_is_sorting(lists in prop::collection::vec(prop::collection::vec(prop_oneof![0u64..9, any::<u64>()], 0..60), 0..11)) {
            let lists: Vec<Vec<u64>> = lists.into_iter().map(|mut list| { list.sort_unstable(); list }).collect();
            let mut expected = lists.concat();
            expected.sort_unstable();
            prop_assert_eq!(merged(lists), expected);
        }
    }
}
