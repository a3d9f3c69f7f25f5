//! `GET /api/library`

use axum::Json;
use axum::extract::State;
use library::{PAGE_MAX, address};
use protocol::{Code, LibraryList, LibraryVideo, Problem};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::body::Params;
use crate::failure::Failure;
use crate::state::Api;

const LIMIT_DEFAULT: usize = 30;

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct LibraryParams {
    /// Only those that have all of these words in their title or folder; at most 100 characters count.
    q: Option<String>,
    /// The `next` of the page before.
    cursor: Option<String>,
    /// 1 to 100; 30 where missing.
    limit: Option<usize>,
}

/// Lists the videos in the folders of this server, in the order of folders and titles.
#[utoipa::path(get, path = "/api/library", tag = "session", params(LibraryParams), responses(
    (status = 200, body = LibraryList),
    (status = 400, body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn list_library(
    State(api): State<Api>,
    Params(params): Params<LibraryParams>,
) -> Result<Json<LibraryList>, Failure> {
    let bad_cursor = || Failure::new(Code::BadRequest, "the cursor must be the next of another page, unchanged");
    let from = params.cursor.map_or(Ok(0), |cursor| cursor.parse().map_err(|_| bad_cursor()))?;
    let Some(library) = &api.options().own_videos else {
        return Ok(Json(LibraryList { videos: Vec::new(), next: None }));
    };
    let limit = params.limit.unwrap_or(LIMIT_DEFAULT).clamp(1, PAGE_MAX);
    let listing = library.list(params.q.as_deref().unwrap_or_default(), from, limit);
    let videos = listing.entries.into_iter().map(|entry| LibraryVideo {
        url: address::of(&entry),
        length: entry.facts.as_ref().map(|facts| seconds(facts.length_ms)),
        picture: address::of_picture(&entry),
        title: entry.title,
        folder: entry.folder,
        bytes: entry.bytes,
    });
    Ok(Json(LibraryList { videos: videos.collect(), next: listing.next.map(|place| place.to_string()) }))
}

#[expect(clippy::cast_precision_loss, reason = "lengths are far below 2^52 milliseconds")]
fn seconds(length_ms: u64) -> f64 {
    length_ms as f64 / 1_000.0
}
