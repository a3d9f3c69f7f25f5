//! The users service: who is known to this server.

mod create;
mod me;

pub(crate) use create::{__path_create_user, create_user};
pub(crate) use me::{__path_me, me};
