//! Links to this server's pages, for people to send on.

use axum::http::{HeaderMap, header};
use session::SessionId;

use crate::state::Api;

/// The link to a session's page.
pub(crate) fn to_session(api: &Api, headers: &HeaderMap, id: &SessionId) -> String {
    format!("{}/s/{id}", base_url(api, headers))
}

/// The address that people reach this server under: as set, or as the browser sees it, or as the request names it.
pub(crate) fn base_url(api: &Api, headers: &HeaderMap) -> String {
    if let Some(url) = &api.options().public_url {
        return url.trim_end_matches('/').to_owned();
    }
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let host = text(header::HOST).unwrap_or("localhost");
    let origin = text(header::ORIGIN).filter(|origin| origin.split_once("://").is_some_and(|(_, of)| of == host));
    origin.map_or_else(|| format!("http://{host}"), str::to_owned)
}
