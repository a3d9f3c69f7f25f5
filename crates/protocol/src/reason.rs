//! Why and how things happened.

use serde::{Deserialize, Serialize};

/// Why the server paused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum PauseReason {
    /// Somebody asked for it.
    Asked,
    /// The video is over.
    EndOfVideo,
    /// The last member left.
    NobodyHere,
}

/// Why a member is no longer present.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum LeaveReason {
    /// They left.
    Asked,
    /// Their last connection has been gone for a while.
    Gone,
    /// Somebody removed them.
    Removed,
}

/// Why a session is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum EndReason {
    /// The host ended it.
    Asked,
    /// Nobody had been there for long.
    Abandoned,
    /// It was brought here while it still went on elsewhere, and ends where its log did.
    Cut,
}

/// What somebody says who is asked to confirm.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum Answer {
    /// Keep it.
    Confirm,
    /// Take it back.
    Reject,
}

/// How a question ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum Verdict {
    /// It stays as it is.
    Confirmed,
    /// The others did not want it.
    Rejected,
    /// The time was over.
    Expired,
    /// The status has changed again.
    Superseded,
}

/// How a wait ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum HoldEnd {
    /// Everybody was ready.
    Ready,
    /// The time was over.
    Deadline,
    /// Somebody did not want to wait any longer.
    Anyway,
    /// Something else happened: a pause, another seek, another video.
    Superseded,
}

/// Where a session comes from that was brought here in a file. What the file says has been checked for its form, and
/// not for its truth.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Origin {
    /// The id of the user who brought it; null for the operator of the server.
    pub by: Option<String>,
    /// Their name.
    pub name: Option<String>,
    /// When: RFC 3339.
    pub at: String,
    /// The id it had elsewhere, as the file says.
    pub session: String,
}
