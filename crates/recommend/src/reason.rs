//! Why something is recommended, as a code that a page makes a sentence of.
//!
//! What somebody watched alone is nobody else's business: in front of others only reasons are told that come of a history
//! which all of them have in common.

use crate::taste::Explained;

/// How many reasons are told.
const REASONS_MAX: usize = 2;
/// What was watched together is named before something that says more, if it says at least this share of it.
const TOGETHER_SHARE_MIN: f64 = 0.6;

/// Why a video is recommended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// Who watched that video watched this one.
    BecauseOf {
        /// The video of the history.
        video: u32,
    },
    /// This one was often watched soon after that.
    NextAfter {
        /// The video of the history.
        video: u32,
    },
    /// It is like that video, and nobody has watched it here yet.
    SimilarTo {
        /// The video of the history.
        video: u32,
    },
    /// Many watch it now.
    Hot,
    /// It fits what was watched, and nothing of that may be named.
    Fits,
}

/// Returns the reasons for the person whose history it is. `together` tells what was watched with others, which is named
/// first where it says about as much.
pub fn for_person(explained: &Explained, together: impl Fn(u32) -> bool) -> Vec<Reason> {
    let mut shares = shares(explained);
    let best = shares.first().map_or(0.0, |(share, _)| *share);
    // Stable: within both halves the order stays.
    shares
        .sort_by_key(|(share, reason)| !(named(*reason).is_some_and(&together) && *share >= TOGETHER_SHARE_MIN * best));
    reasons(&shares, explained.heat)
}

/// What speaks for it, the strongest first; of each video only its stronger reason.
fn shares(explained: &Explained) -> Vec<(f64, Reason)> {
    let because = explained.because.iter().map(|(video, share)| (*share, Reason::BecauseOf { video: *video }));
    let after = explained.after.iter().map(|(video, share)| (*share, Reason::NextAfter { video: *video }));
    let mut shares: Vec<(f64, Reason)> = because.chain(after).filter(|(share, _)| *share > 0.0).collect();
    shares.sort_by(|a, b| b.0.total_cmp(&a.0));
    let mut named_before = Vec::new();
    shares.retain(|(_, reason)| {
        let is_new = !named_before.contains(&named(*reason));
        named_before.push(named(*reason));
        is_new
    });
    shares
}

fn reasons(shares: &[(f64, Reason)], heat: f64) -> Vec<Reason> {
    let mut reasons: Vec<Reason> = shares.iter().take(REASONS_MAX).map(|(_, reason)| *reason).collect();
    let is_hot = heat > shares.first().map_or(0.0, |(share, _)| *share);
    if is_hot {
        reasons.insert(0, Reason::Hot);
        reasons.truncate(REASONS_MAX);
    }
    if reasons.is_empty() {
        reasons.push(Reason::Fits);
    }
    reasons
}

const fn named(reason: Reason) -> Option<u32> {
    match reason {
        Reason::BecauseOf { video } | Reason::NextAfter { video } | Reason::SimilarTo { video } => Some(video),
        Reason::Hot | Reason::Fits => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{Reason, for_person};
    use crate::taste::Explained;

    fn explained(because: &[(u32, f64)], after: &[(u32, f64)], heat: f64) -> Explained {
        let (because, after) = (because.to_vec(), after.to_vec());
        Explained { video: 9, score: 0.0, because, after, heat, same_for_all: 0.0 }
    }

    #[test]
    fn the_two_strongest_are_told_and_each_video_once() {
        let one = explained(&[(1, 0.5), (2, 0.9), (3, -1.0)], &[(2, 0.4)], 0.1);
        assert_eq!(for_person(&one, |_| false), [Reason::BecauseOf { video: 2 }, Reason::BecauseOf { video: 1 }]);
        assert_eq!(
            for_person(&explained(&[], &[(4, 0.1)], 0.2), |_| false),
            [Reason::Hot, Reason::NextAfter { video: 4 }]
        );
        assert_eq!(for_person(&explained(&[], &[], -0.2), |_| false), [Reason::Fits]);
    }

    #[test]
    fn what_was_watched_together_comes_first_if_it_says_about_as_much() {
        let together = |video| video == 1;
        let close = explained(&[(1, 0.6), (2, 0.9)], &[], 0.0);
        assert_eq!(for_person(&close, together)[0], Reason::BecauseOf { video: 1 });
        let far = explained(&[(1, 0.5), (2, 0.9)], &[], 0.0);
        assert_eq!(for_person(&far, together)[0], Reason::BecauseOf { video: 2 });
    }
}
