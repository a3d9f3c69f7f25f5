//! What people watched soon after something else.

use rayon::prelude::*;

use crate::limits::NEIGHBOURS_MAX;
use crate::sparse::{Sparse, largest};

/// How many videos later still counts as soon, a share of one over how many.
const GAP_MAX: usize = 5;

/// For each active video, what followed it.
#[derive(Clone, Debug)]
pub(crate) struct Next {
    followers: Sparse,
}

impl Next {
    /// Counts, in rows of persons that are ordered by time.
    pub(crate) fn count(histories: &Sparse, videos: usize) -> Self {
        let mut stands: Vec<Vec<(usize, usize)>> = vec![Vec::new(); videos];
        for user in 0..histories.rows() {
            for (at, (place, _)) in histories.row(user).iter().enumerate() {
                stands[*place as usize].push((user, at));
            }
        }
        let rows = stands.par_iter().map(|of_video| {
            let mut row = vec![0.0; videos];
            for (user, at) in of_video {
                let later = histories.row(*user)[at + 1..].iter().take(GAP_MAX);
                for ((follower, _), share) in later.zip(shares()) {
                    row[*follower as usize] += share;
                }
            }
            for (count, of_follower) in row.iter_mut().zip(&stands) {
                #[expect(clippy::cast_precision_loss, reason = "a count of persons fits a float well enough")]
                let persons = (of_video.len() * of_follower.len()).max(1) as f32;
                *count /= persons.sqrt();
            }
            largest(&row, NEIGHBOURS_MAX)
        });
        Self { followers: Sparse::of_rows(rows.collect::<Vec<_>>()) }
    }

    /// Returns the videos that say what is next, latest first, each with how much it counts and what follows it.
    pub(crate) fn after(
        &self,
        places: impl DoubleEndedIterator<Item = usize>,
    ) -> impl Iterator<Item = (usize, f32, &[(u32, f32)])> {
        let latest = places.rev().take(GAP_MAX).zip(shares());
        latest.map(|(place, share)| (place, share, self.followers.row(place)))
    }
}

fn shares() -> impl Iterator<Item = f32> {
    (1_u8..).map(|gap| 1.0 / f32::from(gap))
}
