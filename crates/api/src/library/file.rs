//! `GET /media/library/{id}`: a file of the library, whole or in part, never more of it in memory than is on its way.

use std::io::SeekFrom;
use std::time::{Duration, SystemTime};

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use jiff::Timestamp;
use jiff::fmt::rfc2822;
use library::{FileId, Opened};
use protocol::Code;
use tokio::io::{AsyncReadExt as _, AsyncSeekExt as _};
use tokio_util::io::ReaderStream;

use crate::failure::Failure;
use crate::media::{Part, part};
use crate::state::Api;

pub(super) const CHUNK_BYTES: usize = 64 * 1024;

/// Serves a file. Players seek with ranges, and ask again whether what they have is still so.
pub(crate) async fn library_file(
    State(api): State<Api>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let id = FileId::parse(&id).ok_or_else(gone)?;
    let library = api.options().own_videos.as_ref().ok_or_else(gone)?;
    let opened = library.open(&id).await.map_err(|error| {
        tracing::warn!(%id, %error, "a file of the library cannot be read");
        Failure::new(Code::Internal, "the server cannot read this video just now; try again in a moment")
    })?;
    let opened = opened.ok_or_else(gone)?;
    let version = Version::of(&opened);
    if version.is_had(&headers) {
        return Ok((StatusCode::NOT_MODIFIED, version.headers()).into_response());
    }
    let range = headers.get(header::RANGE).and_then(|range| range.to_str().ok());
    // A part of another version would not fit to the parts that the player has.
    let range = range.filter(|_| version.is_wanted(&headers));
    match range.map_or(Part::Whole, |range| part(range, opened.bytes)) {
        Part::Whole => send(StatusCode::OK, opened, &version, 0, None).await,
        Part::Range(first, last) => send(StatusCode::PARTIAL_CONTENT, opened, &version, first, Some(last)).await,
        Part::None => {
            let content_range = format!("bytes */{}", opened.bytes);
            Ok((StatusCode::RANGE_NOT_SATISFIABLE, [(header::CONTENT_RANGE, content_range)]).into_response())
        }
    }
}

pub(super) fn gone() -> Failure {
    Failure::new(Code::VideoNotFound, "this server's library has no such video, or not any more")
}

async fn send(
    status: StatusCode,
    opened: Opened,
    version: &Version,
    first: u64,
    last: Option<u64>,
) -> Result<Response, Failure> {
    let whole = opened.bytes;
    let bytes = last.map_or(whole, |last| last + 1 - first);
    let mime = HeaderValue::from_static(opened.media_type.mime());
    let mut file = tokio::fs::File::from_std(opened.file);
    file.seek(SeekFrom::Start(first)).await.map_err(|error| {
        tracing::warn!(%error, "a file of the library cannot be read");
        Failure::new(Code::Internal, "the server cannot read this video just now; try again in a moment")
    })?;
    let body = Body::from_stream(ReaderStream::with_capacity(file.take(bytes), CHUNK_BYTES));
    let common = [
        (header::CONTENT_TYPE, mime),
        (header::ACCEPT_RANGES, HeaderValue::from_static("bytes")),
        (header::CONTENT_LENGTH, HeaderValue::from(bytes)),
    ];
    let mut response = (status, common, version.headers(), body).into_response();
    if let Some(last) = last
        && let Ok(range) = HeaderValue::try_from(format!("bytes {first}-{last}/{whole}"))
    {
        response.headers_mut().insert(header::CONTENT_RANGE, range);
    }
    Ok(response)
}

/// Which version of a file it is.
struct Version {
    etag: String,
    modified: Option<SystemTime>,
}

impl Version {
    fn of(opened: &Opened) -> Self {
        let since = opened.modified.and_then(|at| at.duration_since(SystemTime::UNIX_EPOCH).ok());
        let etag = format!("\"{:x}-{:x}\"", opened.bytes, since.unwrap_or(Duration::ZERO).as_nanos());
        Self { etag, modified: opened.modified }
    }

    fn headers(&self) -> HeaderMap {
        // Whoever has the address may see it, and nobody else who shares a cache.
        let cache = Some("private, no-cache".to_owned());
        let values = [
            (header::CACHE_CONTROL, cache),
            (header::ETAG, Some(self.etag.clone())),
            (header::LAST_MODIFIED, self.last_modified()),
        ];
        values.into_iter().filter_map(|(name, value)| Some((name, HeaderValue::try_from(value?).ok()?))).collect()
    }

    fn last_modified(&self) -> Option<String> {
        let at = Timestamp::try_from(self.modified?).ok()?;
        rfc2822::DateTimePrinter::new().timestamp_to_rfc9110_string(&at).ok()
    }

    /// Who asks has it already.
    fn is_had(&self, headers: &HeaderMap) -> bool {
        let had = headers.get(header::IF_NONE_MATCH).and_then(|had| had.to_str().ok());
        had.is_some_and(|had| had.split(',').any(|etag| etag.trim().trim_start_matches("W/") == self.etag))
    }

    /// Who asks for a part has other parts of this version, or none.
    fn is_wanted(&self, headers: &HeaderMap) -> bool {
        let Some(wanted) = headers.get(header::IF_RANGE) else { return true };
        wanted.as_bytes() == self.etag.as_bytes()
            || self.last_modified().is_some_and(|at| wanted.as_bytes() == at.as_bytes())
    }
}
