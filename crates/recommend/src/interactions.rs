//! Who watched what and when, in a compact form: one row of videos for each person, oldest first.

use std::fmt;

use crate::limits::{HISTORY_VIDEOS_MAX, INTERACTIONS_MAX, USERS_MAX, VIDEOS_MAX};

/// Somebody watched a video.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interaction {
    /// The person, below the number of persons.
    pub user: u32,
    /// The video, below the number of videos.
    pub video: u32,
    /// How much of it counts: the share watched, above 0 and at most 1.
    pub weight: f32,
    /// When, in seconds since any fixed moment.
    pub at_s: i64,
}

/// A video in somebody's history.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Watched {
    /// The video.
    pub video: u32,
    /// How much of it counts.
    pub weight: f32,
    /// When it was watched last.
    pub at_s: i64,
}

/// Rows of videos, one for each person, ordered by time. A video stands in a row at most once.
#[derive(Clone, Debug)]
pub struct Interactions {
    videos: usize,
    starts: Vec<usize>,
    watched: Vec<Watched>,
}

/// What was over a limit and is not learnt from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LeftOut {
    /// The oldest interactions beyond [`INTERACTIONS_MAX`].
    pub oldest: usize,
    /// The oldest videos of persons with more than [`HISTORY_VIDEOS_MAX`].
    pub of_long_histories: usize,
    /// Interactions with a video that the same person has watched again later.
    pub repeated: usize,
}

/// What was gathered, and what was left out.
#[derive(Clone, Debug)]
pub struct Gathered {
    /// What is learnt from.
    pub interactions: Interactions,
    /// What is not.
    pub left_out: LeftOut,
}

/// More persons or videos than can be told apart in bounded memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooMany {
    /// `users` or `videos`.
    pub what: &'static str,
    /// How many there are.
    pub count: usize,
    /// How many there may be.
    pub max: usize,
}

impl fmt::Display for TooMany {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { what, count, max } = self;
        write!(f, "{count} {what} are more than {max}")
    }
}

impl std::error::Error for TooMany {}

impl Interactions {
    /// Puts interactions in order. Of those at the same time the later in `rows` is the later; a video that somebody
    /// watched repeatedly counts once, at the last time, with the largest weight. Rows about persons or videos that are
    /// not below `users` and `videos` must not be given.
    pub fn gather(users: usize, videos: usize, mut rows: Vec<Interaction>) -> Result<Gathered, TooMany> {
        for (what, count, max) in [("users", users, USERS_MAX), ("videos", videos, VIDEOS_MAX)] {
            if count > max {
                return Err(TooMany { what, count, max });
            }
        }
        let mut left_out = LeftOut { oldest: rows.len().saturating_sub(INTERACTIONS_MAX), ..LeftOut::default() };
        if left_out.oldest > 0 {
            rows.sort_by_key(|row| row.at_s);
            rows.drain(..left_out.oldest);
        }
        rows.sort_by_key(|row| (row.user, row.at_s));
        let mut interactions = Self { videos, starts: vec![0], watched: Vec::with_capacity(rows.len()) };
        // Where in `watched` a video stands, for the person whose turn it is.
        let mut stands = vec![usize::MAX; videos];
        let mut rows = rows.as_slice();
        for user in 0..users {
            let count = rows.iter().take_while(|row| row.user as usize == user).count();
            let (own, others) = rows.split_at(count);
            interactions.add_history(own, &mut stands, &mut left_out);
            rows = others;
        }
        interactions.watched.shrink_to_fit();
        Ok(Gathered { interactions, left_out })
    }

    fn add_history(&mut self, own: &[Interaction], stands: &mut [usize], left_out: &mut LeftOut) {
        let start = self.watched.len();
        for &Interaction { video, weight, at_s, .. } in own.iter().rev() {
            let stand = &mut stands[video as usize];
            if let Some(watched) = self.watched.get_mut(*stand) {
                watched.weight = watched.weight.max(weight);
                left_out.repeated += 1;
            } else {
                *stand = self.watched.len();
                self.watched.push(Watched { video, weight, at_s });
            }
        }
        for watched in &self.watched[start..] {
            stands[watched.video as usize] = usize::MAX;
        }
        let count = self.watched.len() - start;
        left_out.of_long_histories += count.saturating_sub(HISTORY_VIDEOS_MAX);
        self.watched.truncate(start + count.min(HISTORY_VIDEOS_MAX));
        self.watched[start..].reverse();
        self.starts.push(self.watched.len());
    }

