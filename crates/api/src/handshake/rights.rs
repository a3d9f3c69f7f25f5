//! Who may ask whom in. One place, to be asked by everything that opens a door.

use session::{MemberId, Permission, Refusal, RemovalKind, Session, Visibility};
use store::StoredDoor;
use timeline::Timestamp;

/// Returns why a member may not let people in (answer knocks, change the door, make and revoke links), or nothing.
pub(crate) fn may_let_in(session: &Session, member: &MemberId, now: Timestamp) -> Result<(), Refusal> {
    session.may(member, Permission::LetIn, now)
}

/// Returns why a member may not invite, or nothing. Where not everybody gets in, an invitation opens the door, so it takes
/// the right to let people in as well.
pub(crate) fn may_invite(
    session: &Session,
    door: &StoredDoor,
    member: &MemberId,
    now: Timestamp,
) -> Result<(), Refusal> {
    session.may(member, Permission::Invite, now)?;
    let is_private = session.settings().visibility == Visibility::Private;
    let is_open = door.lets_everybody_in() && !is_private;
    if is_open { Ok(()) } else { may_let_in(session, member, now) }
}

/// Returns whether an invitation leads nowhere, because who is asked may not come any more.
pub(crate) fn is_banned(session: &Session, member: &MemberId) -> bool {
    session.removal(member).is_some_and(|removal| removal.kind == RemovalKind::Ban)
}

/// Returns who is told of a knock: those who may let in.
pub(crate) fn members_who_let_in(session: &Session, now: Timestamp) -> Vec<MemberId> {
    let members = session.members().map(|(id, _)| id);
    members.filter(|id| may_let_in(session, id, now).is_ok()).cloned().collect()
}
