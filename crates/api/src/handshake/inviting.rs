//! Invitations: made, read with their sessions, and told to both sides.

use protocol::Code;
use session::{MemberId, SessionId};
use store::{InvitationState, InviteBounds, Invited, Listed, StoredInvitation, StoredUser};
use timeline::Timestamp;

use super::to_wire;
use crate::failure::Failure;
use crate::state::Api;
use crate::token;

/// For how long an invitation is good where nothing else is said: a day.
pub(crate) const GOOD_FOR_S: u32 = 24 * 3_600;
/// How far back what has changed is told.
const LATELY_MS: i64 = 24 * 3_600 * 1_000;
/// How many invitations are told at once.
const TOLD_MAX: u32 = 100;
const BOUNDS: InviteBounds = InviteBounds { session_max: 50, from_max: 100, to_max: 50 };

/// Asks somebody into a session. Who is asked already is not asked twice.
pub(crate) async fn invite(
    api: &Api,
    session: &SessionId,
    from: &StoredUser,
    to: &MemberId,
    good_for_s: u32,
) -> Result<StoredInvitation, Failure> {
    if from.id == *to {
        return Err(Failure::new(Code::BadInvitation, "this is your own id; invite somebody else"));
    }
    api.limits().invitation(&from.id)?;
    let unknown = || Failure::new(Code::UserNotFound, "there is no such user; ask them for their personal link");
    let to = api.handshakes()?.user(to).await?.ok_or_else(unknown)?;
    let now = api.host().clock().now();
    let new = StoredInvitation {
        id: format!("i{}", token::random_id::<15>()),
        session: session.clone(),
        from: from.id.clone(),
        from_name: from.name.clone(),
        to: to.id,
        to_name: to.name,
        state: InvitationState::Pending,
        created_at: now,
        expires_at: now.plus_ms(i64::from(good_for_s) * 1_000),
        updated_at: now,
    };
    match api.handshakes()?.invite(new.clone(), BOUNDS).await? {
        Invited::Made => {
            tell(api, &new).await;
            Ok(new)
        }
        Invited::Open(open) => Ok(open),
        Invited::TooMany => {
            let detail = "too many invitations are open; wait until some are answered, or send a link instead";
            Err(Failure::new(Code::RateLimited, detail))
        }
    }
}

/// Tells both sides that something has changed, on whichever node they are.
pub(crate) async fn tell(api: &Api, invitation: &StoredInvitation) {
    api.host().tell_user(&invitation.to).await;
    api.host().tell_user(&invitation.from).await;
}

/// Adds the session object to an invitation; none where the session's database is away or does not have it.
pub(crate) async fn read(api: &Api, stored: &StoredInvitation) -> Result<Option<protocol::Invitation>, Failure> {
    let Some(listed) = api.store().summary(&stored.session).await? else { return Ok(None) };
    let mut stored = stored.clone();
    if is_over_with_its_session(&stored, &listed) {
        stored.state = InvitationState::Expired;
    }
    Ok(Some(to_wire::invitation(&stored, &listed, api.host().clock().now())))
}

/// Returns whether an open invitation leads to a session that has ended.
fn is_over_with_its_session(stored: &StoredInvitation, listed: &Listed) -> bool {
    stored.state == InvitationState::Pending && listed.summary.ended_at.is_some()
}

/// Returns a user's invitations that are open or have changed lately, the newest change first.
pub(crate) async fn changed_lately(api: &Api, user: &MemberId) -> Result<Vec<StoredInvitation>, Failure> {
    let now = api.host().clock().now();
    let since = Timestamp::from_ms(now.ms() - LATELY_MS);
    Ok(api.handshakes()?.invitations_of(user, since, now, TOLD_MAX).await?)
}
