//! From what is kept to the wire.

use protocol as wire;
use session::{MemberId, Name, Role, Session, Visibility};
use store::{Entry, InvitationState, KnockState, StoredDoor, StoredInvitation, StoredKnock};
use timeline::Timestamp;

use super::rights::may_let_in;
use crate::to_wire::rfc3339;

pub(crate) fn person(id: &MemberId, name: &Name) -> wire::Person {
    wire::Person { id: id.to_string(), name: name.to_string() }
}

pub(crate) fn invitation_state(state: InvitationState) -> wire::InvitationState {
    match state {
        InvitationState::Pending => wire::InvitationState::Pending,
        InvitationState::Accepted => wire::InvitationState::Accepted,
        InvitationState::Rejected => wire::InvitationState::Rejected,
        InvitationState::Withdrawn => wire::InvitationState::Withdrawn,
        InvitationState::Expired => wire::InvitationState::Expired,
    }
}

/// `session` is for who may know of it.
pub(super) fn invitation(
    stored: &StoredInvitation,
    state: InvitationState,
    session: Option<wire::Session>,
) -> wire::Invitation {
    wire::Invitation {
        id: stored.id.clone(),
        session,
        from: person(&stored.from, &stored.from_name),
        to: person(&stored.to, &stored.to_name),
        state: invitation_state(state),
        created_at: rfc3339(stored.created_at),
        expires_at: rfc3339(stored.expires_at),
        updated_at: rfc3339(stored.updated_at),
    }
}

pub(crate) fn knock(stored: &StoredKnock) -> wire::Knock {
    wire::Knock {
        id: stored.id.clone(),
        session: stored.session.to_string(),
        user: person(&stored.user, &stored.name),
        state: match stored.state {
            KnockState::Waiting => wire::KnockState::Waiting,
            KnockState::LetIn => wire::KnockState::LetIn,
            KnockState::TurnedAway => wire::KnockState::TurnedAway,
            KnockState::Withdrawn => wire::KnockState::Withdrawn,
            KnockState::Expired => wire::KnockState::Expired,
        },
        created_at: rfc3339(stored.created_at),
        expires_at: rfc3339(stored.expires_at),
    }
}

/// As what an invite link may let somebody in.
pub(crate) fn link_role(role: Role) -> Option<wire::LinkRole> {
    match role {
        Role::Viewer => Some(wire::LinkRole::Viewer),
        Role::Member => Some(wire::LinkRole::Member),
        Role::CoHost => Some(wire::LinkRole::CoHost),
        Role::Host => None,
    }
}

/// `me` is who stands before it, where that is known.
pub(crate) fn door(stored: &StoredDoor, session: &Session, me: Option<&MemberId>, now: Timestamp) -> wire::Door {
    let changes = me.filter(|me| may_let_in(session, me, now).is_ok());
    let offers = |me: &MemberId| {
        let roles = [Role::Viewer, Role::Member, Role::CoHost].into_iter();
        roles.filter(|role| session.may_offer(me, *role).is_ok()).filter_map(link_role).collect()
    };
    wire::Door {
        entry: match stored.entry {
            Entry::Open => wire::Entry::Open,
            Entry::Knock => wire::Entry::Knock,
            Entry::Closed => wire::Entry::Closed,
        },
        has_password: stored.password_hash.is_some(),
        capacity: stored.capacity,
        is_private: session.settings().visibility == Visibility::Private,
        banned: me.is_some_and(|me| session.is_banned(me)),
        may_change: changes.is_some(),
        may_offer: changes.map(offers).unwrap_or_default(),
    }
}

pub(crate) fn door_entry(entry: wire::Entry) -> Entry {
    match entry {
        wire::Entry::Open => Entry::Open,
        wire::Entry::Knock => Entry::Knock,
        wire::Entry::Closed => Entry::Closed,
    }
}
