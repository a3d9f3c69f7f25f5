//! `GET /api/sessions/{id}/live`

use axum::extract::State;
use axum::extract::ws::WebSocketUpgrade;
use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::http::HeaderMap;
use axum::response::Response;
use protocol::Problem;

use super::connection::serve;
use crate::body::PathId;
use crate::failure::Failure;
use crate::state::Api;
use crate::upgrade::{self, Socket};

/// Opens the live socket: `docs/spec/protocol.md` says what goes over it.
#[utoipa::path(get, path = "/api/sessions/{id}/live", tag = "timecode",
    params(("id" = String, Path, description = "the session's id")),
    responses(
        (status = 101, description = "the subprotocol is sameframe.v1"),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn live(
    State(api): State<Api>,
    PathId(id): PathId,
    headers: HeaderMap,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Result<Response, Failure> {
    let Socket { upgrade, agent, open } = upgrade::admit(&api, &headers, upgrade)?;
    Ok(upgrade.on_upgrade(move |socket| async move {
        serve(socket, api, &id, &agent).await;
        drop(open);
    }))
}
