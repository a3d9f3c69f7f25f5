//! `DELETE /api/users/me`

use axum::extract::State;
use axum::http::StatusCode;
use protocol::{Code, EraseMe, Problem};

use crate::body::Body;
use crate::failure::Failure;
use crate::identity::Identity;
use crate::state::Api;

/// Deletes everything about me (`docs/your-data.md`). The body says my own id once more, so that nothing does it by mistake.
/// When this answers, my tokens are good for nothing, and nothing stops the rest any more: logs follow within moments.
#[utoipa::path(delete, path = "/api/users/me", tag = "users", security(("bearer" = [])), request_body = EraseMe,
    responses(
        (status = 202, description = "it has begun"),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 503, body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn erase_me(
    State(api): State<Api>,
    identity: Identity,
    Body(EraseMe { user }): Body<EraseMe>,
) -> Result<StatusCode, Failure> {
    let me = identity.user()?;
    if me.id.as_str() != user {
        let detail = "to delete everything about you, send your own id as `user`; nothing was deleted";
        return Err(Failure::new(Code::BadRequest, detail));
    }
    api.host().erase(&me.id).await?;
    api.host().tell_user(&me.id).await;
    Ok(StatusCode::ACCEPTED)
}
