//! What connections receive: bytes that were encoded once.

use bytes::Bytes;
use session::{Emoji, MemberId};
use store::{Standing, StoredEntry};
use tokio::sync::broadcast;
use tokio::sync::broadcast::error::RecvError;

use crate::place::Place;

/// Turns what happens into bytes for connections. The edges know how.
pub trait Encode: Send + Sync {
    /// Encodes an entry of the log.
    fn entry(&self, stored: &StoredEntry) -> Bytes;

    /// Encodes who has come online, gone offline, or stands otherwise than before.
    fn presence(&self, changes: &[PresenceChange]) -> Bytes;

    /// Encodes how people react to what is on screen; the entry of this batch tells it to everybody else.
    fn reactions(&self, batch: u64, counts: &[(Emoji, u32)]) -> Bytes;
}

/// What is new of a member's presence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PresenceChange {
    /// Who.
    pub member: MemberId,
    /// Whether a connection of theirs is open.
    pub online: bool,
    /// How they stand to the timeline, once their player has told.
    pub standing: Option<Standing>,
}

/// What happens in one session, from one moment on, in order. It is a connection's place in the session: dropping it
/// takes the connection out of the presence.
#[derive(Debug)]
pub struct Feed {
    frames: broadcast::Receiver<Bytes>,
    _place: Place,
}

/// What a feed brings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FeedItem {
    /// Something happened.
    Frame(Bytes),
    /// The reader was too slow, and frames are lost to it: it must resume from its last position.
    Behind,
    /// The session is no longer run here: the reader must come back and resume.
    Closed,
}

impl Feed {
    pub(crate) fn new(frames: broadcast::Receiver<Bytes>, place: Place) -> Self {
        Self { frames, _place: place }
    }

    /// Waits for the next item. Safe to cancel.
    pub async fn next(&mut self) -> FeedItem {
        match self.frames.recv().await {
            Ok(frame) => FeedItem::Frame(frame),
            Err(RecvError::Lagged(_)) => FeedItem::Behind,
            Err(RecvError::Closed) => FeedItem::Closed,
        }
    }
}
