//! What several services share of people asking each other in; none of it is a service.

mod door;
mod remembered;
mod hints;
mod inviting;
mod knowing;
mod link_key;
mod outside;
mod regulars;
mod rights;
mod short_code;
mod to_wire;

pub(crate) use door::{LET_IN_FOR_MS, LINK_HEADER, Pass, Visit, Visitor, is_over, may_look, revoked};
pub(crate) use hints::{Hints, keep_hinting};
pub(crate) use inviting::{Concerned, GOOD_FOR_S, changed_lately, invite, read, tell};
pub(crate) use knowing::{may_know, view_for, who_may_know};
pub(crate) use link_key::{LinkKey, LinkToken};
pub(crate) use outside::{is_open, least_of, told_of};
pub(crate) use regulars::note_regular;
pub(crate) use remembered::Remembered;
pub(crate) use rights::{is_banned, may_invite, may_let_in, members_who_let_in};
pub(crate) use short_code::{SESSION_CODE_CHARS, USER_CODE_CHARS, code_of, read_code};
pub(crate) use to_wire::{door, door_entry, invitation_state, knock, link_role, person};
