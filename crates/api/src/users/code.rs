//! `GET /api/users/me/code` and `GET /api/users/by-code/{code}`

use axum::Json;
use axum::extract::State;
use protocol::{Code, Person, Problem, ShortCode};
use session::MemberId;
use store::CodeKind;

use crate::address::Address;
use crate::body::PathId;
use crate::failure::Failure;
use crate::handshake::{USER_CODE_CHARS, code_of, person, read_code};
use crate::identity::Identity;
use crate::state::Api;

/// Returns my personal code: whoever has it can invite me.
#[utoipa::path(get, path = "/api/users/me/code", tag = "users", security(("bearer" = [])), responses(
    (status = 200, body = ShortCode),
    (status = 401, body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn my_code(State(api): State<Api>, identity: Identity) -> Result<Json<ShortCode>, Failure> {
    let me = identity.user()?;
    let code = code_of(&api, CodeKind::User, me.id.as_str()).await?;
    let link = format!("/u/{code}");
    Ok(Json(ShortCode { code, link }))
}

/// Returns whose personal code this is.
#[utoipa::path(get, path = "/api/users/by-code/{code}", tag = "users",
    params(("code" = String, Path, description = "eight letters and digits")),
    responses(
        (status = 200, body = Person),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 429, body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn user_by_code(
    State(api): State<Api>,
    Address(address): Address,
    PathId(typed): PathId,
) -> Result<Json<Person>, Failure> {
    let unknown = || Failure::new(Code::UserNotFound, "nobody has this personal code; check the letters");
    api.limits().code(address)?;
    let code = read_code(&typed, USER_CODE_CHARS).ok_or_else(unknown)?;
    let id = api.handshakes()?.target(CodeKind::User, &code).await?.ok_or_else(unknown)?;
    let id = MemberId::parse(&id).map_err(|_| unknown())?;
    let user = api.handshakes()?.user(&id).await?.ok_or_else(unknown)?;
    Ok(Json(person(&user.id, &user.name)))
}
