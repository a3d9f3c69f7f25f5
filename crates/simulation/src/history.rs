//! What clients have asked for, and what they were told.

use std::sync::Mutex;
use std::time::Duration;

use session::{CommandId, MemberId};

use crate::world::lock;

/// A command, from the moment when its client sent it first.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    pub(crate) session: usize,
    pub(crate) by: MemberId,
    pub(crate) id: CommandId,
    pub(crate) based_on: Option<u64>,
    /// Whether it changes something whatever happens meanwhile, unless it is refused.
    pub(crate) must_change: bool,
    pub(crate) sent_at: Duration,
    pub(crate) attempts: u32,
    /// When it was answered, and what was said. Without it the client never heard.
    pub(crate) answer: Option<(Duration, Answer)>,
}

/// What a client was told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    Done(u64),
    Refused,
}

/// All commands of all clients.
#[derive(Debug, Default)]
pub(crate) struct History(Mutex<Vec<Asked>>);

impl History {
    pub(crate) fn note(&self, asked: Asked) {
        lock(&self.0).push(asked);
    }

    pub(crate) fn all(&self) -> Vec<Asked> {
        lock(&self.0).clone()
    }
}
