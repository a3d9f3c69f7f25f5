//! `GET /api/users/me/predictions`

use axum::Json;
use axum::extract::State;
use futures_util::future::join_all;
use protocol::{PredictionHistory, Problem, SessionScore};
use serde::Deserialize;
use store::ScoresQuery;
use utoipa::IntoParams;

use crate::body::Params;
use crate::failure::Failure;
use crate::handshake::may_know;
use crate::identity::Identity;
use crate::state::Api;
use crate::{cursor, to_wire};

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
    let user = identity.user()?;
    let limit = params.limit.unwrap_or(LIMIT_DEFAULT).clamp(1, protocol::limits::SCORES_PAGE_MAX);
    let after = params.cursor.as_deref().map(cursor::read).transpose()?.map(|after| (after.at, after.id));
    // One more than asked for tells whether there is a next page.
    let mut scores = api.store().scores(ScoresQuery { member: user.id.clone(), after, limit: limit + 1 }).await?;
    let more = scores.len() > limit as usize;
    scores.truncate(limit as usize);
    let next = scores.last().filter(|_| more).map(|last| cursor::write(last.updated_at, &last.session));
    let told = scores.iter().map(async |score| {
        let told = to_wire::prediction::session_score(score);
        // Whoever was banned from a private session learns nothing of it any more but what was theirs.
        match may_know(&api, &score.session, Some(&identity), None).await {
            Ok(()) => told,
            Err(_) => SessionScore { title: String::new(), ..told },
        }
    });
    let sessions = join_all(told).await;
    Ok(Json(PredictionHistory { sessions, next }))
}
