//! `GET /api/sessions/{id}/events` and `…/replay`

use std::sync::Arc;

use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse as _, Response};
use bytes::Bytes;
use futures_util::stream::{Stream, try_unfold};
use protocol::{EventPage, Problem};
use serde::Deserialize;
use session::SessionId;
use store::{Store, StoreError, StoredEntry};
use utoipa::IntoParams;

use crate::body::{Params, PathId};
use crate::failure::Failure;
use crate::handshake::may_look;
use crate::identity::MaybeIdentity;
use crate::state::Api;
use crate::to_wire::{self, Names};

const LIMIT_DEFAULT: u32 = 200;
/// How many events are read and sent at a time.
const REPLAY_PAGE: u32 = 500;

/// Which events to return.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct EventsParams {
    /// After which number; from the start where missing.
    after: Option<u64>,
    /// 1 to 1000; 200 where missing.
    limit: Option<u32>,
}

/// Returns one page of the log, in order and without a gap: gaps are closed here. As on the live socket, who comes and goes
/// in a crowd is counted and not named; the replay names everybody.
#[utoipa::path(get, path = "/api/sessions/{id}/events", tag = "session",
    params(("id" = String, Path, description = "its id"), EventsParams),
    responses(
        (status = 200, body = EventPage),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn list_events(
    State(api): State<Api>,
    MaybeIdentity(identity): MaybeIdentity,
    headers: HeaderMap,
    PathId(id): PathId,
    Params(params): Params<EventsParams>,
) -> Result<Json<EventPage>, Failure> {
    let (id, _) = api.session(&id)?;
    may_look(&api, &id, identity.as_ref(), &headers).await?;
    let limit = params.limit.unwrap_or(LIMIT_DEFAULT).clamp(1, protocol::limits::EVENTS_PAGE_MAX);
    let stored = api.store().read(&id, params.after.unwrap_or(0), limit).await?;
    let head = api.store().head(&id).await?.ok_or_else(Failure::session_not_found)?;
    let events = stored.iter().map(|stored| to_wire::log_event(stored, Names::Few)).collect();
    Ok(Json(EventPage { events, head: to_wire::position(head) }))
}

/// Returns the whole log, one event a line.
#[utoipa::path(get, path = "/api/sessions/{id}/replay", tag = "session",
    params(("id" = String, Path, description = "its id")),
    responses(
        (status = 200, content_type = "application/x-ndjson", body = String, description = "a LogEvent a line"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn replay(
    State(api): State<Api>,
    MaybeIdentity(identity): MaybeIdentity,
    headers: HeaderMap,
    PathId(id): PathId,
) -> Result<Response, Failure> {
    let (id, _) = api.session(&id)?;
    may_look(&api, &id, identity.as_ref(), &headers).await?;
    api.store().head(&id).await?.ok_or_else(Failure::session_not_found)?;
    let lines = lines_of(api.store_handle(), id);
    let headers = [(header::CONTENT_TYPE, "application/x-ndjson"), (header::CACHE_CONTROL, "no-cache")];
    Ok((headers, Body::from_stream(lines)).into_response())
}

/// The whole log as NDJSON, a page at a time.
fn lines_of(store: Arc<dyn Store>, id: SessionId) -> impl Stream<Item = Result<Bytes, StoreError>> + Send {
    try_unfold((store, id, 0), next_lines)
}

type Place = (Arc<dyn Store>, SessionId, u64);

async fn next_lines((store, id, after): Place) -> Result<Option<(Bytes, Place)>, StoreError> {
    let stored = store.read(&id, after, REPLAY_PAGE).await?;
    let Some(last) = stored.last().map(|stored| stored.position.seq) else { return Ok(None) };
    let lines: String = stored.iter().map(line).collect();
    Ok(Some((lines.into(), (store, id, last))))
}

#[expect(clippy::expect_used, reason = "numbers, texts and enums always serialise")]
fn line(stored: &StoredEntry) -> String {
    let event = serde_json::to_string(&to_wire::log_event(stored, Names::All));
    event.expect("an event holds only numbers, texts and enums") + "\n"
}
