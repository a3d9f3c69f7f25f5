//! `GET` and `DELETE /api/users/me/sign-ins`, and `DELETE /api/users/me/sign-ins/{id}`

use axum::Json;
use axum::extract::State;
use protocol::{Code, Problem, Revoked, SignInEntry, SignInList, SignInWay};
use store::{StoredSignIn, Way};

use crate::body::PathId;
use crate::failure::Failure;
use crate::identity::SignedInUser;
use crate::state::Api;
use crate::to_wire;

/// Returns where I am signed in, the last used first.
#[utoipa::path(get, path = "/api/users/me/sign-ins", tag = "users", security(("bearer" = [])), responses(
    (status = 200, body = SignInList),
    (status = 401, body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn list_sign_ins(State(api): State<Api>, me: SignedInUser) -> Result<Json<SignInList>, Failure> {
    let sign_ins = api.accounts()?.sign_ins(&me.user.id).await?;
    Ok(Json(SignInList { sign_ins: sign_ins.into_iter().map(|one| entry(one, &me.sign_in)).collect() }))
}

/// Signs me out in one place, which may be this one. What is open there closes within seconds.
#[utoipa::path(delete, path = "/api/users/me/sign-ins/{id}", tag = "users", security(("bearer" = [])),
    params(("id" = String, Path, description = "the sign-in's id; `current` is the one that asks")),
    responses(
        (status = 200, body = Revoked),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn revoke_sign_in(
    State(api): State<Api>,
    me: SignedInUser,
    PathId(id): PathId,
) -> Result<Json<Revoked>, Failure> {
    let id = if id == "current" { me.sign_in } else { id };
    let now = api.host().clock().now();
    if api.accounts()?.revoke_sign_in(&me.user.id, &id, now).await? {
        return Ok(Json(Revoked { revoked: 1 }));
    }
    Err(Failure::new(Code::SignInNotFound, "you are not signed in there; look at the list again"))
}

/// Signs me out everywhere else.
#[utoipa::path(delete, path = "/api/users/me/sign-ins", tag = "users", security(("bearer" = [])), responses(
    (status = 200, body = Revoked),
    (status = 401, body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn revoke_other_sign_ins(State(api): State<Api>, me: SignedInUser) -> Result<Json<Revoked>, Failure> {
    let now = api.host().clock().now();
    let revoked = api.accounts()?.revoke_sign_ins(&me.user.id, Some(&me.sign_in), now).await?;
    Ok(Json(Revoked { revoked }))
}

fn entry(stored: StoredSignIn, current: &str) -> SignInEntry {
    SignInEntry {
        current: stored.id == current,
        way: match stored.way {
            Way::Guest => SignInWay::Guest,
            Way::Password => SignInWay::Password,
            Way::Passkey => SignInWay::Passkey,
            Way::OpenId => SignInWay::Openid,
            Way::Link => SignInWay::Link,
        },
        agent: stored.agent,
        created_at: to_wire::rfc3339(stored.created_at),
        last_seen_at: to_wire::rfc3339(stored.last_seen_at),
        id: stored.id,
    }
}
