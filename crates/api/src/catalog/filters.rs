//! `GET /api/videos/filters`

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use protocol::{CatalogCount, CatalogFilters};
use store::most_frequent;
use tokio::time::Instant;

use crate::failure::Failure;
use crate::library;
use crate::state::Api;

/// How many languages, and how many tags, are told.
const NAMES_MAX: usize = 60;

/// Returns what listed videos can be told apart by, where their providers say that.
#[utoipa::path(get, path = "/api/videos/filters", tag = "catalog", responses((status = 200, body = CatalogFilters)))]
pub(crate) async fn video_filters(State(api): State<Api>) -> Result<Json<CatalogFilters>, Failure> {
    let filters = api.sums().filters.of(Instant::now(), library::looks(&api), counted(&api)).await?;
    Ok(Json(filters))
}

async fn counted(api: &Api) -> Result<CatalogFilters, Failure> {
    let facets = api.catalogue()?.facets().await?;
    let kinds = library::kinds(api);
    let mut decades: BTreeMap<u32, u64> = BTreeMap::new();
    for (year, videos) in facets.years.into_iter().chain(kinds.years) {
        *decades.entry(year / 10 * 10).or_default() += videos;
    }
    let tags = most_frequent(facets.tags.into_iter().chain(kinds.folders), NAMES_MAX);
    let languages = most_frequent(facets.languages, NAMES_MAX);
    let counts = |counts: Vec<(String, u64)>| {
        counts.into_iter().map(|(value, videos)| CatalogCount { value, videos }).collect::<Vec<_>>()
    };
    Ok(CatalogFilters {
        decades: counts(decades.into_iter().rev().map(|(decade, videos)| (decade.to_string(), videos)).collect()),
        languages: counts(languages),
        tags: counts(tags),
    })
}
