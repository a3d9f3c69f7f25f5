//! The session service: creating, finding, joining and ending sessions, and their logs.

mod calendar;
mod create;
mod list;
mod get;
mod join;
mod end;
mod bans;
mod log;
mod package;
mod export;
mod import;
mod layers;

pub(crate) use bans::{__path_list_bans, list_bans};
pub(crate) use calendar::{__path_calendar, calendar};
pub(crate) use create::{__path_create_session, create_session};
pub(crate) use end::{__path_end_session, end_session};
pub(crate) use export::{__path_export_session, export_session};
pub(crate) use get::{__path_get_session, get_session};
pub(crate) use import::{__path_import_session, import_session};
pub(crate) use join::{__path_join_session, join_session};
pub(crate) use layers::{
    __path_delete_note, __path_list_notes, __path_write_note, delete_note, list_notes, write_note,
};
pub(crate) use list::{__path_list_sessions, list_sessions};
pub(crate) use log::{__path_list_events, __path_replay, list_events, replay};
pub use package::{ImportError, export, import};
