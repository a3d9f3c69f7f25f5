//! What a circle has in common, and how well each of it was served.

use std::collections::BTreeSet;

use recommend::{Recommender as _, Watched, together};
use store::StoredCircle;
use timeline::Timestamp;

use super::evenings::Circle;
use super::model::{Model, Past};

/// By how many of the latest videos it is told how well each was served.
const SERVED_BY_MAX: usize = 10;

impl Model {
    /// Works out what fits what a circle watched together, and how well each of it was served by that.
    pub(super) fn for_circle(&self, circle: &Circle, now: Timestamp) -> StoredCircle {
        let common = |(video, at_s): &(u32, i64)| Watched { video: *video, weight: 1.0, at_s: *at_s };
        let history: Vec<Watched> = circle.common.iter().map(common).collect();
        let pasts = circle.members.iter().map(|user| self.past(*user as usize));
        let mut left_out: BTreeSet<u32> = pasts.flat_map(|past| past.left_out).collect();
        left_out.extend(circle.common.iter().map(|(video, _)| *video));
        let items = self.items(&Past { history: &history, left_out }, |_| true);
        let served = |user: &u32| (self.users[*user as usize].clone(), self.served(*user, &history));
        StoredCircle {
            members: circle.members.iter().map(served).collect(),
            videos: u32::try_from(history.len()).unwrap_or(u32::MAX),
            made_at: now,
            items,
        }
    }

    /// How well somebody was served by the latest of these videos: by what they said of it, or else by where it would stand in
    /// their own list.
    #[expect(clippy::cast_possible_truncation, reason = "a sum of a few shares fits a float")]
    fn served(&self, user: u32, videos: &[Watched]) -> f32 {
        let past = self.past(user as usize);
        let mut scores = vec![0.0; self.heat.len()];
        self.taste.scores(past.history, &self.heat, &mut scores);
        let better = |video: u32| {
            let others = (0_u32..).zip(&scores).filter(|(other, _)| !past.left_out.contains(other));
            others.filter(|(_, score)| **score > scores[video as usize]).count()
        };
        let by_one = |watched: &Watched| match self.liked.get(&(user, watched.video)) {
            Some(true) => together::served(0),
            Some(false) => 0.0,
            None => together::served(better(watched.video)),
        };
        videos.iter().rev().take(SERVED_BY_MAX).map(by_one).sum::<f64>() as f32
    }
}
