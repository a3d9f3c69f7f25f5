//! `GET /api/videos`

use axum::Json;
use axum::extract::State;
use futures_util::future::try_join_all;
use protocol::limits::SEARCH_CHARS_MAX;
use protocol::{CatalogPage, CatalogProvider, Code, Problem};
use serde::Deserialize;
use store::VideosQuery;
use utoipa::IntoParams;

use super::to_wire;
use crate::body::Params;
use crate::failure::Failure;
use crate::library;
use crate::state::Api;

const LIMIT_DEFAULT: u32 = 24;
const LIMIT_MAX: u32 = 100;
const IDS_MAX: usize = 50;

/// Which videos to list.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct VideosParams {
    /// Only those with these words in the title or the tags; the first three words count.
    q: Option<String>,
    /// Only those of this provider.
    provider: Option<String>,
    /// The `next` of the page before.
    cursor: Option<String>,
    /// 1 to 100; 24 where missing.
    limit: Option<u32>,
    /// Only these, whether anybody lists them or not: at most 50 ids, with commas between. Nothing else counts then.
    ids: Option<String>,
}

/// Lists what providers offer, by title.
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
    let limit = params.limit.unwrap_or(LIMIT_DEFAULT).clamp(1, LIMIT_MAX);
    let words: String = params.q.unwrap_or_default().chars().take(SEARCH_CHARS_MAX).collect();
    let query = VideosQuery {
        words: words.split_whitespace().map(str::to_owned).collect(),
        provider: params.provider,
        after: params.cursor,
        // One more than asked for tells whether there is a next page.
        limit: limit + 1,
    };
    let searches = api.providers().iter().filter(|(_, can)| can.search).map(|(id, _)| id.to_string()).collect();
    let catalogue = api.catalogue()?;
    let mut videos = catalogue.videos(&query).await?;
    let more = videos.len() > limit as usize;
    videos.truncate(limit as usize);
    let next = videos.last().filter(|_| more).map(|last| last.id.clone());
    let providers = catalogue.listing_providers().await?;
    Ok(Json(CatalogPage {
        videos: videos.into_iter().map(to_wire::video).collect(),
        next,
        providers: providers.into_iter().map(|(id, videos)| CatalogProvider { id, videos }).collect(),
        searches,
    }))
}

/// Who has an id has seen the address.
async fn known(api: &Api, ids: &str) -> Result<Json<CatalogPage>, Failure> {
    let asked: Vec<&str> = ids.split(',').collect();
    if asked.len() > IDS_MAX {
        return Err(Failure::new(Code::BadRequest, format!("ask for at most {IDS_MAX} videos at once")));
    }
    let catalogue = api.catalogue()?;
    let found = try_join_all(asked.iter().map(|id| catalogue.video(id))).await?;
    let renewed = |video| to_wire::video(library::renewed(api, video));
    let videos = found.into_iter().flatten().map(renewed).collect();
    Ok(Json(CatalogPage { videos, next: None, providers: Vec::new(), searches: Vec::new() }))
}
