//! The web app's files, and the page for every path that the app knows how to show.

use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse as _, Response};
use protocol::Code;
use web_assets::Asset;

use crate::failure::Failure;
use crate::options::Timer;
use crate::preview;
use crate::state::Api;

const OPENER_POLICY: HeaderName = HeaderName::from_static("cross-origin-opener-policy");
const EMBEDDER_POLICY: HeaderName = HeaderName::from_static("cross-origin-embedder-policy");

/// Ends the address of a page whose video plays in the player of another site.
const EMBEDDED: &str = "/embedded";

/// Such a page may also load the scripts by which three sites let their players be steered, and show the players of four.
/// No other page may: what a script of a site could see there stays with the pages that need it.
const POLICY_WITH_FRAMES: &str = "default-src 'self'; \
    script-src 'self' https://www.youtube.com https://geo.dailymotion.com https://player.twitch.tv; \
    frame-src https://www.youtube-nocookie.com https://player.vimeo.com https://geo.dailymotion.com \
    https://player.twitch.tv; style-src 'self'; img-src 'self' data: https: http:; media-src * blob: data:; \
    connect-src *; worker-src 'self' blob:; object-src 'none'; base-uri 'none'; form-action 'self'; \
    frame-ancestors 'self'";

/// What a build without the web app says.
const NO_WEB_APP: &str = "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Sameframe</title>\
    <h1>Sameframe is running</h1><p>This build has no web app in it: it was built with SAMEFRAME_WEB=off. \
    The API is at <code>/api</code>, described by <a href=\"/api/openapi.json\">/api/openapi.json</a>.</p>";

/// Serves a file of the app; for every other path the app itself, which shows the page or says that there is none.
pub(crate) async fn page(State(api): State<Api>, method: Method, uri: Uri, headers: HeaderMap) -> Response {
    let path = uri.path();
    let looking = method == Method::GET || method == Method::HEAD;
    if !looking || path == "/api" || path.starts_with("/api/") {
        return Failure::new(Code::NotFound, "there is nothing at this address; see /api/openapi.json").into_response();
    }
    if let Some(asset) = web_assets::find(path) {
        // An isolated page may run a file as a worker only if the file says this too; caches keep it for ever.
        return with(serve(asset, &headers, StatusCode::OK), EMBEDDER_POLICY, "credentialless");
    }
    let status = if is_app_page(path) { StatusCode::OK } else { StatusCode::NOT_FOUND };
    let document = match web_assets::find("/index.html") {
        Some(index) if status == StatusCode::OK => match preview::document(&api, path, &headers, index.raw).await {
            Some(document) => with_preview(document),
            None => serve(index, &headers, status),
        },
        Some(index) => serve(index, &headers, status),
        None => (status, axum::response::Html(NO_WEB_APP)).into_response(),
    };
    match api.options().timer {
        _ if path.trim_end_matches('/').ends_with(EMBEDDED) => with_frames(document),
        // Browsers give a fine timer to pages that share nothing with other sites. Videos of other sites are still
        // loaded, but without cookies.
        Timer::Fine => with(with(document, OPENER_POLICY, "same-origin"), EMBEDDER_POLICY, "credentialless"),
        Timer::Coarse => document,
    }
}

fn with(mut response: Response, name: HeaderName, value: &'static str) -> Response {
    response.headers_mut().insert(name, HeaderValue::from_static(value));
    response
}

/// An isolated page would keep frames of other sites empty, and the sites want to know whose page shows their player.
fn with_frames(document: Response) -> Response {
    let document = with(document, header::CONTENT_SECURITY_POLICY, POLICY_WITH_FRAMES);
    with(document, header::REFERRER_POLICY, "strict-origin-when-cross-origin")
}

/// It changes with the session, so nobody keeps it.
fn with_preview(document: String) -> Response {
    let headers = [(header::CACHE_CONTROL, "no-cache"), (header::CONTENT_TYPE, "text/html; charset=utf-8")];
    (headers, document).into_response()
}

/// `/`, `/history`, `/account`, `/videos`, `/admin` and `/admin/experiments`, `/j/{code}`, `/u/{code}`, `/series/{id}`, `/s/{id}` and `/s/{id}/replay`, the last two also
/// with `/embedded` behind them; whether the session exists, the page says.
fn is_app_page(path: &str) -> bool {
    let parts: Vec<_> = path.trim_end_matches('/').split('/').collect();
    let parts = match &parts[..] {
        ["", "s", rest @ .., "embedded"] if !rest.is_empty() => &parts[..parts.len() - 1],
        all => all,
    };
    let whole = matches!(
        parts[..],
        [""] | ["", "history" | "account" | "sign-in" | "videos" | "admin"]
            | ["", "sign-in", "openid"]
            | ["", "admin", "experiments"]
    );
    whole || matches!(parts[..], ["", "s" | "j" | "u" | "series", _] | ["", "s", _, "replay"])
}

fn serve(asset: &'static Asset, headers: &HeaderMap, status: StatusCode) -> Response {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let cache = if asset.immutable { "public, max-age=31536000, immutable" } else { "no-cache" };
    let common = [
        (header::ETAG, HeaderValue::from_static(asset.etag)),
        (header::CACHE_CONTROL, HeaderValue::from_static(cache)),
        (header::VARY, HeaderValue::from_static("accept-encoding")),
    ];
    if status == StatusCode::OK && text(header::IF_NONE_MATCH).split(',').any(|etag| etag.trim() == asset.etag) {
        return (StatusCode::NOT_MODIFIED, common).into_response();
    }
    let kind = [(header::CONTENT_TYPE, HeaderValue::from_static(asset.mime))];
    let accepts_brotli = text(header::ACCEPT_ENCODING)
        .split(',')
        .filter_map(|coding| coding.split(';').next())
        .any(|coding| coding.trim() == "br");
    match asset.br.filter(|_| accepts_brotli) {
        Some(br) => (status, common, kind, [(header::CONTENT_ENCODING, "br")], br).into_response(),
        None => (status, common, kind, asset.raw).into_response(),
    }
}

#[cfg(test)]
mod tests {
    use super::is_app_page;

    #[test]
    fn the_app_knows_its_pages() {
        let pages = ["/", "/history", "/account", "/s/abc", "/s/abc/", "/s/abc/replay", "/j/ABC234", "/u/ABCD2345"];
        for path in pages.into_iter().chain(["/series/abc", "/s/abc/embedded", "/s/abc/replay/embedded"]) {
            assert!(is_app_page(path), "{path}");
        }
        for path in [
            "/s",
            "/x",
            "/j",
            "/u/x/replay",
            "/s/abc/other",
            "/s/abc/replay/x",
            "/assets/gone.js",
            "/s/embedded/x",
            "/embedded",
        ] {
            assert!(!is_app_page(path), "{path}");
        }
    }
}
