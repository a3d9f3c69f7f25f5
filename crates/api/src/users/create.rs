//! `POST /api/users`

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use protocol::{CreateUser, Problem, UserCreated};
use session::{MemberId, Name};
use store::StoredUser;

use crate::body::{Address, Body};
use crate::failure::Failure;
use crate::state::Api;
use crate::{to_domain, to_wire, token};

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
    let (user, token) = new_user(&api, to_domain::name(&request.name)?).await?;
    Ok((StatusCode::CREATED, Json(UserCreated { user: to_wire::user(&user), token })))
}

/// Keeps a new user; returns them with their token.
pub(crate) async fn new_user(api: &Api, name: Name) -> Result<(StoredUser, String), Failure> {
    let id = MemberId::parse(&format!("u{}", token::random_id::<15>()));
    let id = id.map_err(|_| Failure::new(protocol::Code::Internal, "a random id is no id"))?;
    let user = StoredUser { id, name, created_at: api.host().clock().now() };
    let (token, hash) = token::new_user_token();
    api.store().create_user(user.clone(), hash).await?;
    Ok((user, token))
}
