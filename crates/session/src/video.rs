//! What a session plays.

use std::sync::Arc;

use crate::id::VideoId;

/// How a video is to be played.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VideoKind {
    /// A media file that the browser plays by itself.
    File,
    /// An HLS playlist.
    Hls,
    /// A DASH manifest.
    Dash,
    /// A video in the player of youtube.com.
    Youtube,
    /// A video in the player of vimeo.com.
    Vimeo,
    /// A video in the player of dailymotion.com.
    Dailymotion,
    /// A video or a live channel in the player of twitch.tv.
    Twitch,
}

/// A video: an address that the edge has checked, and how to play what is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Video {
    /// The same for the same address.
    pub id: VideoId,
    /// An http or https URL, or a path on this server.
    pub url: Arc<str>,
    /// How it is to be played.
    pub kind: VideoKind,
}
