//! Extents of tokens in one text, and regions: one extent in each of two texts.

/// Half-open range of token indices in one text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Extent {
    /// First token.
    pub start: u32,
    /// One past the last token.
    pub end: u32,
}

impl Extent {
    /// The extent of one token.
    pub fn one(at: usize) -> Self {
        Self { start: at as u32, end: at as u32 + 1 }
    }

    /// Number of tokens.
    pub fn len(self) -> u32 {
        self.end - self.start
    }

    /// The same as indices into a slice.
    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }

    /// The smallest extent around both.
    pub fn hull(self, other: Self) -> Self {
        Self { start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// Number of tokens in both.
    pub fn common(self, other: Self) -> u32 {
        self.end.min(other.end).saturating_sub(self.start.max(other.start))
    }

    /// The same with up to `by` tokens more on either hand, as far as they lie in `within`.
    pub fn widened(self, by: u32, within: Self) -> Self {
        Self {
            start: self.start.saturating_sub(by).max(within.start),
            end: self.end.saturating_add(by).min(within.end),
        }
    }

    /// Whether `other` lies inside.
    pub fn holds(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }
}

/// What belongs together in the two texts: index 0 is the left one, 1 the right one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Region {
    /// The extent in each text.
    pub sides: [Extent; 2],
}

impl Region {
    /// A region from its corners.
    pub fn new(left: (u32, u32), right: (u32, u32)) -> Self {
        Self { sides: [Extent { start: left.0, end: left.1 }, Extent { start: right.0, end: right.1 }] }
    }

    /// The smallest region around both.
    pub fn hull(self, other: Self) -> Self {
        Self { sides: [self.sides[0].hull(other.sides[0]), self.sides[1].hull(other.sides[1])] }
    }

    /// Whether `other` lies inside on both sides.
    pub fn holds(self, other: Self) -> bool {
        self.sides[0].holds(other.sides[0]) && self.sides[1].holds(other.sides[1])
    }

    /// Tokens of the shorter and of the longer side.
    pub fn shorter_first(self) -> [u32; 2] {
        let [left, right] = self.sides.map(Extent::len);
        [left.min(right), left.max(right)]
    }

    /// Tokens on both sides together.
    pub fn len(self) -> u32 {
        self.sides[0].len() + self.sides[1].len()
    }
}

/// The smallest region around all of `regions`; `None` without regions.
pub fn hull(regions: &[Region]) -> Option<Region> {
    regions.iter().copied().reduce(Region::hull)
}
