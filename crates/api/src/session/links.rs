//! `POST`, `GET` and `DELETE /api/sessions/{id}/links`, `DELETE /api/sessions/{id}/links/{link}`

use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use protocol::{Code, InviteLink, LinkList, LinkRole, MakeLink, Problem, Revoked};
use session::limits::MEMBERS_PRESENT_MAX;
use session::{MemberId, Refusal, Role, SessionId};
use store::StoredLink;

use crate::body::{OptionalBody, PathId};
use crate::failure::Failure;
use crate::handshake::{LinkToken, link_role, may_let_in};
use crate::identity::Identity;
use crate::link::base_url;
use crate::state::Api;
use crate::to_wire::rfc3339;
use crate::token;

/// For how long a link is good where nothing else is said, and for how long it may be, in seconds.
const GOOD_FOR_S: u32 = 24 * 3_600;
const GOOD_FOR_S_RANGE: std::ops::RangeInclusive<u32> = 1..=30 * 24 * 3_600;
/// How many links of one session may be good at one time.
const GOOD_MAX: u32 = 50;

/// Makes an invite link: whoever has it gets in without knocking and without the password, while there is room.
#[utoipa::path(post, path = "/api/sessions/{id}/links", tag = "session", security(("bearer" = [])),
    params(("id" = String, Path, description = "the session's id")), request_body = MakeLink,
    responses(
        (status = 201, body = InviteLink),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 429, body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn make_link(
    State(api): State<Api>,
    identity: Identity,
    PathId(id): PathId,
    headers: HeaderMap,
    OptionalBody(request): OptionalBody<MakeLink>,
) -> Result<(StatusCode, Json<InviteLink>), Failure> {
    let (id, me) = of_who_may(&api, &identity, &id).await?;
    let view = api.host().session(id.clone()).view().await?;
    if view.session.has_ended() {
        return Err(Refusal::SessionEnded.into());
    }
    let good_for_s = request.expires_in_s.unwrap_or(GOOD_FOR_S);
    let fits = |uses: &u32| (1..=MEMBERS_PRESENT_MAX).contains(&(*uses as usize));
    if !GOOD_FOR_S_RANGE.contains(&good_for_s) || !request.uses.as_ref().is_none_or(fits) {
        let detail = format!("a link is good for 1 second to 30 days, and for 1 to {MEMBERS_PRESENT_MAX} people");
        return Err(Failure::new(Code::BadRequest, detail));
    }
    let now = api.host().clock().now();
    let role = request.role.map(offered);
    if let Some(role) = role {
        view.session.may_offer(&me, role)?;
    }
    let stored = StoredLink {
        id: token::random_id::<10>(),
        session: id,
        role,
        created_by: me,
        created_at: now,
        expires_at: now.plus_ms(i64::from(good_for_s) * 1_000),
        uses_max: request.uses,
        uses: 0,
        revoked_at: None,
    };
    if !api.handshakes()?.make_link(stored.clone(), GOOD_MAX).await? {
        let detail = format!("this session has {GOOD_MAX} invite links; revoke some first");
        return Err(Failure::new(Code::RateLimited, detail));
    }
    Ok((StatusCode::CREATED, Json(to_wire(&api, &headers, &stored))))
}

/// Returns the session's links that are good, newest first. For those who may make them.
#[utoipa::path(get, path = "/api/sessions/{id}/links", tag = "session", security(("bearer" = [])),
    params(("id" = String, Path, description = "the session's id")),
    responses(
        (status = 200, body = LinkList),
        (status = 403, body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn list_links(
    State(api): State<Api>,
    identity: Identity,
    PathId(id): PathId,
    headers: HeaderMap,
) -> Result<Json<LinkList>, Failure> {
    let (id, _) = of_who_may(&api, &identity, &id).await?;
    let links = api.handshakes()?.links(&id, api.host().clock().now()).await?;
    Ok(Json(LinkList { links: links.iter().map(|stored| to_wire(&api, &headers, stored)).collect() }))
}

/// Makes all links of a session good for nothing. Whom they have let in stays.
#[utoipa::path(delete, path = "/api/sessions/{id}/links", tag = "session", security(("bearer" = [])),
    params(("id" = String, Path, description = "the session's id")),
    responses(
        (status = 200, body = Revoked),
        (status = 403, body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn revoke_links(
    State(api): State<Api>,
    identity: Identity,
    PathId(id): PathId,
) -> Result<Json<Revoked>, Failure> {
    let (id, _) = of_who_may(&api, &identity, &id).await?;
    let revoked = api.handshakes()?.revoke_links(&id, None, api.host().clock().now()).await?;
    Ok(Json(Revoked { revoked }))
}

/// Makes one link good for nothing.
#[utoipa::path(delete, path = "/api/sessions/{id}/links/{link}", tag = "session", security(("bearer" = [])),
    params(("id" = String, Path, description = "the session's id"), ("link" = String, Path, description = "the link's id")),
    responses(
        (status = 200, body = Revoked),
        (status = 403, body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn revoke_link(
    State(api): State<Api>,
    identity: Identity,
    Path((id, link)): Path<(String, String)>,
) -> Result<Json<Revoked>, Failure> {
    let (id, _) = of_who_may(&api, &identity, &id).await?;
    let revoked = api.handshakes()?.revoke_links(&id, Some(&link), api.host().clock().now()).await?;
    Ok(Json(Revoked { revoked }))
}

async fn of_who_may(api: &Api, identity: &Identity, id: &str) -> Result<(SessionId, MemberId), Failure> {
    let (id, session) = api.session(id)?;
    let me = identity.member_in(&id)?;
    let view = session.view().await?;
    may_let_in(&view.session, &me, api.host().clock().now())?;
    api.limits().command(&me)?;
    Ok((id, me))
}

fn offered(role: LinkRole) -> Role {
    match role {
        LinkRole::Viewer => Role::Viewer,
        LinkRole::Member => Role::Member,
        LinkRole::CoHost => Role::CoHost,
    }
}

fn to_wire(api: &Api, headers: &HeaderMap, stored: &StoredLink) -> InviteLink {
    let StoredLink { id, session, expires_at, .. } = stored;
    let token = LinkToken { session: session.clone(), id: id.clone(), expires_at: *expires_at };
    let token = api.link_key().sign(&token);
    InviteLink {
        id: id.clone(),
        link: format!("{}/s/{session}#via={token}", base_url(api, headers)),
        token,
        role: stored.role.and_then(link_role),
        expires_at: rfc3339(*expires_at),
        uses: stored.uses,
        uses_max: stored.uses_max,
    }
}
