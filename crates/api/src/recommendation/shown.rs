//! `POST /api/users/me/recommendations/shown` and `POST /api/sessions/{id}/recommendations/shown`

use axum::extract::State;
use axum::http::StatusCode;
use experiment::UnitKind;
use protocol::{Problem, RecommendationsShown};

use super::for_session::{people, present};
use super::trial::Trial;
use crate::body::{Body, PathId};
use crate::failure::Failure;
use crate::identity::Identity;
use crate::state::Api;

/// Says that a list of mine which is of an experiment is in front of me. Only from then on I take part in it.
#[utoipa::path(post, path = "/api/users/me/recommendations/shown", tag = "recommendation", security(("bearer" = [])),
    request_body = RecommendationsShown,
    responses(
        (status = 204, description = "it is kept, where the experiment still runs"),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn my_recommendations_shown(
    State(api): State<Api>,
    identity: Identity,
    Body(shown): Body<RecommendationsShown>,
) -> Result<StatusCode, Failure> {
    let user = identity.user()?;
    let trial = Trial::of(&api, UnitKind::User, user.id.as_str()).await;
    trial.shown(&api, user.id.as_str(), std::slice::from_ref(&user.id), shown).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Says that a session's list which is of an experiment is in front of somebody there. For its members.
#[utoipa::path(post, path = "/api/sessions/{id}/recommendations/shown", tag = "recommendation", security(("bearer" = [])),
    params(("id" = String, Path, description = "the session's id")),
    request_body = RecommendationsShown,
    responses(
        (status = 204, description = "it is kept, where the experiment still runs"),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn session_recommendations_shown(
    State(api): State<Api>,
    identity: Identity,
    PathId(id): PathId,
    Body(shown): Body<RecommendationsShown>,
) -> Result<StatusCode, Failure> {
    let (id, session) = api.session(&id)?;
    let me = identity.member_in(&id)?;
    let view = session.view().await?;
    present(&view, &me)?;
    let trial = Trial::of(&api, UnitKind::Circle, id.as_str()).await;
    trial.shown(&api, id.as_str(), &people(&view), shown).await?;
    Ok(StatusCode::NO_CONTENT)
}
