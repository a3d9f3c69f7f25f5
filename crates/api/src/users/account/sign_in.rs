//! `GET` and `POST /api/sign-in`

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use protocol::{Code, Problem, SignIn, SignInWays, SignedIn};
use session::MemberId;
use store::Way;
use tokio::time::Instant;

use super::passkey;
use super::sign_name::SignName;
use crate::address::Address;
use crate::body::Body;
use crate::failure::Failure;
use crate::state::Api;
use crate::{agent, identity, to_wire};

/// Returns which ways to sign in there are at this address.
#[utoipa::path(get, path = "/api/sign-in", tag = "users", responses((status = 200, body = SignInWays)))]
pub(crate) async fn sign_in_ways(State(api): State<Api>, headers: HeaderMap) -> Json<SignInWays> {
    let openid = api.provider().map(|provider| provider.name().to_owned());
    Json(SignInWays { no_passkeys: passkey::why_not(&api, &headers), openid })
}

/// Signs in with a name and a password.
#[utoipa::path(post, path = "/api/sign-in", tag = "users", request_body = SignIn, responses(
    (status = 200, body = SignedIn),
    (status = 403, body = Problem, content_type = "application/problem+json"),
    (status = 429, body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn sign_in(
    State(api): State<Api>,
    Address(address): Address,
    headers: HeaderMap,
    Body(SignIn { name, password }): Body<SignIn>,
) -> Result<Json<SignedIn>, Failure> {
    api.limits().sign_in(address)?;
    let wrong = || Failure::new(Code::WrongSignIn, "no account here has this name with this password; check both");
    let SignName { key, .. } = SignName::read(&name).map_err(|_| wrong())?;
    let tries = format!("name {key}");
    api.lockout().begin(&tries, Instant::now())?;
    // Who has no such name waits as long and reads the same as who has another password.
    let kept = api.accounts()?.password_by_name(&key).await?;
    let (user, hash) = kept.map(|kept| (kept.user, kept.hash)).unzip();
    let is_right = api.passwords().is_right_if_any(password, hash).await?;
    let user = user.filter(|_| is_right).ok_or_else(wrong)?;
    api.lockout().right(&tries);
    signed_in(&api, &user, Way::Password, &headers).await.map(Json)
}

/// Makes a sign-in of somebody who has shown who they are.
pub(super) async fn signed_in(api: &Api, user: &MemberId, way: Way, headers: &HeaderMap) -> Result<SignedIn, Failure> {
    let gone = || Failure::new(Code::UserNotFound, "this account is not here any more");
    let user = api.store().users(std::slice::from_ref(user)).await?.pop().ok_or_else(gone)?;
    let token = identity::sign_in(api, &user.id, way, agent::of(headers)).await?;
    Ok(SignedIn { user: to_wire::user(&user), token })
}
