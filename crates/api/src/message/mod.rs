//! The message service: talking, and reactions to messages and to what is on screen. A session's id is all it needs.

mod say;
mod list;
mod commands;
mod reports;

pub(crate) use commands::{__path_post_message_command, post_message_command};
pub(crate) use list::{__path_list_messages, list_messages};
pub(crate) use reports::{__path_list_reports, __path_report_message, list_reports, report_message};
pub(crate) use say::{__path_say, say};
