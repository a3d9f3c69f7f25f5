//! `GET /api/sessions`

use axum::Json;
use axum::extract::State;
use collation::folded;
use futures_util::future::try_join_all;
use protocol::limits::SEARCH_CHARS_MAX;
use protocol::{ListedState, Problem, Session, SessionList};
use serde::Deserialize;
use store::{Cursor, Listed, SessionState, SessionsQuery};
use utoipa::IntoParams;

use crate::body::Params;
use crate::failure::Failure;
use crate::handshake::told_of;
use crate::state::Api;
use crate::{cursor, picture};

const LIMIT_DEFAULT: u32 = 20;
/// How often is read at the most for one page.
const READS_MAX: usize = 20;

/// Which sessions to list.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct ListParams {
    /// Only live, ended or planned ones; all where missing.
    state: Option<ListedState>,
    /// Only those whose title or address has this in it; at most 100 characters count.
    q: Option<String>,
    /// The `next` of the page before.
    cursor: Option<String>,
    /// 1 to 100; 20 where missing.
    limit: Option<u32>,
}

/// Lists public sessions, newest first; of those that are planned, the next first.
#[utoipa::path(get, path = "/api/sessions", tag = "session", params(ListParams), responses(
    (status = 200, body = SessionList),
    (status = 400, body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn list_sessions(
    State(api): State<Api>,
    Params(params): Params<ListParams>,
) -> Result<Json<SessionList>, Failure> {
    let limit = params.limit.unwrap_or(LIMIT_DEFAULT).clamp(1, protocol::limits::SESSIONS_PAGE_MAX);
    let state = params.state.map(|state| match state {
        ListedState::Planned => SessionState::Planned,
        ListedState::Live => SessionState::Live,
        ListedState::Ended => SessionState::Ended,
    });
    let now = api.host().clock().now();
    // More of a search is not read.
    let search: Option<String> = params.q.map(|text| text.trim().chars().take(SEARCH_CHARS_MAX).collect());
    let after = params.cursor.as_deref().map(cursor::read).transpose()?;
    // One more than asked for tells whether there is a next page.
    let query = SessionsQuery { state, search, now, after, limit: limit + 1 };
    let mut found = find(&api, query).await?;
    let more = found.len() > limit as usize;
    found.truncate(limit as usize);
    let next = found.last().filter(|_| more).map(|(last, _)| cursor::write(last.at(state), &last.id));
    let is_open = |(listed, told): &(Listed, Session)| (!told.url.is_empty()).then(|| listed.clone());
    let pictures = picture::of(&api, &found.iter().filter_map(is_open).collect::<Vec<_>>()).await;
    let sessions = found.into_iter().map(|(_, told)| told).collect();
    Ok(Json(SessionList { sessions, pictures, next }))
}

/// Reads until there are as many as are asked for. An address that nobody is told is not found by its words either, nor is it told
/// by an empty page that something was.
async fn find(api: &Api, mut query: SessionsQuery) -> Result<Vec<(Listed, Session)>, Failure> {
    let limit = query.limit as usize;
    let mut found = Vec::new();
    for _ in 0..READS_MAX {
        let page = api.store().sessions(query.clone()).await?;
        let is_last = page.len() < limit;
        query.after = page.last().map(|last| Cursor { at: last.at(query.state), id: last.id.clone() });
        let told = try_join_all(page.iter().map(|listed| told_of(api, listed, None))).await?;
        let is_found =
            |told: &Session| !told.url.is_empty() || query.search.iter().all(|words| has(&told.title, words));
        found.extend(page.into_iter().zip(told).filter(|(_, told)| is_found(told)));
        if is_last || found.len() >= limit {
            break;
        }
    }
    Ok(found)
}

fn has(title: &str, words: &str) -> bool {
    folded(title).contains(&folded(words))
}
