//! `POST /api/sessions/{id}/join`

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, StatusCode};
use axum::response::{IntoResponse as _, Response};
use host::{CommandRequest, SessionHandle, View};
use protocol::{Code, Endpoints, Join, Joined, Knocked, Problem};
use session::{Actor, Command, MemberId, Name, Offer, Refusal, SessionId};
use store::InvitationState;

use crate::address::Address;
use crate::body::{OptionalBody, PathId};
use crate::failure::Failure;
use crate::handshake::{self, Pass, Visit, Visitor};
use crate::identity::{Identity, MaybeKnown};
use crate::state::Api;
use crate::{identity, removal, to_domain, to_wire};

/// What somebody is called who comes without a name.
const GUEST_NAME: &str = "Guest";

/// With `return=minimal`, how somebody joins who has read the session already, or is about to be told it by the socket
/// (RFC 7240).
pub(crate) const PREFER: HeaderName = HeaderName::from_static("prefer");
const PREFERENCE_APPLIED: HeaderName = HeaderName::from_static("preference-applied");
const MINIMAL: &str = "return=minimal";

/// Joins a session: the handshake. Whoever comes without a token gets a guest identity for this session; whoever has
/// joined before is the same member again. With `Prefer: return=minimal` the answer leaves the session's state out.
#[utoipa::path(post, path = "/api/sessions/{id}/join", tag = "session", security((), ("bearer" = [])),
    params(
        ("id" = String, Path, description = "its id"),
        ("Prefer" = Option<String>, Header, description = "`return=minimal`: without `snapshot`"),
    ), request_body = Join,
    responses(
        (status = 200, body = Joined),
        (status = 202, body = Knocked),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
        (status = 503, body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn join_session(
    State(api): State<Api>,
    MaybeKnown(known): MaybeKnown,
    Address(address): Address,
    headers: HeaderMap,
    PathId(id): PathId,
    OptionalBody(request): OptionalBody<Join>,
) -> Result<Response, Failure> {
    let (id, session) = api.session(&id)?;
    let asked = request.name.as_deref().map(to_domain::name).transpose()?;
    let identity = known.as_ref().map(|known| &known.identity);
    let view = handshake::view_for(&api, (&id, &session), identity, request.link.as_deref()).await?;
    if view.session.has_ended() {
        return Err(Refusal::SessionEnded.into());
    }
    let door = api.door(&id).await?;
    // Only now may a guest be made: what does not exist or is over makes nobody.
    let comes_back = known.is_some();
    if !comes_back {
        api.limits().newcomer(address)?;
    }
    let (identity, sign_in) = known.map(|known| (known.identity, known.sign_in)).unzip();
    let (member, name) = who(&api, identity, asked, &id, &view).await?;
    // Whoever is asked to open the door reads it before they are in.
    view.session.check_name(&member, &name, &api.options().blocked_words)?;
    api.limits().command(&member)?;
    let link = request.link.as_deref();
    let visitor = Visitor { id: &member, name: &name, address, password: request.password, link, comes_back };
    let pass = match visitor.visit(&api, &id, &view, &door).await? {
        Visit::Welcome(pass) => pass,
        Visit::Waits(knock) => {
            return Ok((StatusCode::ACCEPTED, Json(Knocked { knock: handshake::knock(&knock) })).into_response());
        }
    };
    if let Err(failure) = enter(&api, &session, &member, name, door.capacity, pass).await {
        return Err(removal::explained(&session, &member, failure).await);
    }
    // Who is in is in: whether they are expected next time may be lost with the database.
    if let Err(failure) = handshake::note_regular(&api, &id, &member).await {
        tracing::warn!(detail = failure.detail, "somebody is not expected at the next evening");
    }
    let view = session.view().await?;
    let known = view.session.member(&member).ok_or_else(|| Failure::new(Code::Internal, "who joined is not there"))?;
    let minimal = prefers_minimal(&headers);
    let joined = Json(Joined {
        member: to_wire::member(&member, known, &view),
        token: api.member_key().token(&id, &member, sign_in.as_deref().unwrap_or(member.as_str())),
        snapshot: (!minimal).then(|| to_wire::session_state(&id, &view, api.host().clock().now())),
        endpoints: Endpoints {
            live: format!("/api/sessions/{id}/live"),
            commands: format!("/api/sessions/{id}/commands"),
            events: format!("/api/sessions/{id}/events"),
        },
    });
    Ok(if minimal { ([(PREFERENCE_APPLIED, MINIMAL)], joined).into_response() } else { joined.into_response() })
}

fn prefers_minimal(headers: &HeaderMap) -> bool {
    let values = headers.get_all(PREFER).iter().filter_map(|value| value.to_str().ok());
    values.flat_map(|value| value.split(',')).any(|preference| preference.trim().eq_ignore_ascii_case(MINIMAL))
}

/// Comes in. A link's use is counted before, so that a good one lets in no more than it may, and given back where nothing
/// came of it.
async fn enter(
    api: &Api,
    session: &SessionHandle,
    member: &MemberId,
    name: Name,
    capacity: Option<u32>,
    pass: Pass,
) -> Result<(), Failure> {
    let now = api.host().clock().now();
    if let Pass::Link(link) = &pass
        && !api.handshakes()?.use_link(&link.id, now).await?
    {
        return Err(handshake::revoked());
    }
    let offer = match &pass {
        Pass::Link(link) => link.role.map(|role| Offer { role, by: link.created_by.clone() }),
        Pass::Free | Pass::Invitation(_) => None,
    };
    let command = Command::Enter { name, present_max: capacity, offer };
    let actor = Actor::Member(member.clone());
    let joined = session.command(CommandRequest { actor, id: None, based_on: None, command }).await;
    match pass {
        Pass::Link(link) if joined.is_err() => api.handshakes()?.give_back_link(&link.id).await?,
        // Coming is an answer. What was accepted already stays so.
        Pass::Invitation(invitation) if joined.is_ok() => {
            if api.handshakes()?.settle_invitation(&invitation.id, InvitationState::Accepted, now).await? {
                handshake::tell(api, &invitation).await;
            }
        }
        Pass::Free | Pass::Link(_) | Pass::Invitation(_) => {}
    }
    Ok(joined.map(drop)?)
}

async fn who(
    api: &Api,
    identity: Option<Identity>,
    asked: Option<Name>,
    id: &SessionId,
    view: &View,
) -> Result<(MemberId, Name), Failure> {
    match identity {
        Some(Identity::User(user)) => Ok((user.id, asked.unwrap_or(user.name))),
        Some(identity @ Identity::Member(..)) => {
            let member = identity.member_in(id)?;
            let known = view.session.member(&member).map(|known| known.name.clone());
            let name = asked.or(known).map_or_else(guest_name, Ok)?;
            Ok((member, name))
        }
        None => {
            let name = asked.map_or_else(guest_name, Ok)?;
            api.wanted(name.as_str()).and_then(|()| view.session.chat().rules().words.check(name.as_str()))?;
            let (user, _) = identity::new_user(api, name).await?;
            Ok((user.id, user.name))
        }
    }
}

fn guest_name() -> Result<Name, Failure> {
    to_domain::name(GUEST_NAME)
}
