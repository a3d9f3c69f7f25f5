//! `POST /api/sessions/{id}/invitations`, `GET /api/invitations`, `POST /api/invitations/{id}/accept` and `…/reject`, and
//! `DELETE /api/invitations/{id}`

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use protocol::{Code, Invitation, InvitationList, Invite, Problem};
use session::{MemberId, Refusal};
use store::{InvitationState, StoredInvitation, StoredUser};

use crate::body::{Body, PathId};
use crate::failure::Failure;
use crate::handshake::{self, GOOD_FOR_S, is_banned, may_invite};
use crate::identity::Identity;
use crate::state::Api;

/// For how long an invitation may be good, in seconds.
const GOOD_FOR_S_RANGE: std::ops::RangeInclusive<u32> = 1..=7 * 24 * 3_600;

/// Asks another user into a session, who is told at once on any page they have open. Whoever is present may, where
/// everybody gets in; else whoever may let people in. Somebody who is asked already is not asked twice.
#[utoipa::path(post, path = "/api/sessions/{id}/invitations", tag = "session", security(("bearer" = [])),
    params(("id" = String, Path, description = "the session's id")), request_body = Invite,
    responses(
        (status = 201, body = Invitation),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
        (status = 429, body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn invite(
    State(api): State<Api>,
    identity: Identity,
    PathId(id): PathId,
    Body(request): Body<Invite>,
) -> Result<(StatusCode, Json<Invitation>), Failure> {
    let (id, session) = api.session(&id)?;
    let from = identity.member_in(&id)?;
    let good_for_s = request.expires_in_s.unwrap_or(GOOD_FOR_S);
    if !GOOD_FOR_S_RANGE.contains(&good_for_s) {
        return Err(Failure::new(Code::BadRequest, "an invitation is good for 1 second to 7 days"));
    }
    let view = session.view().await?;
    if view.session.has_ended() {
        return Err(Refusal::SessionEnded.into());
    }
    let door = api.door(&id).await?;
    may_invite(&view.session, &door, &from, api.host().clock().now())?;
    let to = user_id(&request.user_id)?;
    if view.session.member(&to).is_some_and(|member| member.joined.is_some()) && to != from {
        return Err(Failure::new(Code::BadInvitation, "they are here already"));
    }
    if is_banned(&view.session, &to) {
        return Err(Failure::new(Code::BadInvitation, "they are banned from this session; lift the ban first"));
    }
    let from = user(&api, &from).await?;
    let made = handshake::invite(&api, &id, &from, &to, good_for_s).await?;
    let invitation = handshake::read(&api, &made, &from.id).await?.ok_or_else(Failure::session_not_found)?;
    Ok((StatusCode::CREATED, Json(invitation)))
}

/// Returns my invitations, to me and from me: those that are open, and those that changed in the last day.
#[utoipa::path(get, path = "/api/invitations", tag = "session", security(("bearer" = [])), responses(
    (status = 200, body = InvitationList),
    (status = 401, body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn list_invitations(
    State(api): State<Api>,
    identity: Identity,
) -> Result<Json<InvitationList>, Failure> {
    let me = identity.user()?;
    let mut invitations = Vec::new();
    for stored in handshake::changed_lately(&api, &me.id).await? {
        invitations.extend(handshake::read(&api, &stored, &me.id).await?);
    }
    Ok(Json(InvitationList { invitations }))
}

/// Accepts an invitation to me. It opens the session's door; both sides are told, with the session.
#[utoipa::path(post, path = "/api/invitations/{id}/accept", tag = "session", security(("bearer" = [])),
    params(("id" = String, Path, description = "the invitation's id")),
    responses(
        (status = 200, body = Invitation),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn accept_invitation(
    State(api): State<Api>,
    identity: Identity,
    PathId(id): PathId,
) -> Result<Json<Invitation>, Failure> {
    answer(&api, &identity, &id, InvitationState::Accepted).await
}

/// Says no to an invitation to me. Both sides are told.
#[utoipa::path(post, path = "/api/invitations/{id}/reject", tag = "session", security(("bearer" = [])),
    params(("id" = String, Path, description = "the invitation's id")),
    responses(
        (status = 200, body = Invitation),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn reject_invitation(
    State(api): State<Api>,
    identity: Identity,
    PathId(id): PathId,
) -> Result<Json<Invitation>, Failure> {
    answer(&api, &identity, &id, InvitationState::Rejected).await
}

/// Takes an invitation from me back. Both sides are told.
#[utoipa::path(delete, path = "/api/invitations/{id}", tag = "session", security(("bearer" = [])),
    params(("id" = String, Path, description = "the invitation's id")),
    responses(
        (status = 200, body = Invitation),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn withdraw_invitation(
    State(api): State<Api>,
    identity: Identity,
    PathId(id): PathId,
) -> Result<Json<Invitation>, Failure> {
    answer(&api, &identity, &id, InvitationState::Withdrawn).await
}

/// Settles an invitation once. A repeat of the same answer gets the same response, and has no second effect.
async fn answer(api: &Api, identity: &Identity, id: &str, to: InvitationState) -> Result<Json<Invitation>, Failure> {
    let me = identity.user()?;
    api.limits().command(&me.id)?;
    let stored = of_me(api, me, id, to).await?;
    let invitation = handshake::read(api, &stored, &me.id).await?.ok_or_else(not_found)?;
    if stored.state == to {
        return Ok(Json(invitation));
    }
    if invitation.state != protocol::InvitationState::Pending {
        return Err(over(&invitation));
    }
    let settled = api.handshakes()?.settle_invitation(id, to, api.host().clock().now()).await?;
    let stored = of_me(api, me, id, to).await?;
    let invitation = handshake::read(api, &stored, &me.id).await?.ok_or_else(not_found)?;
    if settled {
        handshake::tell(api, &stored).await;
    }
    if stored.state == to { Ok(Json(invitation)) } else { Err(over(&invitation)) }
}

/// Whoever it is not for is told that there is none.
async fn of_me(api: &Api, me: &StoredUser, id: &str, to: InvitationState) -> Result<StoredInvitation, Failure> {
    let stored = api.handshakes()?.invitation(id, api.host().clock().now()).await?;
    let is_mine = |stored: &StoredInvitation| match to {
        InvitationState::Withdrawn => stored.from == me.id,
        _ => stored.to == me.id,
    };
    stored.filter(is_mine).ok_or_else(not_found)
}

fn not_found() -> Failure {
    Failure::new(Code::InvitationNotFound, "there is no such invitation for you; look at your invitations again")
}

fn over(invitation: &Invitation) -> Failure {
    let what = match invitation.state {
        protocol::InvitationState::Accepted => "was accepted already",
        protocol::InvitationState::Rejected => "was rejected already",
        protocol::InvitationState::Withdrawn => "was taken back",
        protocol::InvitationState::Expired | protocol::InvitationState::Pending => "is over",
    };
    Failure::new(Code::InvitationOver, format!("this invitation {what}; ask them to invite you again"))
}

/// A user's id, as somebody has written it.
pub(super) fn user_id(text: &str) -> Result<MemberId, Failure> {
    MemberId::parse(text)
        .map_err(|_| Failure::new(Code::UserNotFound, "there is no such user; ask them for their personal link"))
}

/// The user that a member is.
async fn user(api: &Api, member: &MemberId) -> Result<StoredUser, Failure> {
    api.handshakes()?.user(member).await?.ok_or_else(|| Failure::new(Code::UserNotFound, "who invites is not known"))
}
