//! What a list of sessions shows.

use timeline::{Timecode, Timestamp};

use crate::event::Visibility;
use crate::id::MemberId;
use crate::state::{Phase, Session};
use crate::text::Title;
use crate::video::Video;

/// A session in a few words: what the home page shows without reading the log.
#[derive(Clone, Debug, PartialEq)]
pub struct Summary {
    /// Its title.
    pub title: Title,
    /// The video on screen.
    pub video: Video,
    /// Who may find it.
    pub visibility: Visibility,
    /// Who is host.
    pub host: MemberId,
    /// When people are expected, where it was planned ahead.
    pub starts_at: Option<Timestamp>,
    /// When it began.
    pub created_at: Timestamp,
    /// When it ended, if it has.
    pub ended_at: Option<Timestamp>,
    /// How long the video on screen is, once a player has told.
    pub length: Option<Timecode>,
    /// How many people have taken part.
    pub members: u32,
    /// How many of them are present.
    pub present: u32,
    /// The most that were present at one time.
    pub peak: u32,
}

impl Session {
    /// Returns what a list of sessions shows.
    pub fn summary(&self) -> Summary {
        Summary {
            title: self.title.clone(),
            video: self.video.clone(),
            visibility: self.visibility,
            host: self.host.clone(),
            starts_at: self.starts_at,
            created_at: self.created_at,
            ended_at: match self.phase {
                Phase::Live => None,
                Phase::Ended { at, .. } => Some(at),
            },
            length: self.screen.timeline.length,
            members: u32::try_from(self.members.len()).unwrap_or(u32::MAX),
            present: self.present,
            peak: self.peak,
        }
    }
}
