//! Who may ask whom in. One place, to be asked by everything that opens a door.

use session::{MemberId, Session};
use store::{Entry, StoredDoor};

/// Returns whether a member may let people in: answer knocks, change the door, make and revoke links.
pub(crate) fn may_let_in(session: &Session, member: &MemberId) -> bool {
    session.summary().host == *member
}

/// Returns whether a member may invite. Where not everybody gets in, an invitation opens the door, so it takes the same
/// right.
pub(crate) fn may_invite(session: &Session, door: &StoredDoor, member: &MemberId) -> bool {
    let is_present = session.member(member).is_some_and(|member| member.joined.is_some());
    let is_open = door.entry == Entry::Open && door.password_hash.is_none();
    may_let_in(session, member) || (is_present && is_open)
}

/// Returns who is told of a knock: those who may let in, present or not, for they may have a page open elsewhere.
pub(crate) fn members_who_let_in(session: &Session) -> Vec<MemberId> {
    session.members().map(|(id, _)| id).filter(|id| may_let_in(session, id)).cloned().collect()
}
