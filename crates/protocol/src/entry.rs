//! An event with its envelope: where it stands in the log, when it was, and who did it.

use serde::{Deserialize, Serialize};

use crate::event::Event;
use crate::model::Timeline;

/// One event of the log, as the live socket sends it. `at` is server time in milliseconds since the epoch.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct EventFrame {
    /// Its number: dense, from 1.
    #[cfg_attr(feature = "typescript", ts(type = "number"))]
    pub seq: u64,
    /// The running hash over all events up to this one.
    pub hash: String,
    /// Server time in milliseconds since the epoch.
    #[cfg_attr(feature = "typescript", ts(type = "number"))]
    pub at: i64,
    /// The id of the member who did it, or nothing where the server did.
    pub by: Option<String>,
    /// In a crowd, where not everybody knows everybody: what the member who did it is called.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional))]
    pub by_name: Option<String>,
    /// What happened.
    pub event: Event,
    /// The timeline from now on, where the event changed it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional))]
    pub timeline: Option<Timeline>,
}

/// One event of the log, as REST pages and replays carry it: the event's own fields stand beside the envelope's.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct LogEvent {
    /// Its number: dense, from 1.
    #[cfg_attr(feature = "typescript", ts(type = "number"))]
    pub seq: u64,
    /// The running hash over all events up to this one.
    pub hash: String,
    /// RFC 3339, to the millisecond.
    pub at: String,
    /// The id of the member who did it, or nothing where the server did.
    pub by: Option<String>,
    /// What happened.
    #[serde(flatten)]
    #[cfg_attr(feature = "typescript", ts(flatten))]
    pub event: Event,
    /// The timeline from then on, where the event changed it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional))]
    pub timeline: Option<Timeline>,
}
