//! `POST /api/series`

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use protocol::{Code, MakeSeries, Problem, Series};
use session::Refusal;
use store::{SeriesState, StoredSeries};

use super::evening::{Found, first_evening, keep_regulars, not_found};
use super::schedule::Schedule;
use super::to_wire;
use crate::body::Body;
use crate::failure::Failure;
use crate::identity::Identity;
use crate::state::Api;
use crate::{handshake, token};

/// Makes a session that goes on the first evening of a series: its host may. A session that is an evening already answers
/// with its series.
#[utoipa::path(post, path = "/api/series", tag = "session", security(("bearer" = [])), request_body = MakeSeries,
    responses(
        (status = 201, body = Series),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
        (status = 429, body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn make_series(
    State(api): State<Api>,
    identity: Identity,
    headers: HeaderMap,
    Body(request): Body<MakeSeries>,
) -> Result<(StatusCode, Json<Series>), Failure> {
    let me = identity.user()?;
    let (id, session) = api.session(&request.session)?;
    handshake::may_know(&api, &id, Some(&identity), None).await?;
    api.limits().command(&me.id)?;
    let view = session.view().await?;
    if view.session.has_ended() {
        return Err(Refusal::SessionEnded.into());
    }
    if view.session.summary().host != me.id {
        return Err(Failure::new(Code::NotAllowed, "only the host makes a session come back; ask them"));
    }
    let zone = request.time_zone.as_deref().unwrap_or("UTC");
    let schedule = Schedule::asked(&request.weekly.unwrap_or_default(), zone)?;
    let now = api.host().clock().now();
    let settings = view.session.settings();
    let wanted = StoredSeries {
        id: token::random_id::<16>(),
        owner: me.id.clone(),
        title: settings.title.clone(),
        visibility: settings.visibility,
        state: SeriesState::Running,
        weekly: schedule.words(),
        time_zone: zone.to_owned(),
        created_at: now,
        updated_at: now,
    };
    let series = first_evening(&api, wanted, &id).await?;
    let members = view.session.members().map(|(id, _)| id.clone()).collect();
    keep_regulars(api.all_series()?, &series.id, members).await?;
    let found = Found::of(&api, series).await?.ok_or_else(not_found)?;
    Ok((StatusCode::CREATED, Json(to_wire::series(&api, &headers, &found, Some(&identity)).await?)))
}
