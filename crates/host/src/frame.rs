//! What connections receive: bytes that were encoded once.

use std::sync::Arc;

use bytes::Bytes;
use session::{Emoji, MemberId, Name, Removal, Session};
use store::{Standing, StoredEntry};
use tokio::sync::broadcast;
use tokio::sync::broadcast::error::RecvError;

use crate::place::Place;

/// Turns what happens into bytes for connections. The edges know how.
pub trait Encode: Send + Sync {
    /// Encodes an entry of the log. In a crowd, where not everybody knows everybody, `by` is what who did it is called.
    fn entry(&self, stored: &StoredEntry, by: Option<&Name>) -> Bytes;

    /// Encodes who has come online, gone offline, or stands otherwise than before, and how many are online now. In an
    /// audience, nobody is named.
    fn presence(&self, changes: &[PresenceChange], online: usize) -> Bytes;

    /// Encodes how people react to what is on screen; the entry of this batch tells it to everybody else.
    fn reactions(&self, batch: u64, counts: &[(Emoji, u32)]) -> Bytes;
}

/// What who did it is called, where the session is a crowd and not everybody knows them.
pub(crate) fn name_of_actor<'a>(session: &'a Session, stored: &StoredEntry) -> Option<&'a Name> {
    let by = stored.entry.by.as_ref().filter(|_| session.is_crowd())?;
    session.member(by).map(|member| &member.name)
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
    frames: broadcast::Receiver<Sent>,
    place: Place,
}

/// What a session's task gives to its connections.
#[derive(Clone, Debug)]
pub(crate) enum Sent {
    /// To everybody.
    Frame(Bytes),
    /// To the connections of one member, who was removed: goodbye.
    Removed(MemberId, Arc<Removal>),
    /// To the connections of one member, who has deleted everything about themselves: goodbye.
    Erased(MemberId),
}

/// What a feed brings.
#[derive(Clone, Debug, PartialEq)]
pub enum FeedItem {
    /// Something happened.
    Frame(Bytes),
    /// The reader was too slow, and frames are lost to it: it must resume from its last position.
    Behind,
    /// Somebody removed the reader: it must not come back by itself.
    Removed(Arc<Removal>),
    /// The reader has deleted everything about themselves.
    Erased,
    /// The session is no longer run here: the reader must come back and resume.
    Closed,
}

impl Feed {
    pub(crate) fn new(frames: broadcast::Receiver<Sent>, place: Place) -> Self {
        Self { frames, place }
    }

    /// Waits for the next item. Safe to cancel.
    pub async fn next(&mut self) -> FeedItem {
        loop {
            return match self.frames.recv().await {
                Ok(Sent::Frame(frame)) => FeedItem::Frame(frame),
                Ok(Sent::Removed(member, removal)) if member == *self.place.member() => FeedItem::Removed(removal),
                Ok(Sent::Erased(member)) if member == *self.place.member() => FeedItem::Erased,
                Ok(Sent::Removed(..) | Sent::Erased(_)) => continue,
                Err(RecvError::Lagged(_)) => FeedItem::Behind,
                Err(RecvError::Closed) => FeedItem::Closed,
            };
        }
    }
}
