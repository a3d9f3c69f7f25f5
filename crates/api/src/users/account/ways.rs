//! `GET /api/users/me/ways`

use axum::Json;
use axum::extract::State;
use protocol::{MyWays, Passkey, Problem};
use session::MemberId;
use store::StoredPasskey;

use crate::failure::Failure;
use crate::identity::SignedInUser;
use crate::state::Api;
use crate::to_wire;

/// Returns how I can come back.
#[utoipa::path(get, path = "/api/users/me/ways", tag = "users", security(("bearer" = [])), responses(
    (status = 200, body = MyWays),
    (status = 401, body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn my_ways(State(api): State<Api>, me: SignedInUser) -> Result<Json<MyWays>, Failure> {
    ways(&api, &me.user.id).await.map(Json)
}

pub(super) async fn ways(api: &Api, user: &MemberId) -> Result<MyWays, Failure> {
    let accounts = api.accounts()?;
    Ok(MyWays {
        name: accounts.password_of(user).await?.map(|kept| kept.name.to_string()),
        passkeys: accounts.passkeys(user).await?.iter().map(passkey).collect(),
        openid: !accounts.openid_issuers(user).await?.is_empty(),
    })
}

pub(super) fn passkey(stored: &StoredPasskey) -> Passkey {
    Passkey {
        id: stored.id.clone(),
        name: stored.name.to_string(),
        created_at: to_wire::rfc3339(stored.created_at),
        used_at: stored.used_at.map(to_wire::rfc3339),
    }
}
