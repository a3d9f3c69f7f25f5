//! What messages and reactions are made of.

use serde::{Deserialize, Serialize};

/// A place in a video.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct MediaMark {
    /// The id of the video.
    pub video: String,
    /// Seconds from its start.
    pub position: f64,
}

/// How often people reacted in one way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ReactionCount {
    /// With what.
    pub emoji: String,
    /// How often.
    pub count: u32,
}

/// How people may write.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ChatRules {
    /// How long everybody has to wait after a message, in seconds; 0 is not at all.
    pub slow_mode_s: u32,
    /// Whether there may be links.
    pub links: bool,
    /// Words that are not wanted.
    pub words: Vec<String>,
}
