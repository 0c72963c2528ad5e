//! Finding the values of many keys in a segment.

use crate::error::Error;
use crate::postings::KEY_BITS;
use crate::segment::group::Group;
use crate::segment::reader::Segment;
use crate::sketch::Channel;

/// Postings for each key up to which walking through all of them takes less time than looking each key up.
const WALKED: u64 = 7;

impl Segment {
    /// Appends to `out` the values stored in `channel` under each of `keys`, which rise: each with the place of its key
    /// among them, in order, at most `limit` a key.
    ///
    /// Where there are few postings for each key, all are walked through; where there are many, each key is looked up.
    ///
    /// # Errors
    ///
    /// If a group that had to be read is damaged.
    ///
    /// # Panics
    ///
    /// If `keys` are more than 2³².
    pub fn find(&self, channel: Channel, keys: &[u64], limit: usize, out: &mut Vec<(u32, u32)>) -> Result<(), Error> {
        assert!(u32::try_from(keys.len()).is_ok(), "fewer than 2³² keys");
        if !self.has(channel) {
            return Ok(());
        }
        if self.postings_among(channel, keys) <= WALKED * keys.len() as u64 {
            self.walk(channel, keys, limit, out)
        } else {
            self.look_up(channel, keys, limit, out)
        }
    }

    /// About how many postings have keys from the first to the last of `keys`, which are hashes, evenly spread.
    fn postings_among(&self, channel: Channel, keys: &[u64]) -> u64 {
        let width = keys.last().map_or(0, |last| last - keys[0]);
        ((u128::from(self.table(channel).postings) * u128::from(width)) >> KEY_BITS) as u64
    }

    /// As [`find`](Self::find): goes through the postings and the keys side by side, as in merging two lists.
    pub(super) fn walk(
        &self,
        channel: Channel,
        keys: &[u64],
        limit: usize,
        out: &mut Vec<(u32, u32)>,
    ) -> Result<(), Error> {
        let shape = self.table(channel).shape;
        let mut place = 0;
        for same in keys.chunk_by(|&a, &b| shape.group(a) == shape.group(b)) {
            let (group, last) = (shape.group(same[0]), same[same.len() - 1]);
            let packed = self.group(channel, group)?;
            let (mut next, mut left) = (0, limit);
            packed.each(shape.bucket(same[0]), shape.bucket(last) + 1, |bucket, at| {
                let key = shape.key(group, bucket) + packed.remainder(at);
                while next < same.len() && same[next] < key {
                    (next, left) = (next + 1, limit);
                }
                if left > 0 && same.get(next) == Some(&key) {
                    out.push((place + next as u32, packed.value(at)));
                    left -= 1;
                }
            });
            place += same.len() as u32;
        }
        Ok(())
    }

    /// As [`find`](Self::find): each step is taken for all keys before the next one, so that the machine fetches what they
    /// touch side by side.
    pub(super) fn look_up(
        &self,
        channel: Channel,
        keys: &[u64],
        limit: usize,
        out: &mut Vec<(u32, u32)>,
    ) -> Result<(), Error> {
        let shape = self.table(channel).shape;
        let Found { groups, starts } = self.starts(channel, keys, &self.occupied(channel, keys)?)?;
        for Start { group, at, place } in starts {
            let remainder = shape.remainder(keys[place as usize]);
            groups[group as usize].values(at as usize, remainder, limit, |value| out.push((place, value)));
        }
        Ok(())
    }

    /// The places of those of `keys` that fall into buckets which hold something.
    fn occupied(&self, channel: Channel, keys: &[u64]) -> Result<Vec<u32>, Error> {
        let shape = self.table(channel).shape;
        let mut marks = Vec::with_capacity(keys.len());
        for same in keys.chunk_by(|&a, &b| shape.group(a) == shape.group(b)) {
            let occupancy = self.occupancy(channel, shape.group(same[0]))?;
            marks.extend(same.iter().map(|&key| occupancy.mark(shape.bucket(key))));
        }
        let (mut places, mut count) = (vec![0; keys.len()], 0);
        // Nothing but the look, and no branch on what is seen: so the machine takes many looks at a time.
        for (place, (byte, bit)) in marks.into_iter().enumerate() {
            places[count] = place as u32;
            count += usize::from(byte & bit != 0);
        }
        places.truncate(count);
        Ok(places)
    }

    /// Where the postings of the buckets of these `places` of keys begin.
    fn starts(&self, channel: Channel, keys: &[u64], places: &[u32]) -> Result<Found<'_>, Error> {
        let shape = self.table(channel).shape;
        let mut found = Found { groups: Vec::new(), starts: Vec::with_capacity(places.len()) };
        for same in places.chunk_by(|&a, &b| shape.group(keys[a as usize]) == shape.group(keys[b as usize])) {
            let packed = self.group(channel, shape.group(keys[same[0] as usize]))?;
            let group = found.groups.len() as u32;
            found.groups.push(packed);
            found.starts.extend(same.iter().map(|&place| {
                let at = packed.start(shape.bucket(keys[place as usize])) as u32;
                Start { group, at, place }
            }));
        }
        Ok(found)
    }
}

/// Where the postings of keys may be found.
struct Found<'a> {
    groups: Vec<Group<'a>>,
    starts: Vec<Start>,
}

/// Where the postings of one bucket begin.
struct Start {
    /// Which of the groups found.
    group: u32,
    /// The first of them there.
    at: u32,
    /// Which key was looked for.
    place: u32,
}
