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

/// Returns how old a list is.
pub(super) fn age(api: &Api, made_at: Timestamp) -> Served {
    if api.host().clock().now().ms_since(made_at) <= FRESH_MS { Served::Fresh } else { Served::Stale }
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
