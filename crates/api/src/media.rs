//! The sample video, so that a first try needs no internet.

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use bytes::Bytes;

/// Where the sample video is.
pub(crate) const SAMPLE_PATH: &str = "/media/sample.mp4";

static SAMPLE: &[u8] = include_bytes!("../../../media/sample.mp4");

/// Serves the sample, whole or in part: players seek with ranges.
pub(crate) async fn sample(headers: HeaderMap) -> Response {
    let range = headers.get(header::RANGE).and_then(|range| range.to_str().ok());
    let common = [
        (header::CONTENT_TYPE, HeaderValue::from_static("video/mp4")),
        (header::ACCEPT_RANGES, HeaderValue::from_static("bytes")),
        (header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=86400")),
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*")),
    ];
    match range.map_or(Part::Whole, |range| part(range, SAMPLE.len() as u64)) {
        Part::Whole => (common, Body::from(Bytes::from_static(SAMPLE))).into_response(),
        Part::Range(first, last) => {
            let content_range = format!("bytes {first}-{last}/{}", SAMPLE.len());
            let bytes = Bytes::from_static(inside(first, last));
            (StatusCode::PARTIAL_CONTENT, common, [(header::CONTENT_RANGE, content_range)], bytes).into_response()
        }
        Part::None => {
            let content_range = format!("bytes */{}", SAMPLE.len());
            (StatusCode::RANGE_NOT_SATISFIABLE, [(header::CONTENT_RANGE, content_range)]).into_response()
        }
    }
}

fn inside(first: u64, last: u64) -> &'static [u8] {
    let place = |at: u64| usize::try_from(at).unwrap_or(usize::MAX);
    SAMPLE.get(place(first)..=place(last)).unwrap_or_default()
}

/// What of a file is asked for.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// All of it.
    Whole,
    /// From the first to the last of these bytes.
    Range(u64, u64),
    /// Nothing that it has.
    None,
}

/// Reads a range of bytes (RFC 9110, 14.1.2). Several at once, and what is no range, get the whole: that is allowed.
pub(crate) fn part(range: &str, length: u64) -> Part {
    let Some((first, last)) = range.strip_prefix("bytes=").and_then(|range| range.split_once('-')) else {
        return Part::Whole;
    };
    let end = length.saturating_sub(1);
    let (first, last) = match (first.parse::<u64>(), last.parse::<u64>()) {
        (Ok(first), Ok(last)) if first > last => return Part::Whole,
        (Ok(first), Ok(last)) => (first, last.min(end)),
        (Ok(first), Err(_)) if last.is_empty() => (first, end),
        (Err(_), Ok(0)) if first.is_empty() => return Part::None,
        (Err(_), Ok(tail)) if first.is_empty() => (length.saturating_sub(tail), end),
        _ => return Part::Whole,
    };
    if first > end { Part::None } else { Part::Range(first, last) }
}

#[cfg(test)]
mod tests {
    use super::{Part, part};

    #[test]
    fn ranges() {
        for (range, expected) in [
            ("bytes=0-0", Part::Range(0, 0)),
            ("bytes=10-", Part::Range(10, 99)),
            ("bytes=10-999", Part::Range(10, 99)),
            ("bytes=-5", Part::Range(95, 99)),
            ("bytes=-500", Part::Range(0, 99)),
            ("bytes=-0", Part::None),
            ("bytes=100-", Part::None),
            ("bytes=5-2", Part::Whole),
            ("bytes=0-1,5-6", Part::Whole),
            ("lines=1-2", Part::Whole),
            ("bytes=", Part::Whole),
            ("bytes=a-b", Part::Whole),
        ] {
            assert_eq!(part(range, 100), expected, "{range}");
        }
    }
}
