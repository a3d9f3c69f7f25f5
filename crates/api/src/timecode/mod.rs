//! The timecode service: commands, and the live socket with its clock and reports.

mod commands;
mod live;
mod connection;
mod flow;
mod playback;

pub(crate) use commands::{__path_post_command, post_command};
pub(crate) use live::{__path_live, live};
pub(crate) use playback::{__path_playback, playback};
