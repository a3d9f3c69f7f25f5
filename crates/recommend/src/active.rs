//! The videos that get weights among each other.

use crate::interactions::Interactions;

/// How many persons must have watched a video before it says anything about another.
const VIEWERS_MIN: u32 = 2;

/// The active videos: those with several viewers, the most watched where there are too many.
#[derive(Clone, Debug)]
pub struct Active {
    videos: Vec<u32>,
    places: Vec<u32>,
    over: usize,
}

impl Active {
    /// Chooses at most `max` videos.
    pub fn choose(interactions: &Interactions, max: usize) -> Self {
        let viewers = interactions.viewers();
        let mut videos: Vec<u32> =
            (0_u32..).zip(&viewers).filter(|(_, count)| **count >= VIEWERS_MIN).map(|(video, _)| video).collect();
        videos.sort_by_key(|video| (std::cmp::Reverse(viewers[*video as usize]), *video));
        let over = videos.len().saturating_sub(max);
        videos.truncate(max);
        videos.sort_unstable();
        let mut places = vec![u32::MAX; interactions.videos()];
        for (place, video) in (0_u32..).zip(&videos) {
            places[*video as usize] = place;
        }
        Self { videos, places, over }
    }

    /// Returns the videos, in the order of their places.
    pub fn videos(&self) -> &[u32] {
        &self.videos
    }

    /// Returns where a video stands among the active ones.
    pub fn place(&self, video: u32) -> Option<usize> {
        self.places.get(video as usize).copied().filter(|place| *place != u32::MAX).map(|place| place as usize)
    }

    /// Returns how many videos with several viewers found no place.
    pub const fn over(&self) -> usize {
        self.over
    }
}
