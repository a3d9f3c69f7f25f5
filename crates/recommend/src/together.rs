//! One list for people who watch together, fair over evenings.
//!
//! `G(i) = Σ w_u / log2(1 + rank_u(i))` over the members, with rank 1 the best, and what they watched together before as one
//! member more. Who was served worse before weighs more: `w_u ∝ exp(−0.5 · (served_u − mean))`, and the list itself is
//! made video by video with the weights of what stands in it already.

use std::collections::{BTreeMap, BTreeSet};

use crate::rank::discount;

/// How strongly weights answer to who was served less.
const FAIRNESS: f64 = 0.5;
/// How much the common history weighs at most, and how many videos it needs for a weight of 1.
const COMMON_WEIGHT_MAX: f64 = 2.0;
const COMMON_VIDEOS_PER_WEIGHT: f64 = 10.0;

/// Somebody present.
#[derive(Clone, Debug)]
pub struct Member<'a> {
    /// What they would like, best first.
    pub ranking: &'a [u32],
    /// How well they were served in earlier evenings: the sum of [`served`].
    pub served: f64,
}

/// What those present watched together before, as one member more.
#[derive(Clone, Debug)]
pub struct Common<'a> {
    /// What fits it, best first.
    pub ranking: &'a [u32],
    /// How many videos they watched together.
    pub videos: usize,
}

/// A video for all.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ranked {
    /// The video.
    pub video: u32,
    /// What it was worth when it was chosen.
    pub score: f64,
}

/// Returns how well somebody was served by a video that stood at a place of their ranking, the first being 0.
pub fn served(place: usize) -> f64 {
    discount(place)
}

/// Returns the best `count` videos for those present. What stands in no ranking is not recommended; what somebody present
/// has seen belongs into `left_out`. The order of the members does not matter.
pub fn list(
    members: &[Member<'_>],
    common: Option<&Common<'_>>,
    left_out: &BTreeSet<u32>,
    count: usize,
) -> Vec<Ranked> {
    let mut worth: BTreeMap<u32, Worth> = BTreeMap::new();
    for (number, member) in members.iter().enumerate() {
        for (place, video) in member.ranking.iter().enumerate().filter(|(_, video)| !left_out.contains(video)) {
            worth.entry(*video).or_insert_with(|| Worth::none(members.len())).of_members[number] = discount(place);
        }
    }
    if let Some(common) = common {
        #[expect(clippy::cast_precision_loss, reason = "a history is short")]
        let weight = (common.videos as f64 / COMMON_VIDEOS_PER_WEIGHT).min(COMMON_WEIGHT_MAX);
        for (place, video) in common.ranking.iter().enumerate().filter(|(_, video)| !left_out.contains(video)) {
            worth.entry(*video).or_insert_with(|| Worth::none(members.len())).of_common = weight * discount(place);
        }
    }
    let mut debts: Vec<f64> = members.iter().map(|member| member.served).collect();
    let mut list = Vec::with_capacity(count.min(worth.len()));
    while list.len() < count {
        let weights = weights(&debts);
        let Some((video, score)) = best(&worth, &weights) else { break };
        list.push(Ranked { video, score });
        if let Some(worth) = worth.remove(&video) {
            debts.iter_mut().zip(&worth.of_members).for_each(|(served, own)| *served += own);
        }
    }
    list
}

struct Worth {
    of_members: Vec<f64>,
    of_common: f64,
}

impl Worth {
    fn none(members: usize) -> Self {
        Self { of_members: vec![0.0; members], of_common: 0.0 }
    }

    fn sum(&self, weights: &[f64]) -> f64 {
        // Sorted, so that who stands first makes no difference in the last digit.
        let mut own: Vec<f64> = self.of_members.iter().zip(weights).map(|(own, weight)| own * weight).collect();
        own.sort_by(f64::total_cmp);
        own.iter().sum::<f64>() + self.of_common
    }
}

fn best(worth: &BTreeMap<u32, Worth>, weights: &[f64]) -> Option<(u32, f64)> {
    let scored = worth.iter().map(|(video, worth)| (*video, worth.sum(weights)));
    scored.reduce(|best, other| if other.1 > best.1 { other } else { best })
}

/// A weight for each member, 1 on average; the less somebody was served, the more.
#[expect(clippy::cast_precision_loss, reason = "a group is small")]
fn weights(served: &[f64]) -> Vec<f64> {
    let count = served.len().max(1) as f64;
    let mut sorted = served.to_vec();
    sorted.sort_by(f64::total_cmp);
    let least = sorted.first().copied().unwrap_or_default();
    let raw = |served: &f64| (-FAIRNESS * (served - least)).exp();
    let sum: f64 = sorted.iter().map(raw).sum();
    served.iter().map(|served| raw(served) * count / sum.max(f64::MIN_POSITIVE)).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{Common, Member, list};

    fn videos(members: &[Member<'_>], common: Option<&Common<'_>>, left_out: &[u32], count: usize) -> Vec<u32> {
        let left_out: BTreeSet<u32> = left_out.iter().copied().collect();
        list(members, common, &left_out, count).iter().map(|ranked| ranked.video).collect()
    }

    #[test]
    fn what_several_like_stands_first_and_what_one_has_seen_nowhere() {
        let members = [Member { ranking: &[1, 5, 2], served: 0.0 }, Member { ranking: &[3, 5, 4], served: 0.0 }];
        assert_eq!(videos(&members, None, &[], 1), [5]);
        assert_eq!(videos(&members, None, &[5, 1], 1), [3]);
        assert_eq!(videos(&members, None, &[], 9).len(), 5);
        assert!(videos(&[], None, &[], 3).is_empty());
    }

    #[test]
    fn who_was_served_less_before_comes_first() {
        let mut members = [Member { ranking: &[1, 2], served: 3.0 }, Member { ranking: &[3, 4], served: 0.0 }];
        assert_eq!(videos(&members, None, &[], 1), [3]);
        members[1].served = 6.0;
        assert_eq!(videos(&members, None, &[], 1), [1]);
    }

    #[test]
    fn within_a_list_both_are_served() {
        let members = [Member { ranking: &[1, 2, 3], served: 0.0 }, Member { ranking: &[4, 5, 6], served: 0.0 }];
        assert_eq!(videos(&members, None, &[], 2), [1, 4]);
    }

    #[test]
    fn what_was_watched_together_weighs_by_how_much_it_was() {
        let members = [Member { ranking: &[1, 2], served: 0.0 }];
        let common = |videos| Common { ranking: &[3, 4], videos };
        assert_eq!(videos(&members, Some(&common(1)), &[], 1), [1]);
        assert_eq!(videos(&members, Some(&common(40)), &[], 1), [3]);
    }

    #[test]
    fn huge_debts_stay_finite() {
        let members = [Member { ranking: &[1], served: 1e6 }, Member { ranking: &[2], served: 0.0 }];
        let ranked = list(&members, None, &BTreeSet::new(), 2);
        assert!(ranked.iter().all(|ranked| ranked.score.is_finite()), "{ranked:?}");
    }
}
