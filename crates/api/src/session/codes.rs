//! `POST /api/sessions/{id}/code` and `GET /api/codes/{code}`

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use protocol::{Code, CodeTarget, Problem, ShortCode};
use session::Refusal;
use store::CodeKind;

use crate::address::Address;
use crate::body::PathId;
use crate::failure::Failure;
use crate::handshake::{self, SESSION_CODE_CHARS, code_of, may_let_in, read_code};
use crate::identity::{Identity, MaybeIdentity};
use crate::link::base_url;
use crate::state::Api;

/// Returns the session's short code, making it the first time. For who is in the session.
#[utoipa::path(post, path = "/api/sessions/{id}/code", tag = "session", security(("bearer" = [])),
    params(("id" = String, Path, description = "the session's id")),
    responses(
        (status = 200, body = ShortCode),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn session_code(
    State(api): State<Api>,
    identity: Identity,
    PathId(id): PathId,
    headers: HeaderMap,
) -> Result<Json<ShortCode>, Failure> {
    let (id, session) = api.session(&id)?;
    let me = identity.member_in(&id)?;
    let view = session.view().await?;
    let may = may_let_in(&view.session, &me, api.host().clock().now()).is_ok();
    if view.session.member(&me).is_none() && !may {
        return Err(Refusal::NotAMember.into());
    }
    let code = code_of(&api, CodeKind::Session, id.as_str()).await?;
    let link = format!("{}/j/{code}", base_url(&api, &headers));
    Ok(Json(ShortCode { code, link }))
}

/// Returns the session that a short code stands for. It leads to the door and no further.
#[utoipa::path(get, path = "/api/codes/{code}", tag = "session",
    params(("code" = String, Path, description = "six letters and digits; capitals, spaces and hyphens do not matter")),
    responses(
        (status = 200, body = CodeTarget),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 429, body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn resolve_code(
    State(api): State<Api>,
    MaybeIdentity(identity): MaybeIdentity,
    Address(address): Address,
    PathId(typed): PathId,
) -> Result<Json<CodeTarget>, Failure> {
    let unknown = || Failure::new(Code::CodeNotFound, "no session has this code; check the letters");
    api.limits().code(address)?;
    let code = read_code(&typed, SESSION_CODE_CHARS).ok_or_else(unknown)?;
    let session = api.handshakes()?.target(CodeKind::Session, &code).await?.ok_or_else(unknown)?;
    let (id, _) = api.session(&session)?;
    handshake::may_know(&api, &id, identity.as_ref(), None).await.map_err(|failure| match failure.code {
        Code::SessionNotFound => unknown(),
        _ => failure,
    })?;
    Ok(Json(CodeTarget { session }))
}
