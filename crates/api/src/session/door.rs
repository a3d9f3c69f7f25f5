//! `GET` and `PATCH /api/sessions/{id}/door`

use axum::Json;
use axum::extract::State;
use protocol::{ChangeDoor, Code, Door, Problem};
use session::limits::MEMBERS_PRESENT_MAX;

use crate::body::{Body, PathId};
use crate::failure::Failure;
use crate::handshake::{self, may_let_in, members_who_let_in};
use crate::identity::{Identity, MaybeIdentity};
use crate::passwords::SESSION_CHARS_MIN;
use crate::state::Api;

/// Returns what a session's door is like: for everybody, so that a page can say what to expect.
#[utoipa::path(get, path = "/api/sessions/{id}/door", tag = "session", security((), ("bearer" = [])),
    params(("id" = String, Path, description = "the session's id")),
    responses(
        (status = 200, body = Door),
        (status = 404, body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn get_door(
    State(api): State<Api>,
    MaybeIdentity(identity): MaybeIdentity,
    PathId(id): PathId,
) -> Result<Json<Door>, Failure> {
    let (id, session) = api.session(&id)?;
    let view = session.view().await?;
    let me = identity.and_then(|identity| identity.member_in(&id).ok());
    let door = api.door(&id).await?;
    Ok(Json(handshake::door(&door, &view.session, me.as_ref(), api.host().clock().now())))
}

/// Changes who gets in how. Who is in stays in, whatever is changed.
#[utoipa::path(patch, path = "/api/sessions/{id}/door", tag = "session", security(("bearer" = [])),
    params(("id" = String, Path, description = "the session's id")), request_body = ChangeDoor,
    responses(
        (status = 200, body = Door),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn change_door(
    State(api): State<Api>,
    identity: Identity,
    PathId(id): PathId,
    Body(change): Body<ChangeDoor>,
) -> Result<Json<Door>, Failure> {
    let (id, session) = api.session(&id)?;
    let me = identity.member_in(&id)?;
    let view = session.view().await?;
    let now = api.host().clock().now();
    may_let_in(&view.session, &me, now)?;
    api.limits().command(&me)?;
    let mut door = api.door(&id).await?;
    if let Some(entry) = change.entry {
        door.entry = handshake::door_entry(entry);
    }
    if let Some(capacity) = change.capacity {
        if capacity as usize > MEMBERS_PRESENT_MAX {
            let detail = format!("a session holds 1 to {MEMBERS_PRESENT_MAX} people; 0 takes the bound away");
            return Err(Failure::new(Code::BadRequest, detail));
        }
        door.capacity = (capacity > 0).then_some(capacity);
    }
    if let Some(password) = change.password {
        door.password_hash =
            if password.is_empty() { None } else { Some(api.passwords().hash(password, SESSION_CHARS_MIN).await?) };
    }
    api.handshakes()?.set_door(&id, door.clone(), now).await?;
    for host in members_who_let_in(&view.session, now) {
        api.host().tell_user(&host).await;
    }
    Ok(Json(handshake::door(&door, &view.session, Some(&me), now)))
}
