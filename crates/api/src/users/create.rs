//! `POST /api/users`

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use protocol::{CreateUser, Problem, UserCreated};

use crate::address::Address;
use crate::body::Body;
use crate::failure::Failure;
use crate::state::Api;
use crate::{identity, to_domain, to_wire};

/// Makes a guest identity. Its token is shown only this once.
#[utoipa::path(post, path = "/api/users", tag = "users", request_body = CreateUser, responses(
    (status = 201, body = UserCreated),
    (status = 422, body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn create_user(
    State(api): State<Api>,
    Address(address): Address,
    Body(request): Body<CreateUser>,
) -> Result<(StatusCode, Json<UserCreated>), Failure> {
    api.limits().newcomer(address)?;
    let name = to_domain::name(&request.name)?;
    api.wanted(name.as_str())?;
    let (user, token) = identity::new_user(&api, name).await?;
    Ok((StatusCode::CREATED, Json(UserCreated { user: to_wire::user(&user), token })))
}
