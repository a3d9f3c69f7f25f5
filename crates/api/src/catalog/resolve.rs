//! `POST /api/videos/resolve`

use axum::Json;
use axum::extract::State;
use futures_util::future::try_join_all;
use protocol::{CatalogVideo, Code, Problem, ResolveVideo, ResolvedVideos};
use providers::{Found, FoundBy, Page, ProviderError, Video, to_stored};

use super::to_wire;
use crate::body::Body;
use crate::failure::Failure;
use crate::identity::Identity;
use crate::state::Api;
use crate::{describing, video};

/// Tells what is at an address: a video, or the first ones of a playlist or a channel. Providers may be asked, which takes
/// 8 seconds at the most.
#[utoipa::path(post, path = "/api/videos/resolve", tag = "catalog", security(("bearer" = [])), request_body = ResolveVideo,
    responses(
        (status = 200, body = ResolvedVideos),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
        (status = 429, body = Problem, content_type = "application/problem+json"),
        (status = 503, body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn resolve_video(
    State(api): State<Api>,
    identity: Identity,
    Body(request): Body<ResolveVideo>,
) -> Result<Json<ResolvedVideos>, Failure> {
    api.limits().resolution(&identity.user()?.id)?;
    let url = video::address(&request.url)?;
    let providers = api.providers();
    let (found, several, more) = match providers.resolve(&url).await {
        Ok(Found::One(video)) => (vec![*video], false, false),
        Ok(Found::Several(key)) => {
            let listing = providers.expand(&key, &Page::first()).await;
            let listing = listing.map_err(|error| unlisted(&error))?;
            (listing.videos, true, listing.next.is_some())
        }
        Err(error) => return Err(describing::failure(&error)),
    };
    Ok(Json(ResolvedVideos { videos: keep(&api, &found).await?, several, more }))
}

/// Puts into words why a list stays closed.
fn unlisted(error: &ProviderError) -> Failure {
    if *error != ProviderError::Unsupported {
        return describing::failure(error);
    }
    let detail = "this server cannot look into lists of this site; paste the links of the videos, one a line";
    Failure::new(Code::NothingToPlay, detail)
}

/// Keeps what was found, so that it is known by its id.
pub(super) async fn keep(api: &Api, found: &[Video]) -> Result<Vec<CatalogVideo>, Failure> {
    let (catalogue, now) = (api.catalogue()?, api.host().clock().now());
    let kept = found.iter().map(async |video| {
        let stored = to_stored(video, FoundBy::Somebody, now);
        if api.providers().leaves_out(video) {
            catalogue.list_video(&stored).await?;
        } else {
            catalogue.keep_video(&stored).await?;
        }
        Ok(to_wire::video(stored))
    });
    try_join_all(kept).await
}
