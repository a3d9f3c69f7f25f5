//! `GET /api/sessions/{id}/messages`

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use protocol::limits::{MESSAGES_PAGE_MAX, SEARCH_CHARS_MAX};
use protocol::{Code, MessagePage, Problem};
use serde::Deserialize;
use store::MessagesQuery;
use utoipa::IntoParams;

use crate::body::{Params, PathId};
use crate::failure::Failure;
use crate::handshake::may_look;
use crate::identity::MaybeIdentity;
use crate::state::Api;
use crate::to_wire;

const LIMIT_DEFAULT: u32 = 50;

/// Which messages.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct MessageParams {
    /// Only those before this one: to scroll back.
    before: Option<u64>,
    /// How many at most, up to 100; 50 where missing.
    limit: Option<u32>,
    /// Only those with this in them, in whatever case; at most 100 characters.
    q: Option<String>,
}

/// Returns the last messages, oldest first, also of a session that has ended. What was taken back has no text.
#[utoipa::path(get, path = "/api/sessions/{id}/messages", tag = "message",
    params(("id" = String, Path, description = "the session's id"), MessageParams),
    responses(
        (status = 200, body = MessagePage),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn list_messages(
    State(api): State<Api>,
    MaybeIdentity(identity): MaybeIdentity,
    headers: HeaderMap,
    PathId(id): PathId,
    Params(params): Params<MessageParams>,
) -> Result<Json<MessagePage>, Failure> {
    let (id, session) = api.session(&id)?;
    may_look(&api, &id, identity.as_ref(), &headers).await?;
    let contains = params.q.filter(|text| !text.trim().is_empty());
    if contains.as_ref().is_some_and(|text| text.chars().nth(SEARCH_CHARS_MAX).is_some()) {
        let detail = format!("search for at most {SEARCH_CHARS_MAX} characters");
        return Err(Failure::new(Code::BadRequest, detail));
    }
    let view = session.view().await?;
    let limit = params.limit.unwrap_or(LIMIT_DEFAULT).clamp(1, MESSAGES_PAGE_MAX);
    // One more tells whether there are older ones.
    let query = MessagesQuery { session: id, before: params.before, limit: limit + 1, contains };
    let mut stored = api.store().messages(query).await?;
    let more = stored.len() > limit as usize;
    if more {
        stored.remove(0);
    }
    let message = |stored: store::StoredMessage| {
        let name = view.session.member(&stored.by).map(|known| known.name.to_string());
        to_wire::message(stored, name)
    };
    let rules = to_wire::chat_rules(view.session.chat().rules());
    Ok(Json(MessagePage { messages: stored.into_iter().map(message).collect(), more, rules }))
}
