//! `GET /api/videos`

use axum::Json;
use axum::extract::State;
use futures_util::future::try_join_all;
use protocol::{CatalogPage, CatalogProvider, Code, Problem};
use store::StoredVideo;
use tokio::time::Instant;

use super::asked::{Asked, VideosParams, cursor};
use super::to_wire;
use crate::body::Params;
use crate::failure::Failure;
use crate::state::Api;
use crate::{library, video};

const IDS_MAX: usize = 50;

/// Lists what providers offer and what this server's own folders have, by title.
#[utoipa::path(get, path = "/api/videos", tag = "catalog", params(VideosParams), responses(
    (status = 200, body = CatalogPage),
    (status = 400, body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn list_videos(
    State(api): State<Api>,
    Params(params): Params<VideosParams>,
) -> Result<Json<CatalogPage>, Failure> {
    if let Some(ids) = params.ids {
        return known(&api, &ids).await;
    }
    let asked = Asked::read(params)?;
    let searches = api.providers().iter().filter(|(_, can)| can.search).map(|(id, _)| id.to_string()).collect();
    let (videos, next) = page(&api, &asked).await?;
    let providers = api.sums().providers.of(Instant::now(), library::looks(&api), providers(&api)).await?;
    Ok(Json(CatalogPage { videos: videos.into_iter().map(to_wire::video).collect(), next, providers, searches }))
}

async fn providers(api: &Api) -> Result<Vec<CatalogProvider>, Failure> {
    let mut providers = api.catalogue()?.listing_providers().await?;
    let films = library::kinds(api).films;
    providers.extend((films > 0).then(|| (library::PROVIDER.to_owned(), films)));
    Ok(providers.into_iter().map(|(id, videos)| CatalogProvider { id, videos }).collect())
}

/// One page out of two lists that are in the same order: what is in the database, and what is in this server's own folders.
async fn page(api: &Api, asked: &Asked) -> Result<(Vec<StoredVideo>, Option<String>), Failure> {
    let mut found = api.catalogue()?.videos(&asked.of_store()).await?;
    let limit = asked.limit as usize;
    if let Some(wanted) = asked.of_library() {
        found.extend(library::by_title(api, &wanted, asked.after.as_ref(), limit + 1)?);
        found.sort_by(|a, b| a.0.cmp(&b.0));
    }
    let more = found.len() > limit;
    found.truncate(limit);
    let next = found.last().filter(|_| more).map(|(place, _)| cursor(place));
    Ok((found.into_iter().map(|(_, video)| video).collect(), next))
}

/// Who has an id has seen the address.
async fn known(api: &Api, ids: &str) -> Result<Json<CatalogPage>, Failure> {
    let asked: Vec<&str> = ids.split(',').collect();
    if asked.len() > IDS_MAX {
        return Err(Failure::new(Code::BadRequest, format!("ask for at most {IDS_MAX} videos at once")));
    }
    let found = try_join_all(asked.iter().map(|id| video::known(api, id))).await?;
    let videos = found.into_iter().flatten().map(to_wire::video).collect();
    Ok(Json(CatalogPage { videos, next: None, providers: Vec::new(), searches: Vec::new() }))
}
