//! What is made of a file of the library: a picture, a stream (HLS), subtitles.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use library::{FileId, Library, NotServed};
use protocol::Code;
use tokio_util::io::ReaderStream;

use super::file::{CHUNK_BYTES, gone};
use crate::failure::Failure;
use crate::state::Api;

const PLAYLIST: &str = "application/vnd.apple.mpegurl";
/// Whoever has the address may see it, and nobody else who shares a cache. Another version of a file may take the address over.
const HOUR: &str = "private, max-age=3600";
const ASK_AGAIN: &str = "private, no-cache";

/// `GET /media/library/{id}/picture`
pub(crate) async fn library_picture(State(api): State<Api>, Path(id): Path<String>) -> Result<Response, Failure> {
    let (library, id) = find(&api, &id)?;
    let file = library.picture(&id).await.map_err(failure)?;
    Ok(whole(file, "image/jpeg", HOUR))
}

/// `GET /media/library/{id}/index.m3u8`
pub(crate) async fn library_playlist(State(api): State<Api>, Path(id): Path<String>) -> Result<Response, Failure> {
    let (library, id) = find(&api, &id)?;
    let making = tokio::task::spawn_blocking(move || library.playlist(&id)).await;
    let playlist = making.map_err(|_| failure(NotServed::Failed))?.map_err(failure)?;
    Ok((headers(PLAYLIST, ASK_AGAIN), playlist).into_response())
}

/// `GET /media/library/{id}/segments/{number}.ts`
pub(crate) async fn library_segment(
    State(api): State<Api>,
    Path((id, name)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let (library, id) = find(&api, &id)?;
    let number = name.strip_suffix(".ts").and_then(|number| number.parse().ok()).ok_or_else(gone)?;
    let file = library.segment(&id, number).await.map_err(failure)?;
    Ok(whole(file, "video/mp2t", HOUR))
}

/// `GET /media/library/{id}/subtitles/{number}`
pub(crate) async fn library_subtitles(
    State(api): State<Api>,
    Path((id, number)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let (library, id) = find(&api, &id)?;
    let number = number.parse().map_err(|_| gone())?;
    let text = library.text(&id, number).await.map_err(failure)?;
    Ok((headers("text/vtt; charset=utf-8", ASK_AGAIN), text).into_response())
}

fn find(api: &Api, id: &str) -> Result<(Arc<Library>, FileId), Failure> {
    let id = FileId::parse(id).ok_or_else(gone)?;
    let library = api.options().own_videos.as_ref().ok_or_else(gone)?;
    Ok((Arc::clone(library), id))
}

fn whole(file: std::fs::File, mime: &'static str, cache: &'static str) -> Response {
    let bytes = file.metadata().map_or(0, |file| file.len());
    let body = Body::from_stream(ReaderStream::with_capacity(tokio::fs::File::from_std(file), CHUNK_BYTES));
    (StatusCode::OK, headers(mime, cache), [(header::CONTENT_LENGTH, HeaderValue::from(bytes))], body).into_response()
}

fn headers(mime: &'static str, cache: &'static str) -> [(header::HeaderName, HeaderValue); 2] {
    [(header::CONTENT_TYPE, HeaderValue::from_static(mime)), (header::CACHE_CONTROL, HeaderValue::from_static(cache))]
}

#[expect(clippy::needless_pass_by_value, reason = "what an error is turned into")]
fn failure(why: NotServed) -> Failure {
    match why {
        NotServed::Gone => gone(),
        NotServed::NotYet => {
            Failure::new(Code::Busy, "the server is still at work on this part of the video; ask again in a moment")
        }
        NotServed::TooMany => {
            let detail = "the server makes as many videos playable at once as it may; try again when others have ended";
            Failure::new(Code::Busy, detail)
        }
        NotServed::Failed => {
            Failure::new(Code::Internal, "the server cannot make this video playable; choose another, or try again")
        }
    }
}
