//! `GET /api/sessions/{id}/predictions`

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use protocol::limits::LEADERS_MAX;
use protocol::{Predictions, Problem};

use crate::body::PathId;
use crate::failure::Failure;
use crate::handshake::may_look;
use crate::identity::MaybeIdentity;
use crate::state::Api;
use crate::to_wire;

/// Returns a session's predictions: those that are not over, the last ones that are, and who has most points. With a token
/// also my own picks and points.
#[utoipa::path(get, path = "/api/sessions/{id}/predictions", tag = "prediction", security((), ("bearer" = [])),
    params(("id" = String, Path, description = "the session's id")),
    responses(
        (status = 200, body = Predictions),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn list_predictions(
    State(api): State<Api>,
    MaybeIdentity(identity): MaybeIdentity,
    headers: HeaderMap,
    PathId(id): PathId,
) -> Result<Json<Predictions>, Failure> {
    let (id, session) = api.session(&id)?;
    may_look(&api, &id, identity.as_ref(), &headers).await?;
    let me = identity.map(|identity| identity.member_in(&id)).transpose()?;
    // Read before the view: nobody is told of points that their view does not have yet.
    let leaders = api.store().leaders(&id, u32::try_from(LEADERS_MAX).unwrap_or(u32::MAX)).await?;
    let view = session.view().await?;
    let predictions = view.session.predictions();
    let told = |(id, prediction)| to_wire::prediction::prediction(id, prediction, me.as_ref());
    Ok(Json(Predictions {
        open: predictions.unresolved().map(told).collect(),
        over: predictions.over().map(told).collect(),
        leaders: leaders.iter().map(|leader| to_wire::prediction::leader(&view.session, leader)).collect(),
        me: me.as_ref().map(|me| to_wire::prediction::points(&view.session, me)),
        head: to_wire::position(view.head),
    }))
}
