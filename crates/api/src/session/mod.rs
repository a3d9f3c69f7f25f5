//! The session service: creating, finding, joining and ending sessions, and their logs.

mod create;
mod list;
mod get;
mod join;
mod end;
mod bans;
mod log;

pub(crate) use bans::{__path_list_bans, list_bans};
pub(crate) use create::{__path_create_session, create_session};
pub(crate) use end::{__path_end_session, end_session};
pub(crate) use get::{__path_get_session, get_session};
pub(crate) use join::{__path_join_session, join_session};
pub(crate) use list::{__path_list_sessions, list_sessions};
pub use log::export;
pub(crate) use log::{__path_list_events, __path_replay, list_events, replay};
