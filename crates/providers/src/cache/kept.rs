//! One answer that was kept, and for how long it is good. Pure: the time is an argument.

use serde::{Deserialize, Serialize};

use crate::error::ProviderError;
use crate::video::Video;

/// So long it is good where the provider did not say all of it in time.
const PART_MS: i64 = 600_000;
const FRESH_MS: i64 = 24 * 3_600_000;
/// So long after that it is still told, while it is asked for anew.
const STALE_MS: i64 = 7 * 24 * 3_600_000;
/// So long after it was kept it is told where the provider fails.
const LAST_RESORT_MS: i64 = 30 * 24 * 3_600_000;
/// So far ahead may be what another node has kept: their clocks differ a little.
const AHEAD_MS_MAX: i64 = 10_000;
const NOT_FOUND_MS: i64 = 3_600_000;
const AWAY_MS: i64 = 60_000;

/// What a provider has said of a video.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// This.
    Found(Box<Video>),
    /// That there is none, or none for everybody.
    NotFound,
    /// Nothing: it was away.
    Away,
}

/// What a provider has said, and when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// What it has said.
    pub outcome: Outcome,
    /// When, in milliseconds since 1970.
    pub at_ms: i64,
}

/// How good something is that was kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Freshness {
    /// Good.
    Fresh,
    /// Good enough while it is asked for anew.
    Stale,
    /// Better than nothing, where the provider fails.
    LastResort,
    /// Good for nothing.
    Over,
}

impl Kept {
    /// Keeps an outcome; nothing where the next one who asks should ask the provider again.
    pub fn of(result: &Result<Video, ProviderError>, now_ms: i64) -> Option<Self> {
        let outcome = match result {
            Ok(video) => Outcome::Found(Box::new(video.clone())),
            Err(ProviderError::NotFound | ProviderError::Forbidden) => Outcome::NotFound,
            Err(ProviderError::Away) => Outcome::Away,
            Err(
                ProviderError::Unsupported
                | ProviderError::NothingPlays
                | ProviderError::Blocked
                | ProviderError::Garbled(_)
                | ProviderError::Malformed
                | ProviderError::Quota { .. },
            ) => return None,
        };
        Some(Self { outcome, at_ms: now_ms })
    }

    /// Tells how good it is by now. What has an end of its own is good for nothing after it; nor is what a clock that was wrong
    /// has kept in the future.
    pub fn freshness(&self, now_ms: i64) -> Freshness {
        let age_ms = now_ms.saturating_sub(self.at_ms);
        if age_ms < -AHEAD_MS_MAX {
            return Freshness::Over;
        }
        let only_fresh = |good_for_ms| if age_ms < good_for_ms { Freshness::Fresh } else { Freshness::Over };
        match &self.outcome {
            Outcome::NotFound => only_fresh(NOT_FOUND_MS),
            Outcome::Away => only_fresh(AWAY_MS),
            Outcome::Found(video) => match (video.good_until_ms, age_ms) {
                (Some(until_ms), _) if now_ms >= until_ms => Freshness::Over,
                (_, ..PART_MS) => Freshness::Fresh,
                (_, ..FRESH_MS) if !video.told_in_part => Freshness::Fresh,
                (_, ..STALE_MS) => Freshness::Stale,
                (_, ..LAST_RESORT_MS) => Freshness::LastResort,
                _ => Freshness::Over,
            },
        }
    }

    /// Until when it is worth keeping, in milliseconds since 1970.
    pub fn until_ms(&self) -> i64 {
        match &self.outcome {
            Outcome::NotFound => self.at_ms + NOT_FOUND_MS,
            Outcome::Away => self.at_ms + AWAY_MS,
            Outcome::Found(video) => {
                video.good_until_ms.unwrap_or(i64::MAX).min(self.at_ms.saturating_add(LAST_RESORT_MS))
            }
        }
    }

    /// Tells what was said.
    pub(crate) fn into_result(self) -> Result<Video, ProviderError> {
        match self.outcome {
            Outcome::Found(video) => Ok(*video),
            Outcome::NotFound => Err(ProviderError::NotFound),
            Outcome::Away => Err(ProviderError::Away),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Freshness, Kept};
    use crate::{Key, Location, ProviderError, ProviderId, Source, SourceKind, Video};

    const HOUR_MS: i64 = 3_600_000;

    fn video() -> Video {
        let url = "https://example.org/a.mp4";
        let key = Key::new(&ProviderId::parse("file").unwrap(), url).unwrap();
        let at = Location::parse(url).unwrap();
        Video::new(key, at.clone(), Source::new(SourceKind::File, at))
    }

    #[track_caller]
    fn check(result: &Result<Video, ProviderError>, ages: &[(i64, Freshness)]) {
        let kept = Kept::of(result, 1_000).unwrap();
        for &(age_ms, freshness) in ages {
            assert_eq!(kept.freshness(1_000 + age_ms), freshness, "{result:?} after {age_ms} ms");
            assert_eq!(kept.until_ms() <= 1_000 + age_ms, freshness == Freshness::Over);
        }
    }

    #[test]
    fn what_was_found_ages_in_three_steps() {
        use Freshness::{Fresh, LastResort, Over, Stale};
        let day = 24 * HOUR_MS;
        check(
            &Ok(video()),
            &[
                (0, Fresh),
                (day - 1, Fresh),
                (day, Stale),
                (7 * day - 1, Stale),
                (7 * day, LastResort),
                (30 * day, Over),
            ],
        );
        let mut passing = video();
        passing.good_until_ms = Some(1_000 + HOUR_MS);
        check(&Ok(passing), &[(0, Fresh), (HOUR_MS - 1, Fresh), (HOUR_MS, Over)]);
        let mut in_part = video();
        in_part.told_in_part = true;
        check(&Ok(in_part), &[(0, Fresh), (599_999, Fresh), (600_000, Stale), (7 * day, LastResort), (30 * day, Over)]);
    }

    #[test]
    fn what_a_clock_that_ran_ahead_has_kept_is_over_once_it_is_right_again() {
        for result in [Ok(video()), Err(ProviderError::NotFound), Err(ProviderError::Away)] {
            let kept = Kept::of(&result, 365 * 24 * HOUR_MS).unwrap();
            assert_eq!(kept.freshness(0), Freshness::Over, "{result:?}");
            assert_eq!(
                kept.freshness(365 * 24 * HOUR_MS - 2_000),
                Freshness::Fresh,
                "nodes differ a little: {result:?}"
            );
        }
    }

    #[test]
    fn what_was_not_found_is_asked_for_again_soon() {
        use Freshness::{Fresh, Over};
        check(&Err(ProviderError::NotFound), &[(0, Fresh), (HOUR_MS - 1, Fresh), (HOUR_MS, Over)]);
        check(&Err(ProviderError::Away), &[(0, Fresh), (59_999, Fresh), (60_000, Over)]);
        assert_eq!(Kept::of(&Err(ProviderError::Quota { retry_at_ms: None }), 0), None);
    }
}
