//! The queue: what plays, what waits, and how it goes.

use serde::{Deserialize, Serialize};

use crate::model::Video;

/// A video in the queue, or on screen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct QueueItem {
    /// The number of the event that brought it: the same wherever it is.
    #[cfg_attr(feature = "typescript", ts(type = "number"))]
    pub id: u64,
    /// What it is.
    pub video: Video,
    /// What it is called, where known.
    pub title: Option<String>,
    /// How long it is, in seconds, where somebody has told.
    pub length: Option<f64>,
    /// The id of the member who added it.
    pub by: Option<String>,
    /// How many want to see it soon.
    pub votes: u32,
}

/// A video to be added.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct QueueNewItem {
    /// Its address, http or https.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional))]
    pub url: Option<String>,
    /// The id of a video that this server knows, in place of an address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional))]
    pub video_id: Option<String>,
    /// What it is called: 1 to 100 characters; where missing, what its provider calls it, or what its address says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional))]
    pub title: Option<String>,
}

/// Where new items go.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum QueuePlace {
    /// Behind all others.
    #[default]
    End,
    /// Before all others.
    Next,
}

/// Which item comes next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum QueueOrder {
    /// The first one, as people have moved them.
    ByHand,
    /// The one with the most votes; of these the oldest.
    ByVotes,
}

/// What happens when an item is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum QueueRepeat {
    /// The next one begins.
    Off,
    /// It begins again.
    One,
    /// It waits again behind all others, and the next one begins.
    All,
}

/// How a queue goes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct QueueSettings {
    /// Which item comes next.
    pub order: QueueOrder,
    /// What happens when an item is over.
    pub repeat: QueueRepeat,
    /// How long the next one is announced before it begins, in seconds.
    pub gap_s: f64,
}

/// Why the next item begins by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum QueueAnnounceReason {
    /// The one on screen is over.
    Ended,
    /// Nobody's player can play the one on screen.
    Unplayable,
}

/// Why an item is on screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum QueueBeginReason {
    /// The one before was over.
    Ended,
    /// Nobody's player could play the one before.
    Unplayable,
    /// Somebody chose it.
    Chosen,
    /// Somebody went on to the next.
    Next,
    /// Enough voted to leave the one before.
    Skipped,
    /// Somebody went back.
    Previous,
    /// What had put another one on screen was undone.
    Undone,
}

/// An item and its place.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct QueuePut {
    /// Which.
    pub item: QueueItem,
    /// The id of the item that it stands in front of; at the end where missing.
    #[cfg_attr(feature = "typescript", ts(type = "number | null"))]
    pub before: Option<u64>,
}

/// The next item begins by itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct QueueAnnounced {
    /// The number of the event that announced it.
    #[cfg_attr(feature = "typescript", ts(type = "number"))]
    pub seq: u64,
    /// When: server time in milliseconds.
    #[cfg_attr(feature = "typescript", ts(type = "number"))]
    pub begins: i64,
    /// Why.
    pub reason: QueueAnnounceReason,
}

/// What plays, and what waits.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Queue {
    /// What is on screen.
    pub on_screen: QueueItem,
    /// What waits, as people have moved it: at most 200. Where the votes decide, most votes come first, then the lowest id.
    pub items: Vec<QueueItem>,
    /// How it goes.
    pub settings: QueueSettings,
    /// Whether the next one begins by itself.
    pub announced: Option<QueueAnnounced>,
    /// Whether there is one to go back to.
    pub has_previous: bool,
    /// How many want to leave the item on screen.
    pub skips: u32,
    /// How many it takes: more than half of those who are present.
    pub skips_needed: u32,
}

/// What one member has voted for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct QueueVotes {
    /// The ids of items that they want to see soon.
    #[cfg_attr(feature = "typescript", ts(type = "number[]"))]
    pub items: Vec<u64>,
    /// Whether they want to leave the item on screen.
    pub skip: bool,
}
