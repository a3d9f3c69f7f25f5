//! From what is kept to the wire.

use axum::http::HeaderMap;
use protocol as wire;
use store::{SeriesState, StoredSeries};

use super::evening::{Found, opens_at};
use super::schedule::Schedule;
use crate::failure::Failure;
use crate::handshake::{least_of, person, told_of};
use crate::identity::Identity;
use crate::link::base_url;
use crate::state::Api;
use crate::to_wire;

/// The link to a series' page.
pub(super) fn link(api: &Api, headers: &HeaderMap, id: &str) -> String {
    format!("{}/series/{id}", base_url(api, headers))
}

pub(super) async fn series(
    api: &Api,
    headers: &HeaderMap,
    found: &Found,
    identity: Option<&Identity>,
) -> Result<wire::Series, Failure> {
    let StoredSeries { id, owner, title, state, weekly, time_zone, .. } = &found.series;
    let now = api.host().clock().now();
    let schedule = Schedule::kept(weekly, time_zone);
    let current = match found.current() {
        Some(listed) => Some(told_of(api, listed, identity).await.unwrap_or_else(|_| least_of(api, listed))),
        None => None,
    };
    let name = api.handshakes()?.user(owner).await?.map(|user| person(&user.id, &user.name));
    Ok(wire::Series {
        id: id.clone(),
        title: title.to_string(),
        link: link(api, headers, id),
        owner: name.unwrap_or_else(|| wire::Person { id: owner.to_string(), name: String::new() }),
        visibility: to_wire::visibility(found.visibility()),
        state: match state {
            SeriesState::Running => wire::SeriesState::Running,
            SeriesState::Paused => wire::SeriesState::Paused,
            SeriesState::Ended => wire::SeriesState::Ended,
        },
        weekly: schedule.iter().flat_map(Schedule::times).map(|weekly| weekly.wire()).collect(),
        time_zone: time_zone.clone(),
        next_at: found.next_at(now).map(to_wire::rfc3339),
        opens_at: found.next_at(now).map(opens_at).map(to_wire::rfc3339),
        current,
        may_change: found.is_of(identity),
    })
}
