//! `PATCH` and `DELETE /api/users/me/passkeys/{id}`

use axum::Json;
use axum::extract::State;
use protocol::{Code, MyWays, Passkey, Problem, RenamePasskey};

use super::super::ways::{passkey, ways};
use crate::body::{Body, PathId};
use crate::failure::Failure;
use crate::identity::SignedInUser;
use crate::state::Api;
use crate::to_domain;

/// Names a passkey of mine anew.
#[utoipa::path(patch, path = "/api/users/me/passkeys/{id}", tag = "users", security(("bearer" = [])),
    params(("id" = String, Path, description = "its id")), request_body = RenamePasskey,
    responses(
        (status = 200, body = Passkey),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn rename_passkey(
    State(api): State<Api>,
    me: SignedInUser,
    PathId(id): PathId,
    Body(RenamePasskey { name }): Body<RenamePasskey>,
) -> Result<Json<Passkey>, Failure> {
    let name = to_domain::name(&name)?;
    let accounts = api.accounts()?;
    if !accounts.rename_passkey(&me.user.id, &id, &name).await? {
        return Err(not_found());
    }
    accounts.passkey(&id).await?.map(|stored| Json(passkey(&stored))).ok_or_else(not_found)
}

/// Takes a passkey of mine away. Where I am signed in with it I stay so.
#[utoipa::path(delete, path = "/api/users/me/passkeys/{id}", tag = "users", security(("bearer" = [])),
    params(("id" = String, Path, description = "its id")),
    responses(
        (status = 200, body = MyWays),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn remove_passkey(
    State(api): State<Api>,
    me: SignedInUser,
    PathId(id): PathId,
) -> Result<Json<MyWays>, Failure> {
    if !api.accounts()?.remove_passkey(&me.user.id, &id).await? {
        return Err(not_found());
    }
    ways(&api, &me.user.id).await.map(Json)
}

fn not_found() -> Failure {
    Failure::new(Code::PasskeyNotFound, "you have no such passkey; look at the list again")
}
