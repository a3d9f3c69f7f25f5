//! An instance that is made up: people with tastes, videos that come and go, and a seed that makes it always alike.

use crate::interactions::Interaction;
use crate::seeded::Seeded;

/// How many things people may like about a video.
const TRAITS: usize = 8;
/// Among how many videos somebody chooses, by taste.
const CHOICE: usize = 12;
const DAY_S: f64 = 86_400.0;
/// For how long everybody watches, and for how long a video is hot.
const DAYS: f64 = 365.0;
const HOT_DAYS: f64 = 30.0;

/// How large it is, and by which seed.
#[derive(Clone, Copy, Debug)]
pub struct Synthetic {
    /// How many people.
    pub users: usize,
    /// How many videos.
    pub videos: usize,
    /// How many interactions; some of them with a video that the same person watched before.
    pub rows: usize,
    /// What makes it always alike.
    pub seed: u64,
}

impl Synthetic {
    /// Makes the interactions, in the order of time. Whoever watches is shown a few videos, of which many are popular and
    /// some hot just then, and takes the one that suits them best.
    #[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, reason = "made up to be small numbers")]
    pub fn rows(&self) -> Vec<Interaction> {
        let mut seeded = Seeded::new(self.seed);
        let tastes = traits(self.users, &mut seeded);
        let videos = traits(self.videos, &mut seeded);
        let out_days: Vec<f64> = (0..self.videos).map(|_| seeded.share() * DAYS).collect();
        let one = |number: usize| {
            let day = (number as f64 + seeded.share()) / self.rows as f64 * DAYS;
            let user = seeded.below(self.users);
            let shown = (0..CHOICE).map(|_| shown(&mut seeded, &out_days, day)).collect::<Vec<_>>();
            let suits = |video: usize| -> f64 { tastes[user].iter().zip(&videos[video]).map(|(a, b)| a * b).sum() };
            let video = shown.into_iter().reduce(|best, other| if suits(other) > suits(best) { other } else { best });
            let at_s = (day * DAY_S) as i64;
            Interaction { user: user as u32, video: video.unwrap_or_default() as u32, weight: 1.0, at_s }
        };
        (0..self.rows).map(one).collect()
    }
}

fn traits(count: usize, seeded: &mut Seeded) -> Vec<[f64; TRAITS]> {
    (0..count).map(|_| std::array::from_fn(|_| seeded.share() - 0.5)).collect()
}

/// A video that somebody comes across: a popular one, with low numbers being the most popular, or one that is hot.
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a place below the count"
)]
fn shown(seeded: &mut Seeded, out_days: &[f64], day: f64) -> usize {
    let popular = |share: f64| (share * share * out_days.len() as f64) as usize;
    let video = popular(seeded.share());
    let is_hot = |video: usize| (0.0..HOT_DAYS).contains(&(day - out_days[video]));
    if seeded.below(2) == 0 && !is_hot(video) {
        return (0..CHOICE).map(|_| popular(seeded.share())).find(|video| is_hot(*video)).unwrap_or(video);
    }
    video
}
