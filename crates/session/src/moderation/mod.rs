//! Keeping the peace: roles, removing, banning and muting. Nobody acts upon somebody of the same or a higher rank.

mod command;
mod event;
mod import;
mod state;
mod roles;
mod removal;
mod mute;

pub use command::ModerationCommand;
pub use event::{ModerationEvent, MuteScope};
pub(crate) use state::Moderation;
pub use state::{Mute, Removal, RemovalKind};
