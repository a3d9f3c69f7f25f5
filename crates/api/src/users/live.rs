//! `GET /api/users/me/live`

use axum::extract::State;
use axum::extract::ws::WebSocketUpgrade;
use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::http::HeaderMap;
use axum::response::Response;
use protocol::Problem;

use super::connection::serve;
use crate::failure::Failure;
use crate::state::Api;
use crate::upgrade::{self, Socket};

/// Opens the socket that tells a user, on whatever page they have open, of invitations, answers and knocks:
/// `docs/spec/getting-in.md` says what goes over it.
#[utoipa::path(get, path = "/api/users/me/live", tag = "users",
    responses(
        (status = 101, description = "the subprotocol is sameframe.v1"),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn user_live(
    State(api): State<Api>,
    headers: HeaderMap,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Result<Response, Failure> {
    let Socket { upgrade, agent, open } = upgrade::admit(&api, &headers, upgrade)?;
    Ok(upgrade.on_upgrade(move |socket| async move {
        serve(socket, api, agent).await;
        drop(open);
    }))
}
