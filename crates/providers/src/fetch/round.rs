//! One question to one server, and what its answer says to do next.

use bytes::Bytes;
use http::header::{
    ACCEPT, ACCEPT_ENCODING, ACCEPT_RANGES, CONTENT_ENCODING, CONTENT_RANGE, CONTENT_TYPE, HOST, LOCATION, RANGE,
    USER_AGENT,
};
use http::response::Parts;
use http::{HeaderMap, HeaderValue, Method, Request, Response, StatusCode};
use http_body_util::Empty;
use hyper::body::Incoming;
use url::{Position, Url};

use super::ask::{Answer, Ask};
use super::error::{FetchError, Refusal};
use super::expect::Expect;
use super::origin::Origin;
use super::{body, retry_after};

const AGENT: &str = concat!("Sameframe/", env!("CARGO_PKG_VERSION"));

/// What an answer says.
pub(super) enum Round {
    /// Here it is.
    Here(Answer),
    /// It is elsewhere.
    Elsewhere(Url),
}

/// Writes the question to the server of `url`. What was meant for the server that was asked first goes to no other.
pub(super) fn question(ask: &Ask, url: &Url) -> Result<Request<Empty<Bytes>>, FetchError> {
    let unreadable = |_| FetchError::Unreadable;
    let mut request = Request::builder().method(Method::GET).uri(&url[Position::BeforePath..Position::AfterQuery]);
    let host = &url[Position::BeforeHost..Position::AfterPort];
    request = request.header(HOST, host).header(USER_AGENT, AGENT).header(ACCEPT, ask.expect.accept());
    match ask.part {
        // Parts of what is packed are of no use.
        Some((first, last)) => {
            request = request.header(RANGE, format!("bytes={first}-{last}"));
            request = request.header(ACCEPT_ENCODING, "identity");
        }
        None if ask.expect == Expect::Segment => request = request.header(ACCEPT_ENCODING, "identity"),
        None => request = request.header(ACCEPT_ENCODING, "gzip"),
    }
    let mut request = request.body(Empty::new()).map_err(|error| unreadable(error.to_string()))?;
    if Origin::of(url) == Origin::of(&ask.url) {
        for (name, value) in &ask.headers {
            request.headers_mut().insert(name, value.clone());
        }
    }
    Ok(request)
}

/// Reads the answer.
pub(super) async fn answer(
    ask: &Ask,
    url: Url,
    response: Response<Incoming>,
    now_ms: i64,
) -> Result<Round, FetchError> {
    let (parts, body) = response.into_parts();
    let status = parts.status;
    if matches!(status.as_u16(), 301 | 302 | 303 | 307 | 308) {
        let location = parts.headers.get(LOCATION).and_then(|location| location.to_str().ok());
        let elsewhere = location.and_then(|location| url.join(location).ok());
        return elsewhere.map(Round::Elsewhere).ok_or(FetchError::Unreadable);
    }
    let mime = check(ask, &parts, now_ms)?;
    let is_part = status == StatusCode::PARTIAL_CONTENT;
    let says_parts = parts.headers.get(ACCEPT_RANGES).is_some_and(|value| value == HeaderValue::from_static("bytes"));
    let whole_bytes = if is_part { whole_of_range(&parts.headers) } else { body::length(&parts.headers) };
    let bytes = body::read(&parts.headers, body, ask.expect).await?;
    Ok(Round::Here(Answer { url, mime, bytes, whole_bytes, gives_parts: is_part || says_parts }))
}

/// Looks at the head of an answer that is passed on, and returns how long it is said to be with what follows. Whoever sends on
/// to elsewhere is not followed.
pub(super) fn streamed(
    ask: &Ask,
    response: Response<Incoming>,
    now_ms: i64,
) -> Result<(Option<u64>, Incoming), FetchError> {
    let (parts, body) = response.into_parts();
    if parts.status.is_redirection() {
        return Err(FetchError::Refused(Refusal::Redirects));
    }
    check(ask, &parts, now_ms)?;
    if parts.headers.get(CONTENT_ENCODING).is_some_and(|packing| packing != HeaderValue::from_static("identity")) {
        return Err(FetchError::Unreadable);
    }
    let length = body::length(&parts.headers);
    if length.is_some_and(|length| length > ask.expect.bytes_max() as u64) {
        return Err(ask.expect.too_large());
    }
    Ok((length, body))
}

/// Tells what an answer says it is, where it is one, and of a type that was asked for.
fn check(ask: &Ask, parts: &Parts, now_ms: i64) -> Result<String, FetchError> {
    if !parts.status.is_success() {
        let retry_at_ms = retry_after::read(&parts.headers, now_ms);
        return Err(FetchError::Status { status: parts.status.as_u16(), retry_at_ms });
    }
    let mime = mime(&parts.headers);
    if ask.expect.takes(&mime) { Ok(mime) } else { Err(FetchError::WrongType) }
}

fn mime(headers: &HeaderMap) -> String {
    let value = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// Reads `bytes 0-99/1234`.
fn whole_of_range(headers: &HeaderMap) -> Option<u64> {
    headers.get(CONTENT_RANGE)?.to_str().ok()?.rsplit_once('/')?.1.parse().ok()
}
