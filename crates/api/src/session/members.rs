//! `GET /api/sessions/{id}/members`

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use collation::folded;
use protocol::{Code, MemberPage, Problem, limits};
use serde::Deserialize;
use session::MemberId;
use utoipa::IntoParams;

use crate::body::{Params, PathId};
use crate::failure::Failure;
use crate::handshake::may_look;
use crate::identity::MaybeIdentity;
use crate::state::Api;
use crate::to_wire;

/// The longest text that is searched for, in characters.
const SEARCHED_CHARS_MAX: usize = 64;

/// Which members to return.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct MembersParams {
    /// The cursor of the page before; from the start where missing.
    after: Option<String>,
    /// 1 to 100; 100 where missing.
    limit: Option<usize>,
    /// Only those whose name has this text in it, in capitals or not.
    name: Option<String>,
}

/// Returns one page of who is present. In a crowd nobody is told of by name unless they ask here. Who may look at the session may
/// look at this.
#[utoipa::path(get, path = "/api/sessions/{id}/members", tag = "session",
    params(("id" = String, Path, description = "its id"), MembersParams),
    responses(
        (status = 200, body = MemberPage),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn list_members(
    State(api): State<Api>,
    MaybeIdentity(identity): MaybeIdentity,
    headers: HeaderMap,
    PathId(id): PathId,
    Params(params): Params<MembersParams>,
) -> Result<Json<MemberPage>, Failure> {
    let (id, session) = api.session(&id)?;
    may_look(&api, &id, identity.as_ref(), &headers).await?;
    let after = params.after.as_deref().map(MemberId::parse).transpose();
    let after = after.map_err(|_| Failure::new(Code::BadRequest, "`after` is the `next` of the page before"))?;
    let searched = folded(&params.name.unwrap_or_default());
    if searched.chars().count() > SEARCHED_CHARS_MAX {
        let detail = format!("a name has at most {SEARCHED_CHARS_MAX} characters; search for a shorter one");
        return Err(Failure::new(Code::BadRequest, detail));
    }
    let limit = params.limit.unwrap_or(limits::MEMBERS_PAGE_MAX).clamp(1, limits::MEMBERS_PAGE_MAX);
    let view = session.view().await?;
    let present = view.session.members_after(after.as_ref()).filter(|(_, member)| member.joined.is_some());
    let is_meant = |name: &str| searched.is_empty() || folded(name).contains(&searched);
    let mut found = present.filter(|(_, member)| is_meant(member.name.as_str())).take(limit + 1);
    let members: Vec<_> = found.by_ref().take(limit).map(|(id, member)| to_wire::member(id, member, &view)).collect();
    let next = found.next().and_then(|_| members.last().map(|member| member.id.clone()));
    Ok(Json(MemberPage { members, present: view.session.present(), next }))
}
