//! `POST` and `DELETE /api/users/me/password`

use axum::Json;
use axum::extract::State;
use protocol::{Code, MyWays, Problem, RemovePassword, SetPassword};
use store::{NameTaken, StoredPassword};
use tokio::time::Instant;

use super::sign_name::SignName;
use super::ways::ways;
use crate::address::Address;
use crate::body::Body;
use crate::failure::Failure;
use crate::identity::SignedInUser;
use crate::passwords::PERSON_CHARS_MIN;
use crate::state::Api;

/// Sets the name and the password that I sign in with. Who has a password sends it along. Everywhere else I am signed out.
#[utoipa::path(post, path = "/api/users/me/password", tag = "users", security(("bearer" = [])),
    request_body = SetPassword,
    responses(
        (status = 200, body = MyWays),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
        (status = 429, body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn set_password(
    State(api): State<Api>,
    me: SignedInUser,
    Address(address): Address,
    Body(SetPassword { name, password, current }): Body<SetPassword>,
) -> Result<Json<MyWays>, Failure> {
    api.limits().sign_in(address)?;
    let SignName { name, key } = SignName::read(&name)?;
    let accounts = api.accounts()?;
    if let Some(kept) = accounts.password_of(&me.user.id).await? {
        is_current(&api, kept, current.unwrap_or_default()).await?;
    }
    let hash = api.passwords().hash(password, PERSON_CHARS_MIN).await?;
    let now = api.host().clock().now();
    let new = StoredPassword { user: me.user.id.clone(), name, name_key: key, hash, updated_at: now };
    accounts.set_password(&new).await?.map_err(|NameTaken| {
        Failure::new(Code::NameTaken, "somebody else here signs in with this name; choose another")
    })?;
    accounts.revoke_sign_ins(&me.user.id, Some(&me.sign_in), now).await?;
    ways(&api, &me.user.id).await.map(Json)
}

/// Takes the password away, and the name that I sign in with. Where I am signed in I stay so. Who has none has none.
#[utoipa::path(delete, path = "/api/users/me/password", tag = "users", security(("bearer" = [])),
    request_body = RemovePassword,
    responses(
        (status = 200, body = MyWays),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 429, body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn remove_password(
    State(api): State<Api>,
    me: SignedInUser,
    Address(address): Address,
    Body(RemovePassword { current }): Body<RemovePassword>,
) -> Result<Json<MyWays>, Failure> {
    api.limits().sign_in(address)?;
    let accounts = api.accounts()?;
    if let Some(kept) = accounts.password_of(&me.user.id).await? {
        is_current(&api, kept, current).await?;
        accounts.remove_password(&me.user.id).await?;
    }
    ways(&api, &me.user.id).await.map(Json)
}

/// Whoever sits in front of somebody's open page does not know their password, and shall not change it.
async fn is_current(api: &Api, kept: StoredPassword, current: String) -> Result<(), Failure> {
    let tries = format!("user {}", kept.user);
    api.lockout().begin(&tries, Instant::now())?;
    if !api.passwords().is_right(current, kept.hash).await? {
        return Err(Failure::new(Code::WrongPassword, "this is not your password until now"));
    }
    api.lockout().right(&tries);
    Ok(())
}
