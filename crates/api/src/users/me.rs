//! `GET /api/users/me`

use axum::Json;
use protocol::{Code, Problem, User};

use crate::failure::Failure;
use crate::identity::Identity;
use crate::to_wire;

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
