//! `GET /api/sessions/{id}/live`

use axum::extract::State;
use axum::extract::ws::WebSocketUpgrade;
use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::http::{HeaderMap, header};
use axum::response::Response;
use protocol::{Code, Problem, SUBPROTOCOL, limits};

use super::connection::serve;
use crate::body::PathId;
use crate::failure::Failure;
use crate::state::Api;

/// The library's default is 128 KiB a connection; frames from clients are small.
const READ_BUFFER_BYTES: usize = 512;
/// What may wait to be sent before a write has to wait.
const WRITE_BUFFER_BYTES_MAX: usize = 64 * 1_024;

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
    let upgrade = upgrade.map_err(|error| {
        Failure::new(Code::BadRequest, format!("this address is for a WebSocket: {}", error.body_text()))
    })?;
    check_origin(&api, &headers)?;
    if api.draining().has_begun() {
        return Err(Failure::new(Code::Busy, "this server is about to stop; come back, and another one answers"));
    }
    let open = api.connections().token();
    let upgrade = upgrade
        .protocols([SUBPROTOCOL])
        .read_buffer_size(READ_BUFFER_BYTES)
        .write_buffer_size(0)
        .max_write_buffer_size(WRITE_BUFFER_BYTES_MAX)
        .max_message_size(limits::FRAME_BYTES_CLOSE)
        .max_frame_size(limits::FRAME_BYTES_CLOSE);
    Ok(upgrade.on_upgrade(move |socket| async move {
        serve(socket, api, id).await;
        drop(open);
    }))
}

/// A browser names the page that opens the socket; other programs name none. A page of another site gets none.
fn check_origin(api: &Api, headers: &HeaderMap) -> Result<(), Failure> {
    let origins: Vec<_> = headers.get_all(header::ORIGIN).iter().map(|origin| origin.to_str().unwrap_or("")).collect();
    let own = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let allowed = match origins[..] {
        [] => true,
        [origin] => {
            let is_own = matches!(origin.split_once("://"), Some(("http" | "https", host)) if host == own);
            let options = api.options();
            let is_public = options.public_url.as_deref().is_some_and(|url| url.trim_end_matches('/') == origin);
            is_own || is_public || options.allowed_origins.iter().any(|allowed| allowed == origin)
        }
        _ => false,
    };
    if allowed {
        return Ok(());
    }
    let detail = "pages of this site may not use this server; its operator can allow them with --allow-origin";
    Err(Failure::new(Code::OriginNotAllowed, detail))
}
