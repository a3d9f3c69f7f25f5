//! The users service: who is known to this server.

mod create;
mod history;
mod me;
mod code;
mod companions;
mod live;
mod connection;
mod told;

pub(crate) use code::{__path_my_code, __path_user_by_code, my_code, user_by_code};
pub(crate) use companions::{__path_companions, companions};
pub(crate) use create::{__path_create_user, create_user};
pub(crate) use history::{__path_history, history};
pub(crate) use live::{__path_user_live, user_live};
pub(crate) use me::{__path_me, me};
