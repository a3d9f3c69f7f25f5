//! What somebody has seen of a video.

use crate::Timecode;

/// The stretches of a video that somebody has seen: in order, apart from each other, and not too many.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Watched {
    stretches: Vec<(Timecode, Timecode)>,
}

impl Watched {
    /// Stretches closer than this are one, in microseconds: a skip of a moment is no gap worth keeping.
    pub const GAP_US_MAX: i64 = 1_000_000;
    /// The most stretches that are kept. With more, the two that are closest to each other become one.
    pub const STRETCHES_MAX: usize = 64;

    /// Makes it from any stretches.
    pub fn from_stretches(stretches: impl IntoIterator<Item = (Timecode, Timecode)>) -> Self {
        let mut watched = Self::default();
        for (from, to) in stretches {
            watched.add(from, to);
        }
        watched
    }

    /// Adds a stretch; one that ends before it begins adds nothing.
    pub fn add(&mut self, from: Timecode, to: Timecode) {
        if to <= from {
            return;
        }
        let near = |one: Timecode, other: Timecode| one.us() <= other.us().saturating_add(Self::GAP_US_MAX);
        let first = self.stretches.partition_point(|(_, end)| !near(from, *end));
        let last = self.stretches.partition_point(|(start, _)| near(*start, to));
        let merged = self.stretches[first..last].iter().fold((from, to), |(a, b), (c, d)| (a.min(*c), b.max(*d)));
        self.stretches.splice(first..last, [merged]);
        if self.stretches.len() > Self::STRETCHES_MAX {
            self.close_smallest_gap();
        }
    }

    /// Returns the stretches, in order.
    pub fn stretches(&self) -> &[(Timecode, Timecode)] {
        &self.stretches
    }

    /// Returns how much has been seen, each moment once.
    pub fn total(&self) -> Timecode {
        Timecode::from_us_clamped(self.stretches.iter().map(|(from, to)| to.us() - from.us()).sum())
    }

    fn close_smallest_gap(&mut self) {
        let gap = |pair: &[(Timecode, Timecode)]| pair[1].0.us() - pair[0].1.us();
        let smallest = self.stretches.windows(2).enumerate().min_by_key(|(_, pair)| gap(pair)).map(|(index, _)| index);
        if let Some(index) = smallest {
            let (_, end) = self.stretches.remove(index + 1);
            self.stretches[index].1 = end;
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{prop_assert, prop_assert_eq, proptest};

    use super::Watched;
    use crate::Timecode;

    fn at(us: i64) -> Timecode {
        Timecode::from_us_clamped(us)
    }

    #[test]
    fn stretches_that_touch_become_one() {
        let second = 1_000_000;
        let mut watched = Watched::from_stretches([(at(0), at(10 * second)), (at(30 * second), at(40 * second))]);
        watched.add(at(50 * second), at(45 * second));
        assert_eq!(watched.total().us(), 20 * second);
        watched.add(at(9 * second), at(31 * second));
        assert_eq!(watched.stretches(), [(at(0), at(40 * second))]);
    }

    proptest! {
        #[test]
        fn they_stay_in_order_apart_and_few(adds in proptest::collection::vec((0..1_000_i64, 0..20_i64), 1..300)) {
            let second = 1_000_000;
            let adds: Vec<_> = adds.iter().map(|(from, long)| (from * second, (from + long) * second)).collect();
            let watched = Watched::from_stretches(adds.iter().map(|(from, to)| (at(*from), at(*to))));
            let stretches = watched.stretches();
            prop_assert!(stretches.len() <= Watched::STRETCHES_MAX);
            prop_assert!(stretches.windows(2).all(|pair| pair[1].0.us() - pair[0].1.us() > Watched::GAP_US_MAX));
            for (from, to) in adds.into_iter().filter(|(from, to)| from < to) {
                prop_assert!(stretches.iter().any(|(a, b)| a.us() <= from && to <= b.us()), "{from}..{to}");
            }
            prop_assert_eq!(Watched::from_stretches(stretches.iter().copied()), watched);
        }
    }
}
