//! Who may ask whom in. One place, to be asked by everything that opens a door.

use session::{MemberId, Permission, Refusal, Session};
use store::{Entry, StoredDoor};
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
    let is_open = door.entry == Entry::Open && door.password_hash.is_none();
    if is_open { Ok(()) } else { may_let_in(session, member, now) }
}

/// Returns who is told of a knock: those who may let in.
pub(crate) fn members_who_let_in(session: &Session, now: Timestamp) -> Vec<MemberId> {
    let members = session.members().map(|(id, _)| id);
    members.filter(|id| may_let_in(session, id, now).is_ok()).cloned().collect()
}
