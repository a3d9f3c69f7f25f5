//! The users service: who is known to this server.

mod create;
mod history;
mod me;
mod code;
mod companions;
mod live;
mod connection;
mod told;
mod export;
mod erase;
pub(crate) mod account;

pub(crate) use account::Provider;
pub use account::{SignInLinkError, sign_in_link, user_named};
pub(crate) use code::{__path_my_code, __path_user_by_code, my_code, user_by_code};
pub(crate) use companions::{__path_companions, companions};
pub(crate) use create::{__path_create_user, create_user};
pub(crate) use erase::{__path_erase_me, erase_me};
pub(crate) use export::{__path_export_me, export_me};
pub(crate) use history::{__path_history, history};
pub(crate) use live::{__path_user_live, user_live};
pub(crate) use me::{__path_me, __path_rename_me, me, rename_me};
