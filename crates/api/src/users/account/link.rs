//! `POST /api/sign-in/link`, and the links that it takes.

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use protocol::{Problem, SignedIn, UseSignInLink};
use session::MemberId;
use store::{Store, Way};
use thiserror::Error;
use timeline::Timestamp;

use super::sign_in::signed_in;
use super::sign_name::SignName;
use crate::address::Address;
use crate::body::Body;
use crate::failure::Failure;
use crate::seal::{Purpose, SealKey};
use crate::state::Api;

/// How long a link is good.
const GOOD_FOR_MS: i64 = 15 * 60 * 1_000;

/// Why no link can be made.
#[derive(Debug, Error)]
pub enum SignInLinkError {
    /// Nobody has this name, and nobody this id.
    #[error("nobody here signs in with the name {0:?}, and nobody has it for an id")]
    Unknown(String),
    /// The database is away, or keeps no accounts.
    #[error("the database cannot be asked")]
    Store(#[from] store::StoreError),
    /// The link cannot be made.
    #[error("{0}")]
    Failed(String),
}

/// Returns who is meant: they are named by what they sign in with, or by their id.
pub async fn user_named(store: &dyn Store, named: &str) -> Result<MemberId, SignInLinkError> {
    let unknown = || SignInLinkError::Unknown(named.to_owned());
    let accounts = store.accounts().ok_or_else(unknown)?;
    let by_name = match SignName::read(named) {
        Ok(SignName { key, .. }) => accounts.password_by_name(&key).await?.map(|kept| kept.user),
        Err(_) => None,
    };
    let by_id = match MemberId::parse(named) {
        Ok(id) if by_name.is_none() => store.users(&[id]).await?.pop().map(|user| user.id),
        Ok(_) | Err(_) => None,
    };
    by_name.or(by_id).ok_or_else(unknown)
}

/// Makes the path of a link that signs somebody in, once, within 15 minutes: for who has forgotten the password. They are
/// named by what they sign in with, or by their id.
pub async fn sign_in_link(store: &dyn Store, named: &str, now: Timestamp) -> Result<String, SignInLinkError> {
    let failed = |failure: Failure| SignInLinkError::Failed(failure.detail);
    let user = user_named(store, named).await?;
    let key = SealKey::load(store).await?;
    let seal = key.seal(Purpose::Link, user.to_string(), now.plus_ms(GOOD_FOR_MS)).map_err(failed)?;
    Ok(format!("/sign-in#link={seal}"))
}

/// Signs in with a link from the operator.
#[utoipa::path(post, path = "/api/sign-in/link", tag = "users", request_body = UseSignInLink, responses(
    (status = 200, body = SignedIn),
    (status = 409, body = Problem, content_type = "application/problem+json"),
    (status = 429, body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn use_sign_in_link(
    State(api): State<Api>,
    Address(address): Address,
    headers: HeaderMap,
    Body(UseSignInLink { link }): Body<UseSignInLink>,
) -> Result<Json<SignedIn>, Failure> {
    api.limits().sign_in(address)?;
    let opened = api.seal_key().open::<String>(Purpose::Link, &link, api.host().clock().now())?;
    let user = opened.spend(api.accounts()?).await?;
    let user = MemberId::parse(&user).map_err(|_| Failure::unauthenticated())?;
    signed_in(&api, &user, Way::Link, &headers).await.map(Json)
}
