//! What a session's task can be asked.

use std::sync::Arc;

use session::{Actor, Command, CommandId, LogPosition, MemberId, Session};
use store::StoredPlayback;
use tokio::sync::oneshot;
use tokio::time::Instant;

use crate::crowd::Attached;
use crate::error::CommandError;
use crate::neighbours::Elsewhere;
use crate::presence::Online;
use crate::viewers::{Correction, Report};

/// A command with its envelope.
#[derive(Clone, Debug)]
pub struct CommandRequest {
    /// Who asks.
    pub actor: Actor,
    /// Their id for it: a repeat is answered with the first outcome.
    pub id: Option<CommandId>,
    /// The number of the last entry they had seen.
    pub based_on: Option<u64>,
    /// What is asked for.
    pub command: Command,
}

/// A command was done, and is durable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Done {
    /// The number of its first entry; the head where nothing had to change.
    pub seq: u64,
}

/// A session as it is at one position of its log.
#[derive(Clone, Debug)]
pub struct View {
    /// The state.
    pub session: Arc<Session>,
    /// The position.
    pub head: LogPosition,
    /// Who has a connection, and how they stand to the timeline, once their player has told.
    pub online: Online,
}

pub(crate) type Reply<T> = oneshot::Sender<T>;

/// A closed list: the task handles each, and nothing else reaches it.
pub(crate) enum Request {
    Command(CommandRequest, Reply<Result<Done, CommandError>>),
    View(Reply<View>),
    /// Who, and the number of the last entry that they have.
    Attach(MemberId, u64, Reply<Result<Attached, CommandError>>),
    Detach(MemberId),
    Report(MemberId, Report, Reply<Option<Correction>>),
    Playback(Reply<Vec<StoredPlayback>>),
    /// There are reactions to tell.
    Reactions,
    /// Whom the other nodes see, as the store was asked at this moment.
    Elsewhere(Elsewhere, Instant),
    /// The other nodes need to be told whom this one sees.
    CallRoll,
    /// The store has been seen to have another head.
    Hear(LogPosition),
}

impl Request {
    /// Returns who asks to do or to enter something.
    pub(crate) fn member(&self) -> Option<&MemberId> {
        match self {
            Self::Command(CommandRequest { actor: Actor::Member(member), .. }, _) | Self::Attach(member, ..) => {
                Some(member)
            }
            _ => None,
        }
    }

    /// Returns whether it tells what other nodes do, and asks for nothing.
    pub(crate) fn is_news(&self) -> bool {
        matches!(self, Self::Elsewhere(..) | Self::CallRoll | Self::Hear(_))
    }
}
