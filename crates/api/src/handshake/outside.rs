//! A session as it is told to those who list it: where not everybody gets in, nobody else learns what is watched there.

use protocol as wire;
use session::{MemberId, SessionId, Visibility};
use store::Listed;

use super::door::{Standing, standing};
use crate::failure::Failure;
use crate::identity::Identity;
use crate::state::Api;
use crate::to_wire;

/// Returns what a list tells somebody of a session: all of it to who may look into it, no video to others where not everybody
/// gets in, and of a private session not even the title (GET-9, GET-10).
pub(crate) async fn told_of(api: &Api, listed: &Listed, identity: Option<&Identity>) -> Result<wire::Session, Failure> {
    // The token of another session is nobody's here.
    let member = identity.and_then(|identity| identity.member_in(&listed.id).ok());
    told_to(api, listed, member.as_ref()).await
}

/// As [`told_of`], to a member.
pub(super) async fn told_to(api: &Api, listed: &Listed, member: Option<&MemberId>) -> Result<wire::Session, Failure> {
    let whole = to_wire::session(&listed.id, &listed.summary, api.host().clock().now());
    let is_private = listed.summary.visibility == Visibility::Private;
    if !is_private && is_open(api, &listed.id).await? || is_expected(api, &listed.id, member).await? {
        return Ok(whole);
    }
    Ok(from_outside(whole, is_private))
}

/// Returns of a session what is told of it where it cannot be found out just now who may know more.
pub(crate) fn least_of(api: &Api, listed: &Listed) -> wire::Session {
    from_outside(to_wire::session(&listed.id, &listed.summary, api.host().clock().now()), true)
}

fn from_outside(whole: wire::Session, is_private: bool) -> wire::Session {
    let video = wire::Video { id: String::new(), url: String::new(), ..whole.video };
    let title = if is_private { String::new() } else { whole.title };
    wire::Session { title, url: String::new(), video, length_s: None, ..whole }
}

/// Returns whether everybody gets into a session who may know of it.
pub(crate) async fn is_open(api: &Api, session: &SessionId) -> Result<bool, Failure> {
    Ok(api.door(session).await?.lets_everybody_in())
}

async fn is_expected(api: &Api, session: &SessionId, member: Option<&MemberId>) -> Result<bool, Failure> {
    let Some(member) = member else { return Ok(false) };
    Ok(matches!(standing(api, session, member).await?, Standing::Expected))
}
