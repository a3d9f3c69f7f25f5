//! `POST /api/videos/search`

use std::time::Duration;

use axum::Json;
use axum::extract::State;
use protocol::limits::SEARCH_CHARS_MAX;
use protocol::{Code, Problem, ResolvedVideos, SearchVideos};
use providers::{Page, ProviderError};
use tokio::time::timeout;

use super::resolve::keep;
use crate::body::Body;
use crate::describing;
use crate::failure::Failure;
use crate::identity::Identity;
use crate::state::Api;

/// How long a provider may look, however often it has to ask.
const WITHIN: Duration = Duration::from_secs(8);

/// Lets a provider look for words. What it finds is in no list, and is known by its id from then on.
#[utoipa::path(post, path = "/api/videos/search", tag = "catalog", security(("bearer" = [])), request_body = SearchVideos,
    responses(
        (status = 200, body = ResolvedVideos),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
        (status = 429, body = Problem, content_type = "application/problem+json"),
        (status = 503, body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn search_videos(
    State(api): State<Api>,
    identity: Identity,
    Body(request): Body<SearchVideos>,
) -> Result<Json<ResolvedVideos>, Failure> {
    api.limits().resolution(&identity.user()?.id)?;
    let words = request.q.trim();
    if words.is_empty() || words.chars().count() > SEARCH_CHARS_MAX {
        let detail = format!("say in 1 to {SEARCH_CHARS_MAX} characters what to look for");
        return Err(Failure::new(Code::BadRequest, detail));
    }
    let searching = api.providers().iter().find(|(id, can)| can.search && id.as_str() == request.provider);
    let unknown = || Failure::new(Code::BadRequest, "no provider of this name looks for words; choose one of the list");
    let (provider, _) = searching.ok_or_else(unknown)?;
    let found = timeout(WITHIN, api.providers().search(provider, words, &Page::first())).await;
    let listing = found.unwrap_or(Err(ProviderError::Away)).map_err(|error| describing::failure(&error))?;
    let videos = keep(&api, &listing.videos).await?;
    Ok(Json(ResolvedVideos { videos, several: true, more: listing.next.is_some() }))
}
