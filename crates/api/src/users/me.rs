//! `GET` and `PATCH /api/users/me`

use axum::Json;
use axum::extract::State;
use protocol::{Code, Problem, RenameMe, User};
use store::StoredUser;

use crate::body::Body;
use crate::failure::Failure;
use crate::identity::{Identity, SignedInUser};
use crate::state::Api;
use crate::{to_domain, to_wire};

/// Returns who I am.
#[utoipa::path(get, path = "/api/users/me", tag = "users", security(("bearer" = [])), responses(
    (status = 200, body = User),
    (status = 401, body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn me(identity: Identity) -> Result<Json<User>, Failure> {
    match identity {
        Identity::User(user) => Ok(Json(to_wire::user(&user))),
        Identity::Member(..) => {
            Err(Failure::new(Code::WrongSession, "this is the token of a session; send your own, from POST /api/users"))
        }
    }
}

/// Names me anew. In the sessions that I am in I stay who I was, until I change my name there or join again.
#[utoipa::path(patch, path = "/api/users/me", tag = "users", security(("bearer" = [])), request_body = RenameMe, responses(
    (status = 200, body = User),
    (status = 401, body = Problem, content_type = "application/problem+json"),
    (status = 422, body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn rename_me(
    State(api): State<Api>,
    me: SignedInUser,
    Body(RenameMe { name }): Body<RenameMe>,
) -> Result<Json<User>, Failure> {
    let user = StoredUser { name: to_domain::name(&name)?, ..me.user };
    api.wanted(user.name.as_str())?;
    if !api.accounts()?.rename_user(&user.id, &user.name).await? {
        return Err(Failure::unauthenticated());
    }
    Ok(Json(to_wire::user(&user)))
}
