//! The users service: who is known to this server.

mod create;
mod history;
mod me;

pub(crate) use create::{__path_create_user, create_user};
pub(crate) use history::{__path_history, history};
pub(crate) use me::{__path_me, me};
