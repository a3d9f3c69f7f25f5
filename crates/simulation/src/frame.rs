//! The frames of model clients: an entry's position, its fingerprint, and what a client acts on.

use std::fmt::{self, Write as _};
use std::hash::{DefaultHasher, Hash, Hasher as _};

use bytes::Bytes;
use host::{Encode, PresenceChange};
use session::{ChainHash, Emoji, Entry, Event, LeaveReason, LogPosition, MemberId, Name, PredictionEvent, QueueEvent};
use store::StoredEntry;

/// What a client reads from a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Frame {
    pub(crate) position: LogPosition,
    /// Tells entries apart by all that they say.
    pub(crate) fingerprint: u64,
    pub(crate) has_screen: bool,
    pub(crate) news: News,
}

/// What a client acts on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum News {
    /// The others are asked about the entry of this number.
    Asked(u64),
    /// The question is closed.
    Closed,
    /// Somebody, known by the fingerprint of their id, has left.
    Left(u64),
    /// A prediction was opened: its id.
    Predicted(u64),
    /// The item of this number is on screen.
    OnScreen(u64),
    Other,
}

/// Encodes for model clients.
pub(crate) struct Frames;

impl Encode for Frames {
    fn entry(&self, stored: &StoredEntry, _by: Option<&Name>) -> Bytes {
        let (kind, argument) = match &stored.entry.event {
            Event::ConfirmationAsked { change, .. } => (1, *change),
            Event::ConfirmationClosed { .. } => (2, 0),
            Event::Left { member, reason: LeaveReason::Asked, .. } => (3, member_fingerprint(member)),
            Event::Prediction(PredictionEvent::Opened { prediction, .. }) => (4, *prediction),
            Event::Loaded { .. } => (5, stored.entry.seq),
            Event::Queue(QueueEvent::Began { item, .. }) => (5, item.id),
            _ => (0, 0),
        };
        let mut bytes = Vec::with_capacity(42);
        bytes.push(kind);
        bytes.push(u8::from(stored.entry.screen.is_some()));
        bytes.extend(stored.position.seq.to_be_bytes());
        bytes.extend(stored.position.hash.0);
        bytes.extend(fingerprint(&stored.entry).to_be_bytes());
        bytes.extend(argument.to_be_bytes());
        bytes.into()
    }

    fn presence(&self, _changes: &[PresenceChange], _online: usize) -> Bytes {
        Bytes::from_static(b"presence")
    }

    fn reactions(&self, _batch: u64, _counts: &[(Emoji, u32)]) -> Bytes {
        Bytes::from_static(b"reactions")
    }
}

impl Frame {
    /// Reads a frame, or `None` where it is one of presence.
    pub(crate) fn read(bytes: &[u8]) -> Option<Self> {
        let number = |from: usize| Some(u64::from_be_bytes(bytes.get(from..from + 8)?.try_into().ok()?));
        let hash = ChainHash(bytes.get(10..26)?.try_into().ok()?);
        let argument = number(34)?;
        let news = match bytes.first()? {
            1 => News::Asked(argument),
            2 => News::Closed,
            3 => News::Left(argument),
            4 => News::Predicted(argument),
            5 => News::OnScreen(argument),
            _ => News::Other,
        };
        let position = LogPosition { seq: number(2)?, hash };
        Some(Self { position, fingerprint: number(26)?, has_screen: bytes.get(1) == Some(&1), news })
    }
}

/// A fingerprint of all that an entry says.
pub(crate) fn fingerprint(entry: &Entry) -> u64 {
    let mut words = Words(DefaultHasher::new());
    let written = write!(words, "{entry:?}");
    debug_assert!(written.is_ok(), "writing to a hasher cannot fail");
    words.0.finish()
}

pub(crate) fn member_fingerprint(member: &MemberId) -> u64 {
    mixed(0, member)
}

/// The fingerprint of a whole log: of what came before, and of what comes next.
pub(crate) fn mixed(before: u64, next: impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    before.hash(&mut hasher);
    next.hash(&mut hasher);
    hasher.finish()
}

struct Words(DefaultHasher);

impl fmt::Write for Words {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0.write(text.as_bytes());
        Ok(())
    }
}
