//! Who watched what, and how it was.

use std::collections::{BTreeSet, HashMap};

use recommend::{INTERACTIONS_MAX, Interaction};
use session::{MemberId, VideoId};
use store::{Rating, Recommendations as Kept, Viewing, ViewingsFrom};
use timeline::Timestamp;

use super::evenings::Evenings;
use crate::worker::Failure;

/// How many rows are read at a time.
const PAGE: u32 = 5_000;
/// How many ratings are learnt from, the first by user.
const RATINGS_MAX: usize = 1_000_000;
/// Who watches less of a video has not watched it.
const SHARE_MIN: f64 = 0.05;
/// As how long a video counts of which nobody knows how long it is, in microseconds.
const LENGTH_US_UNKNOWN: i64 = 20 * 60 * 1_000_000;

/// Who watched what, with people and videos as numbers.
#[derive(Default)]
pub(super) struct Watched {
    pub(super) users: Vec<MemberId>,
    pub(super) videos: Vec<VideoId>,
    /// What counts as watched: not what somebody disliked.
    pub(super) rows: Vec<Interaction>,
    /// What somebody said of a video, by user and video: whether it was good.
    pub(super) liked: HashMap<(u32, u32), bool>,
    /// What was watched together.
    pub(super) evenings: Evenings,
}

/// The numbers that are given out.
#[derive(Default)]
struct Numbers {
    users: HashMap<MemberId, u32>,
    videos: HashMap<VideoId, u32>,
}

impl Watched {
    pub(super) async fn read(kept: &dyn Kept) -> Result<Self, Failure> {
        let (mut watched, mut numbers) = (Self::default(), Numbers::default());
        watched.read_ratings(kept, &mut numbers).await?;
        let mut from = Some(ViewingsFrom::default());
        while let Some(next) = from {
            let (page, more) = kept.viewings(&next, PAGE).await?;
            for viewing in &page {
                watched.add(viewing, &mut numbers);
            }
            // Twice of what is learnt from is held at most; the oldest of it go first.
            if watched.rows.len() > 2 * INTERACTIONS_MAX {
                watched.rows.sort_by_key(|row| std::cmp::Reverse(row.at_s));
                watched.rows.truncate(INTERACTIONS_MAX);
            }
            from = more;
        }
        watched.evenings.end_session();
        Ok(watched)
    }

    /// Whoever liked a video has watched it, here or elsewhere.
    async fn read_ratings(&mut self, kept: &dyn Kept, numbers: &mut Numbers) -> Result<(), Failure> {
        let mut last: Option<Rating> = None;
        while self.liked.len() < RATINGS_MAX {
            let page = kept.ratings(last.as_ref(), PAGE).await?;
            for Rating { user, video, is_liked, at } in &page {
                let user = number(&mut numbers.users, &mut self.users, user);
                let video = number(&mut numbers.videos, &mut self.videos, video);
                self.liked.insert((user, video), *is_liked);
                if *is_liked {
                    self.rows.push(Interaction { user, video, weight: 1.0, at_s: at.ms() / 1_000 });
                }
            }
            let Some(of_page) = page.into_iter().next_back() else { break };
            last = Some(of_page);
        }
        Ok(())
    }

    fn add(&mut self, viewing: &Viewing, numbers: &mut Numbers) {
        let Some(weight) = weight(viewing) else { return };
        let user = number(&mut numbers.users, &mut self.users, &viewing.member);
        let video = number(&mut numbers.videos, &mut self.videos, &viewing.video);
        let at_s = viewing.at.ms() / 1_000;
        self.evenings.add(&viewing.session, video, user, at_s);
        if self.liked.get(&(user, video)) != Some(&false) {
            self.rows.push(Interaction { user, video, weight, at_s });
        }
    }

    /// Those who have watched something since then.
    pub(super) fn people(&self, since: Timestamp) -> Vec<usize> {
        let since_s = since.ms() / 1_000;
        let lately = self.rows.iter().filter(|row| row.at_s >= since_s).map(|row| row.user as usize);
        lately.collect::<BTreeSet<_>>().into_iter().collect()
    }
}

fn number<T: Clone + Eq + std::hash::Hash>(numbers: &mut HashMap<T, u32>, all: &mut Vec<T>, one: &T) -> u32 {
    if let Some(number) = numbers.get(one) {
        return *number;
    }
    let next = u32::try_from(all.len()).unwrap_or(u32::MAX);
    all.push(one.clone());
    numbers.insert(one.clone(), next);
    next
}

/// The share that was watched; none where that is next to nothing.
fn weight(viewing: &Viewing) -> Option<f32> {
    let length_us = viewing.length.map_or(LENGTH_US_UNKNOWN, timeline::Timecode::us).max(1);
    #[expect(clippy::cast_precision_loss, reason = "the length of a video is far below 2^52 microseconds")]
    let share = (viewing.watched.total().us() as f64 / length_us as f64).min(1.0);
    #[expect(clippy::cast_possible_truncation, reason = "a share fits a float")]
    (share >= SHARE_MIN).then_some(share as f32)
}
