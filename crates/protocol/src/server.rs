//! Frames from server to client.

use serde::{Deserialize, Serialize};

use crate::chat::ReactionCount;
use crate::client::PingId;
use crate::code::Code;
use crate::entry::EventFrame;
use crate::model::{Asked, Confirmation, Hold, LogPosition, Member, Session, Standing, StartPolicy, Timeline};
use crate::moderation::Settings;
use crate::queue::{Queue, QueueVotes};

/// A frame from the server.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum ServerFrame {
    /// The answer to hello.
    Welcome(Box<Welcome>),
    /// The answer to a ping.
    Pong {
        /// The ping's.
        id: PingId,
        /// The ping's.
        t1: f64,
        /// When the server read it: server time in milliseconds.
        #[cfg_attr(feature = "typescript", ts(type = "number"))]
        t2: i64,
        /// When the server answered: server time in milliseconds.
        #[cfg_attr(feature = "typescript", ts(type = "number"))]
        t3: i64,
    },
    /// Something happened.
    Event(Box<EventFrame>),
    /// A command was done.
    Done {
        /// The command's.
        id: String,
        /// The number of its first event; the head where nothing had to change.
        #[cfg_attr(feature = "typescript", ts(type = "number"))]
        seq: u64,
    },
    /// A command was not done, and nothing changed.
    Refused {
        /// The command's.
        id: String,
        /// Why, for programs.
        code: Code,
        /// Why, for people.
        message: String,
    },
    /// The position that this client must accept: it is far off the timeline.
    Sync {
        /// Seconds from the start, at the time `at`.
        position: f64,
        /// Server time in milliseconds.
        #[cfg_attr(feature = "typescript", ts(type = "number"))]
        at: i64,
    },
    /// Who is connected, where that changed.
    Presence {
        /// Only those whose presence changed; in an audience, nobody.
        members: Vec<MemberPresence>,
        /// How many are connected.
        online: u32,
    },
    /// People react to what is on screen: all who did at this node within a quarter of a second. The event `reacted`
    /// brings them to everybody else, and has the same `batch`.
    Reactions {
        /// What the event will have.
        #[cfg_attr(feature = "typescript", ts(type = "number"))]
        batch: u64,
        /// How often with what.
        counts: Vec<ReactionCount>,
    },
    /// A frame could not be read, or the connection is about to close.
    Error {
        /// Why, for programs.
        code: Code,
        /// Why, for people.
        message: String,
    },
}

/// The answer to hello: the session with its latest state, and where the client stands in it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Welcome {
    /// The session.
    pub session: Session,
    /// The client's own member.
    pub member: Member,
    /// Who takes part: who has been here longest first, then who has left; at most 200; of a crowd, only who matters now.
    pub members: Vec<Member>,
    /// How many are connected.
    pub online: u32,
    /// What plays.
    pub timeline: Timeline,
    /// Whether status changes must be confirmed.
    pub confirmation: Confirmation,
    /// The status change that the others are asked about, if there is one.
    pub asked: Option<Asked>,
    /// When a video starts for the first time.
    pub start: StartPolicy,
    /// What the group waits for, if it does.
    pub hold: Option<Hold>,
    /// What plays, and what waits.
    pub queue: Queue,
    /// What the client's own member has voted for.
    pub votes: QueueVotes,
    /// How the session is set otherwise.
    pub settings: Settings,
    /// Up to which event this state goes.
    pub head: LogPosition,
    /// What became of the client's wish to resume.
    pub resume: ResumeOutcome,
}

/// What became of the wish to resume.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum ResumeOutcome {
    /// There was none: this state is where the client begins.
    Fresh,
    /// The events that the client missed follow, each once.
    Resumed,
    /// The client's log is not this session's (a restored backup, say) or the gap is too long: it must forget what it
    /// has and begin with this state.
    Reset,
}

/// Whether a connection of a member is open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct MemberPresence {
    /// The member.
    pub id: String,
    /// Whether a connection of theirs is open.
    pub online: bool,
    /// How they stand to the timeline, once their player has told.
    pub standing: Option<Standing>,
}
