//! `GET /api/sessions`

use axum::Json;
use axum::extract::State;
use protocol::{Code, Problem, SessionList};
use serde::Deserialize;
use session::SessionId;
use store::{Cursor, Listed, SessionState, SessionsQuery};
use timeline::Timestamp;
use utoipa::IntoParams;

use crate::body::Params;
use crate::failure::Failure;
use crate::state::Api;
use crate::to_wire;

const LIMIT_DEFAULT: u32 = 20;

/// Which sessions to list.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct ListParams {
    /// Only live or only ended ones; all where missing.
    state: Option<protocol::State>,
    /// The `next` of the page before.
    cursor: Option<String>,
    /// 1 to 100; 20 where missing.
    limit: Option<u32>,
}

/// Lists public sessions, newest first.
#[utoipa::path(get, path = "/api/sessions", tag = "session", params(ListParams), responses(
    (status = 200, body = SessionList),
    (status = 400, body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn list_sessions(
    State(api): State<Api>,
    Params(params): Params<ListParams>,
) -> Result<Json<SessionList>, Failure> {
    let limit = params.limit.unwrap_or(LIMIT_DEFAULT).clamp(1, protocol::limits::SESSIONS_PAGE_MAX);
    let query = SessionsQuery {
        state: params.state.map(|state| match state {
            protocol::State::Live => SessionState::Live,
            protocol::State::Ended => SessionState::Ended,
        }),
        after: params.cursor.as_deref().map(read_cursor).transpose()?,
        // One more than asked for tells whether there is a next page.
        limit: limit + 1,
    };
    let mut listed = api.store().sessions(query).await?;
    let more = listed.len() > limit as usize;
    listed.truncate(limit as usize);
    let next = listed.last().filter(|_| more).map(write_cursor);
    let now = api.host().clock().now();
    let sessions = listed.iter().map(|Listed { id, summary }| to_wire::session(id, summary, now)).collect();
    Ok(Json(SessionList { sessions, next }))
}

fn write_cursor(last: &Listed) -> String {
    format!("{}.{}", last.summary.created_at.ms(), last.id)
}

fn read_cursor(text: &str) -> Result<Cursor, Failure> {
    let read = || {
        let (created_ms, id) = text.split_once('.')?;
        let created_at = Timestamp::from_ms(created_ms.parse().ok()?);
        Some(Cursor { created_at, id: SessionId::parse(id).ok()? })
    };
    read().ok_or_else(|| Failure::new(Code::BadRequest, "the cursor must be the next of another page, unchanged"))
}
