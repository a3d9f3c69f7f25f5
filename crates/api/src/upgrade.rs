//! From a request to a WebSocket, for every service that has one.

use axum::extract::ws::WebSocketUpgrade;
use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::http::{HeaderMap, header};
use protocol::{Code, SUBPROTOCOL, limits};
use tokio_util::task::task_tracker::TaskTrackerToken;

use crate::agent;
use crate::failure::Failure;
use crate::state::Api;

/// The library's default is 128 KiB a connection; frames from clients are small.
const READ_BUFFER_BYTES: usize = 512;
/// What may wait to be sent before a write has to wait.
const WRITE_BUFFER_BYTES_MAX: usize = 64 * 1_024;

/// A request that may become a socket.
pub(crate) struct Socket {
    pub(crate) upgrade: WebSocketUpgrade,
    /// What asks for it, in a few words.
    pub(crate) agent: String,
    /// Held for as long as the socket is open: the server waits for it when it stops.
    pub(crate) open: TaskTrackerToken,
}

/// Lets a page of this server, or a program, open a socket, unless the server is about to stop.
pub(crate) fn admit(
    api: &Api,
    headers: &HeaderMap,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Result<Socket, Failure> {
    let upgrade = upgrade.map_err(|error| {
        Failure::new(Code::BadRequest, format!("this address is for a WebSocket: {}", error.body_text()))
    })?;
    check_origin(api, headers)?;
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
    Ok(Socket { upgrade, agent: agent::of(headers), open })
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