    /// Returns how many persons there are.
    pub fn users(&self) -> usize {
        self.starts.len() - 1
    }

    /// Returns how many videos there are.
    pub const fn videos(&self) -> usize {
        self.videos
    }

    /// Returns how many interactions there are.
    pub fn len(&self) -> usize {
        self.watched.len()
    }

    /// Returns whether nobody has watched anything.
    pub fn is_empty(&self) -> bool {
        self.watched.is_empty()
    }

    /// Returns what a person has watched, oldest first.
    pub fn history(&self, user: usize) -> &[Watched] {
        &self.watched[self.starts[user]..self.starts[user + 1]]
    }

    /// Returns every interaction, person by person.
    pub fn watched(&self) -> &[Watched] {
        &self.watched
    }

    /// Returns by how many persons each video was watched.
    pub fn viewers(&self) -> Vec<u32> {
        let mut viewers = vec![0; self.videos];
        for watched in &self.watched {
            viewers[watched.video as usize] += 1;
        }
        viewers
    }

    /// Takes the last videos of each person away: `held(count)` of `count`. Returns the others, and those.
    pub fn split(&self, held: impl Fn(usize) -> usize) -> (Self, Self) {
        let empty = Self { videos: self.videos, starts: vec![0], watched: Vec::new() };
        let (mut kept, mut taken) = (empty.clone(), empty);
        for user in 0..self.users() {
            let history = self.history(user);
            let (before, last) = history.split_at(history.len() - held(history.len()).min(history.len()));
            kept.watched.extend_from_slice(before);
            kept.starts.push(kept.watched.len());
            taken.watched.extend_from_slice(last);
            taken.starts.push(taken.watched.len());
        }
        (kept, taken)
    }
}

#[cfg(test)]
mod tests {
    use super::{Interaction, Interactions, TooMany, Watched};
    use crate::limits::{HISTORY_VIDEOS_MAX, VIDEOS_MAX};

    fn row(user: u32, video: u32, weight: f32, at_s: i64) -> Interaction {
        Interaction { user, video, weight, at_s }
    }

    #[test]
    fn a_history_is_ordered_and_a_repeated_video_counts_once_at_its_last_time() {
        let rows = vec![row(1, 0, 1.0, 9), row(0, 2, 0.9, 5), row(0, 1, 1.0, 5), row(0, 2, 0.2, 7), row(0, 0, 1.0, 5)];
        let gathered = Interactions::gather(3, 3, rows).unwrap();
        let videos = |user| gathered.interactions.history(user).iter().map(|one| one.video).collect::<Vec<_>>();
        assert_eq!((videos(0), videos(1), videos(2)), (vec![1, 0, 2], vec![0], vec![]));
        assert_eq!(gathered.interactions.history(0)[2], Watched { video: 2, weight: 0.9, at_s: 7 });
        assert_eq!(gathered.left_out.repeated, 1);
    }

    #[test]
    fn what_is_over_a_limit_is_told() {
        let count = u32::try_from(HISTORY_VIDEOS_MAX).unwrap() + 5;
        let rows = (0..count).map(|video| row(0, video, 1.0, video.into())).collect();
        let gathered = Interactions::gather(1, count as usize, rows).unwrap();
        assert_eq!((gathered.left_out.of_long_histories, gathered.interactions.len()), (5, HISTORY_VIDEOS_MAX));
        assert_eq!(gathered.interactions.history(0)[0].video, 5, "the oldest are left out");
        let error = Interactions::gather(1, VIDEOS_MAX + 1, Vec::new()).unwrap_err();
        assert_eq!(error, TooMany { what: "videos", count: VIDEOS_MAX + 1, max: VIDEOS_MAX });
    }

    #[test]
    fn a_split_takes_the_last() {
        let rows = (0..6).map(|video| row(video % 2, video, 1.0, video.into())).collect();
        let interactions = Interactions::gather(2, 6, rows).unwrap().interactions;
        let (kept, taken) = interactions.split(|_| 1);
        assert_eq!((kept.len(), taken.len()), (4, 2));
        assert_eq!((taken.history(0)[0].video, taken.history(1)[0].video), (4, 5));
    }
}
