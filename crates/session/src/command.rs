//! What somebody asks for.

use timeline::{Rate, Timecode, Timestamp};

use crate::chat::ChatCommand;
use crate::crowd::{Coming, Departure};
use crate::event::Answer;
use crate::id::{MemberId, VideoId};
use crate::moderation::ModerationCommand;
use crate::prediction::PredictionCommand;
use crate::queue::{Description, QueueCommand};
use crate::role::Role;
use crate::settings::SettingsChange;
use crate::text::Name;
use crate::video::Video;

/// Who asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Actor {
    /// A person, whether a member yet or not.
    Member(MemberId),
    /// The server itself.
    Server,
}

/// A role that somebody has offered to whoever comes by a link of theirs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// The role.
    pub role: Role,
    /// Who offers it. It counts for as long as they may give it.
    pub by: MemberId,
}

/// What is asked for, in the imperative. Values are parsed before they get here: a [`Rate`] is in its range.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// Become present under a name.
    Join {
        /// What to be called.
        name: Name,
    },
    /// Become present under a name, as the door lets somebody in.
    Enter {
        /// What to be called.
        name: Name,
        /// How many may be present, where fewer than the session could hold.
        present_max: Option<u32>,
        /// What to become, where somebody has offered it.
        offer: Option<Offer>,
    },
    /// Leave.
    Leave,
    /// Take for gone whoever has no connection any more; only the server may.
    MarkGone {
        /// Who.
        member: MemberId,
        /// The number of the `Joined` entry it is about: who has come back since is not meant.
        joined: u64,
    },
    /// Make several present at once, each of whom may join; only the server may.
    Gather {
        /// Who, what to be called, and among how many.
        comings: Vec<Coming>,
    },
    /// End the presence of several at once; only the server may.
    Disperse {
        /// Who, and which presence is meant: who has come back since is not.
        departures: Vec<Departure>,
    },
    /// Play from where it stands.
    Play,
    /// Pause where it stands.
    Pause,
    /// Go to a position.
    Seek {
        /// Where to.
        to: Timecode,
    },
    /// Play faster or slower, for everybody.
    SetRate {
        /// How fast.
        rate: Rate,
    },
    /// Put another video on screen.
    Load {
        /// Which.
        video: Video,
    },
    /// Tell how long the video on screen is.
    SetLength {
        /// The video it is about.
        video: VideoId,
        /// How long it is.
        length: Timecode,
    },
    /// Answer whether a status change may stay.
    Answer {
        /// The number of the entry that changed the status.
        change: u64,
        /// What is said.
        answer: Answer,
    },
    /// Wait for players that have stalled for longer than a moment; only the server may.
    Hold {
        /// Who, and where their player stands.
        stalled: Vec<(MemberId, Timecode)>,
    },
    /// Wait no longer; only the server may.
    Release {
        /// The number of the entry that began the wait.
        hold: u64,
        /// Who is not ready although the time is over; empty when everybody is ready.
        late: Vec<MemberId>,
    },
    /// Undo an action on the screen.
    Undo {
        /// The number of its entry; the last one that the actor may undo where missing.
        seq: Option<u64>,
    },
    /// Tell what a video is that was brought by its address alone; only the server may.
    Describe(Box<Description>),
    /// Something about the queue.
    Queue(QueueCommand),
    /// Expect people at another time.
    Reschedule {
        /// When; at no particular time where missing.
        starts_at: Option<Timestamp>,
    },
    /// Keep the peace: roles, removals, bans and time-outs.
    Moderate(ModerationCommand),
    /// Set the session otherwise.
    ChangeSettings(Box<SettingsChange>),
    /// End the session for everybody.
    End,
    /// Take somebody out who deletes everything about themselves; only the server may. Also after the end.
    Erase {
        /// Who.
        member: MemberId,
    },
    /// Something about a prediction.
    Prediction(PredictionCommand),
    /// Something in the chat.
    Chat(ChatCommand),
}

/// A member's player, as far as it has told: it follows the timeline, and says when it stands ready.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Player {
    /// Whose.
    pub member: MemberId,
    /// Whether it stands ready at what is on screen now.
    pub is_ready: bool,
    /// Whether it came while the others played and has not caught up yet: a join holds nobody up.
    pub is_newcomer: bool,
}

/// What a decision depends on besides the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Context<'a> {
    /// The server time.
    pub now: Timestamp,
    /// The number of the last entry that the actor had seen, where they told.
    pub based_on: Option<u64>,
    /// How far ahead a common start is to be scheduled, in milliseconds (`timeline::start_lead_ms`).
    pub start_lead_ms: i64,
    /// Whose players are known; nobody else's is waited for.
    pub players: &'a [Player],
}
