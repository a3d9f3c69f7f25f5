//! From HTTP to HTTPS.

use anyhow::Context as _;
use axum::Router;
use axum::extract::Request;
use axum::http::{StatusCode, Uri, header};
use axum::response::{IntoResponse as _, Response};
use tokio::net::TcpListener;
use tokio_util::task::AbortOnDropHandle;
use url::Url;

use crate::settings::Settings;

/// Sends everybody who comes without HTTPS to the same page with it, for as long as the handle is kept.
pub(crate) async fn redirect(settings: &Settings) -> anyhow::Result<Option<AbortOnDropHandle<()>>> {
    let Some(from) = settings.redirect_from else { return Ok(None) };
    let listening = TcpListener::bind(from).await;
    let listener = listening.with_context(|| format!("cannot listen on {from} for those who come without HTTPS"))?;
    tracing::info!("who comes to http://{} is sent to HTTPS", listener.local_addr()?);
    let (link, port) = (settings.public_url.clone(), settings.listen.port());
    let router = Router::new().fallback(move |request: Request| {
        let to = target(link.as_ref(), port, &request);
        async move { to.map_or_else(|| StatusCode::BAD_REQUEST.into_response(), moved) }
    });
    Ok(Some(AbortOnDropHandle::new(tokio::spawn(async move {
        if let Err(error) = axum::serve(listener, router).await {
            tracing::error!(%error, "nobody is sent to HTTPS any more");
        }
    }))))
}

fn moved(to: Url) -> Response {
    (StatusCode::PERMANENT_REDIRECT, [(header::LOCATION, String::from(to))]).into_response()
}

/// The same page under the server's own link, or else under the name that was asked for.
fn target(link: Option<&Url>, port: u16, request: &Request) -> Option<Url> {
    let mut to = link.cloned().or_else(|| named(request, port))?;
    to.set_path(request.uri().path());
    to.set_query(request.uri().query());
    Some(to)
}

fn named(request: &Request, port: u16) -> Option<Url> {
    let name = request.headers().get(header::HOST)?.to_str().ok()?;
    let name = name.parse::<Uri>().ok()?.host()?.to_owned();
    let mut to = Url::parse(&format!("https://{name}/")).ok()?;
    to.set_port(Some(port)).ok()?;
    Some(to)
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use axum::extract::Request;
    use url::Url;

    use super::target;

    #[track_caller]
    fn check(link: Option<&str>, port: u16, host: &str, path: &str, expected: Option<&str>) {
        let request = Request::builder().uri(path).header("host", host).body(Body::empty()).unwrap();
        let link = link.map(|link| Url::parse(link).unwrap());
        assert_eq!(target(link.as_ref(), port, &request).map(String::from).as_deref(), expected);
    }

    #[test]
    fn the_same_page_with_https() {
        let link = Some("https://watch.example.org/");
        check(link, 443, "elsewhere.example.org", "/s/abc?x=1", Some("https://watch.example.org/s/abc?x=1"));
        check(None, 443, "watch.example.org:80", "/", Some("https://watch.example.org/"));
        check(None, 8443, "watch.example.org", "/s/abc", Some("https://watch.example.org:8443/s/abc"));
        check(
            None,
            443,
            "watch.example.org",
            "//evil.example.org/",
            Some("https://watch.example.org//evil.example.org/"),
        );
        check(None, 443, "not a host/", "/", None);
    }
}
