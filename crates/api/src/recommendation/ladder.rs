//! Where a list comes from: from the best that is there, one step down after the other.

use std::collections::BTreeSet;

use protocol::{Recommendations as Answer, Served};
use session::MemberId;
use store::{
    Recommendations, SessionsQuery, StoredCircle, StoredReason, StoredRecommendation, StoredRecommendations, Subject,
};
use timeline::Timestamp;

use super::show::{Audience, show};
use crate::failure::Failure;
use crate::state::Api;

/// A list that was made so long ago at the most is fresh, in milliseconds; and until when an older one is of use.
const FRESH_MS: i64 = 3_600 * 1_000;
const STALE_MS: i64 = 30 * 24 * 3_600 * 1_000;
/// How far two clocks may be apart, in milliseconds.
const AHEAD_MS_MAX: i64 = 5 * 60 * 1_000;
/// Among how many of the newest sessions is looked where nothing else is known.
const NEWEST: u32 = 100;

/// What is recommended, before it is shown.
pub(super) struct Step {
    pub(super) served: Served,
    pub(super) made_at: Option<Timestamp>,
    pub(super) items: Vec<StoredRecommendation>,
}

/// Returns where recommendations are kept.
pub(super) fn kept(api: &Api) -> Result<&dyn Recommendations, Failure> {
    let none = || Failure::new(protocol::Code::Internal, "this store keeps no recommendations");
    api.store().recommendations().ok_or_else(none)
}

/// Returns somebody's own list, where it is of use.
pub(super) async fn list_of(api: &Api, user: &MemberId) -> Result<Option<StoredRecommendations>, Failure> {
    let oldest = api.host().clock().now().plus_ms(-STALE_MS);
    let list = kept(api)?.list(&Subject::User(user.clone()), "taste").await?;
    Ok(list.filter(|list| list.made_at >= oldest))
}

/// Returns what is kept of these people as a circle, where it is of use.
pub(super) async fn circle_of(api: &Api, people: &[MemberId]) -> Result<Option<StoredCircle>, Failure> {
    let oldest = api.host().clock().now().plus_ms(-STALE_MS);
    let circle = kept(api)?.circle(&people.iter().cloned().collect()).await?;
    Ok(circle.filter(|circle| circle.made_at >= oldest))
}

/// Returns whether a list is fresh.
pub(super) fn age(api: &Api, made_at: Timestamp) -> Served {
    let age_ms = age_ms(api.host().clock().now(), made_at);
    if age_ms.is_some_and(|age_ms| age_ms <= FRESH_MS) { Served::Fresh } else { Served::Stale }
}

/// Returns how old something is, in milliseconds. Of what was made minutes from now nobody knows: the clock ran ahead that
/// wrote it.
pub(super) fn age_ms(now: Timestamp, made_at: Timestamp) -> Option<i64> {
    (made_at.ms_since(now) <= AHEAD_MS_MAX).then(|| now.ms_since(made_at))
}

/// Shows `first` where there is something in it that is not known, or else what is hot, or else what is new.
pub(super) async fn descend(api: &Api, first: Option<Step>, audience: &Audience) -> Result<Answer, Failure> {
    if let Some(first) = first
        && let Some(answer) = show(api, first, audience).await?
    {
        return Ok(answer);
    }
    if let Some(list) = kept(api)?.list(&Subject::All, "pulse").await? {
        let step = Step { served: Served::Heat, made_at: Some(list.made_at), items: list.items };
        if let Some(answer) = show(api, step, audience).await? {
            return Ok(answer);
        }
    }
    let step = Step { served: Served::Newest, made_at: None, items: newest(api).await? };
    let nothing = Answer { items: Vec::new(), served: Served::Nothing, age_s: None, trial: None };
    Ok(show(api, step, audience).await?.unwrap_or(nothing))
}

async fn newest(api: &Api) -> Result<Vec<StoredRecommendation>, Failure> {
    let now = api.host().clock().now();
    let query = SessionsQuery { state: None, search: None, now, after: None, limit: NEWEST };
    let sessions = api.store().sessions(query).await?;
    let mut met = BTreeSet::new();
    let videos = sessions.into_iter().map(|listed| listed.summary.video.id).filter(|video| met.insert(video.clone()));
    let item = |video| StoredRecommendation { video, score: 0.0, reasons: Vec::<StoredReason>::new() };
    Ok(videos.map(item).collect())
}

#[cfg(test)]
mod tests {
    use timeline::Timestamp;

    use super::age_ms;

    #[test]
    fn what_was_made_by_a_clock_that_ran_ahead_has_no_age() {
        let now = Timestamp::from_ms(1_000_000_000);
        let of = |ahead_ms| age_ms(now, now.plus_ms(ahead_ms));
        assert_eq!((of(-7_000), of(60_000), of(301_000)), (Some(7_000), Some(0), None));
        assert_eq!(of(365 * 86_400_000), None);
    }
}
