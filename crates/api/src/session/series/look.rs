//! `GET /api/series`, `GET /api/series/{id}` and `…/evenings`, and `GET /api/sessions/{id}/series`

use std::collections::BTreeSet;

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use protocol::{Code, Evening, EveningList, Problem, Series, SeriesList, SeriesOfSession};
use serde::Deserialize;
use session::Visibility;
use utoipa::IntoParams;

use super::evening::Found;
use super::to_wire;
use crate::body::{Params, PathId};
use crate::failure::Failure;
use crate::handshake;
use crate::identity::MaybeIdentity;
use crate::state::Api;

/// How many of mine, and how many public ones, are listed.
const MINE_MAX: u32 = 50;
const PUBLIC_MAX: u32 = 20;
const EVENINGS_PAGE: u32 = 20;

/// Which evenings to return.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct EveningsParams {
    /// The `next` of the page before.
    before: Option<u32>,
}

/// Lists series that are not over: those that I look after or have been at, then public ones.
#[utoipa::path(get, path = "/api/series", tag = "session", security((), ("bearer" = [])),
    responses((status = 200, body = SeriesList)))]
pub(crate) async fn list_series(
    State(api): State<Api>,
    MaybeIdentity(identity): MaybeIdentity,
    headers: HeaderMap,
) -> Result<Json<SeriesList>, Failure> {
    let identity = identity.as_ref();
    let all = api.all_series()?;
    let mut series = Vec::new();
    if let Some(me) = identity.and_then(|identity| identity.user().ok()) {
        for mine in all.series_of(&me.id, MINE_MAX).await? {
            if let Some(found) = Found::of(&api, mine).await?
                && found.may_know(&api, identity).await?
            {
                series.push(to_wire::series(&api, &headers, &found, identity).await?);
            }
        }
    }
    let known: BTreeSet<_> = series.iter().map(|series: &Series| series.id.clone()).collect();
    for public in all.public_series(PUBLIC_MAX).await?.into_iter().filter(|public| !known.contains(&public.id)) {
        if let Some(found) = Found::of(&api, public).await?
            && found.visibility() == Visibility::Public
        {
            series.push(to_wire::series(&api, &headers, &found, identity).await?);
        }
    }
    Ok(Json(SeriesList { series }))
}

/// Returns a series, for who may know of its last evening.
#[utoipa::path(get, path = "/api/series/{id}", tag = "session", security((), ("bearer" = [])),
    params(("id" = String, Path, description = "its id")),
    responses(
        (status = 200, body = Series),
        (status = 404, body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn get_series(
    State(api): State<Api>,
    MaybeIdentity(identity): MaybeIdentity,
    headers: HeaderMap,
    PathId(id): PathId,
) -> Result<Json<Series>, Failure> {
    let found = Found::by_id(&api, &id, identity.as_ref()).await?;
    Ok(Json(to_wire::series(&api, &headers, &found, identity.as_ref()).await?))
}

/// Returns the evenings of a series, the last one first: those that I may know of.
#[utoipa::path(get, path = "/api/series/{id}/evenings", tag = "session", security((), ("bearer" = [])),
    params(("id" = String, Path, description = "the series' id"), EveningsParams),
    responses(
        (status = 200, body = EveningList),
        (status = 404, body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn list_evenings(
    State(api): State<Api>,
    MaybeIdentity(identity): MaybeIdentity,
    PathId(id): PathId,
    Params(params): Params<EveningsParams>,
) -> Result<Json<EveningList>, Failure> {
    let found = Found::by_id(&api, &id, identity.as_ref()).await?;
    let before = params.before.unwrap_or(u32::MAX);
    let page = api.all_series()?.evenings(&found.series.id, before, EVENINGS_PAGE).await?;
    let mut evenings = Vec::new();
    for evening in &page {
        let Some(listed) = api.store().summary(&evening.session).await? else { continue };
        if handshake::may_know(&api, &evening.session, identity.as_ref(), None).await.is_ok() {
            let told = handshake::told_of(&api, &listed, identity.as_ref()).await;
            let session = told.unwrap_or_else(|_| handshake::least_of(&api, &listed));
            evenings.push(Evening { number: evening.number, session });
        }
    }
    let next = page.last().map(|evening| evening.number).filter(|number| *number > 1);
    Ok(Json(EveningList { evenings, next }))
}

/// Returns the series of which a session is an evening, if it is one that I may know of.
#[utoipa::path(get, path = "/api/sessions/{id}/series", tag = "session", security((), ("bearer" = [])),
    params(("id" = String, Path, description = "the session's id")),
    responses(
        (status = 200, body = SeriesOfSession),
        (status = 404, body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn series_of_session(
    State(api): State<Api>,
    MaybeIdentity(identity): MaybeIdentity,
    headers: HeaderMap,
    PathId(id): PathId,
) -> Result<Json<SeriesOfSession>, Failure> {
    let (id, _) = api.session(&id)?;
    let Some(evening) = api.all_series()?.evening_of(&id).await? else {
        return Ok(Json(SeriesOfSession { series: None }));
    };
    let series = match Found::by_id(&api, &evening.series, identity.as_ref()).await {
        Ok(found) => Some(to_wire::series(&api, &headers, &found, identity.as_ref()).await?),
        Err(failure) if failure.code == Code::SeriesNotFound => None,
        Err(failure) => return Err(failure),
    };
    Ok(Json(SeriesOfSession { series }))
}
