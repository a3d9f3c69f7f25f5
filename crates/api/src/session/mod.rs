//! The session service: creating, finding, joining and ending sessions, and their logs.

mod calendar;
mod create;
mod list;
mod get;
mod members;
mod join;
mod end;
mod bans;
mod log;
mod package;
mod export;
mod import;
mod layers;
mod invitations;
mod knocks;
mod door;
mod links;
mod codes;
mod series;

pub(crate) use bans::{__path_list_bans, list_bans};
pub(crate) use calendar::{__path_calendar, calendar};
pub(crate) use codes::{__path_resolve_code, __path_session_code, resolve_code, session_code};
pub(crate) use create::{__path_create_session, create_session};
pub(crate) use door::{__path_change_door, __path_get_door, change_door, get_door};
pub(crate) use end::{__path_end_session, end_session};
pub(crate) use export::{__path_export_session, export_session};
pub(crate) use get::{__path_get_session, get_session};
pub(crate) use import::{__path_import_session, import_session};
pub(crate) use invitations::{
    __path_accept_invitation, __path_invite, __path_list_invitations, __path_reject_invitation,
    __path_withdraw_invitation, accept_invitation, invite, list_invitations, reject_invitation, withdraw_invitation,
};
pub(crate) use join::{__path_join_session, PREFER, join_session};
pub(crate) use knocks::{
    __path_get_knock, __path_let_in, __path_list_knocks, __path_turn_away, __path_withdraw_knock, get_knock, let_in,
    list_knocks, turn_away, withdraw_knock,
};
pub(crate) use layers::{
    __path_delete_note, __path_list_notes, __path_write_note, delete_note, list_notes, write_note,
};
pub(crate) use links::{
    __path_list_links, __path_make_link, __path_revoke_link, __path_revoke_links, list_links, make_link, revoke_link,
    revoke_links,
};
pub(crate) use list::{__path_list_sessions, list_sessions};
pub(crate) use log::{__path_list_events, __path_replay, list_events, replay};
pub(crate) use members::{__path_list_members, list_members};
pub use package::{ImportError, export, import};
pub(crate) use series::{
    __path_change_series, __path_get_series, __path_list_evenings, __path_list_series, __path_make_series,
    __path_open_evening, __path_series_calendar, __path_series_of_session, change_series, get_series, list_evenings,
    list_series, make_series, open_evening, series_calendar, series_of_session,
};
