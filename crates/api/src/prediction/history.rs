//! `GET /api/users/me/predictions`

use axum::Json;
use axum::extract::State;
use protocol::{Code, PredictionHistory, Problem};
use serde::Deserialize;
use session::SessionId;
use store::{ScoresQuery, StoredScore};
use timeline::Timestamp;
use utoipa::IntoParams;

use crate::body::Params;
use crate::failure::Failure;
use crate::identity::Identity;
use crate::state::Api;
use crate::to_wire;

const LIMIT_DEFAULT: u32 = 20;

/// Which sessions to return.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct HistoryParams {
    /// The `next` of the page before.
    cursor: Option<String>,
    /// 1 to 100; 20 where missing.
    limit: Option<u32>,
}

/// Returns what my predictions have come to: points won and lost, session by session, the latest first.
#[utoipa::path(get, path = "/api/users/me/predictions", tag = "prediction", security(("bearer" = [])),
    params(HistoryParams),
    responses(
        (status = 200, body = PredictionHistory),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn my_predictions(
    State(api): State<Api>,
    identity: Identity,
    Params(params): Params<HistoryParams>,
) -> Result<Json<PredictionHistory>, Failure> {
    let Identity::User(user) = identity else {
        let detail = "this is the token of a session; send your own, from POST /api/users";
        return Err(Failure::new(Code::WrongSession, detail));
    };
    let limit = params.limit.unwrap_or(LIMIT_DEFAULT).clamp(1, protocol::limits::SCORES_PAGE_MAX);
    let after = params.cursor.as_deref().map(read_cursor).transpose()?;
    // One more than asked for tells whether there is a next page.
    let mut scores = api.store().scores(ScoresQuery { member: user.id, after, limit: limit + 1 }).await?;
    let more = scores.len() > limit as usize;
    scores.truncate(limit as usize);
    let next = scores.last().filter(|_| more).map(write_cursor);
    let sessions = scores.iter().map(to_wire::prediction::session_score).collect();
    Ok(Json(PredictionHistory { sessions, next }))
}

fn write_cursor(last: &StoredScore) -> String {
    format!("{}.{}", last.updated_at.ms(), last.session)
}

fn read_cursor(text: &str) -> Result<(Timestamp, SessionId), Failure> {
    let read = || {
        let (updated_ms, session) = text.split_once('.')?;
        Some((Timestamp::from_ms(updated_ms.parse().ok()?), SessionId::parse(session).ok()?))
    };
    read().ok_or_else(|| Failure::new(Code::BadRequest, "the cursor is none; begin again without one"))
}
