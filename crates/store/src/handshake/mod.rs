//! Asking each other in: invitations between users, knocks at a session's door, what the door is like, links and codes.
//!
//! The contract is written once over two primitives, [`tables::Tables`], that each database has.

mod contract;
pub(crate) mod sql;
pub(crate) mod tables;
pub(crate) mod rows;
mod kept;

pub(crate) use kept::companions;
pub(crate) use rows::Row;

pub use contract::{
    CodeKind, Entry, Handshakes, InvitationState, InviteBounds, Invited, KnockBounds, KnockState, Knocked, StoredDoor,
    StoredInvitation, StoredKnock, StoredLink, Touched,
};
