//! What happened.

use timeline::{Rate, Timecode, Timeline, Timestamp};

use crate::chat::ChatEvent;
use crate::crowd::{Arrival, Departure};
use crate::id::{MemberId, SessionId, VideoId};
use crate::limits::CONFIRM_WITHIN_MS;
use crate::moderation::ModerationEvent;
use crate::prediction::PredictionEvent;
use crate::queue::QueueEvent;
use crate::role::Role;
use crate::settings::SettingsChange;
use crate::text::{Name, Title};
use crate::video::Video;

/// Something that happened in a session, in the past tense. Stored for ever: variants are added, never changed.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// The session began. Always the first entry.
    Created {
        /// Its title.
        title: Title,
        /// What is on screen first.
        video: Video,
        /// Who is host.
        host: MemberId,
        /// Who may find it.
        visibility: Visibility,
        /// Whether status changes must be confirmed.
        confirmation: Confirmation,
        /// When a video starts for the first time.
        start: StartPolicy,
        /// When people are expected, where it was planned ahead.
        starts_at: Option<Timestamp>,
        /// Where it comes from, where its log was written elsewhere.
        origin: Option<Origin>,
    },
    /// A member became present.
    Joined {
        /// Who.
        member: MemberId,
        /// What they are called.
        name: Name,
        /// What they may do.
        role: Role,
        /// 1 the first time, more when they come back.
        visit: u32,
    },
    /// A present member goes by another name.
    Renamed {
        /// Who.
        member: MemberId,
        /// What they are called now.
        name: Name,
    },
    /// A member is no longer present.
    Left {
        /// Who.
        member: MemberId,
        /// The number of the entry that made them present.
        joined: u64,
        /// Why.
        reason: LeaveReason,
    },
    /// People are expected at another time.
    Rescheduled {
        /// When; at no particular time where missing.
        starts_at: Option<Timestamp>,
    },
    /// Several members became present.
    Came {
        /// Who.
        people: Vec<Arrival>,
        /// How many are present now.
        present: u32,
    },
    /// Several members are no longer present.
    Went {
        /// Who.
        people: Vec<Departure>,
        /// How many are present now.
        present: u32,
    },
    /// Another video is on screen.
    Loaded {
        /// Which.
        video: Video,
    },
    /// The length of the video on screen became known.
    LengthSet {
        /// How long it is.
        length: Timecode,
    },
    /// Playback starts.
    Played,
    /// Playback stopped.
    Paused {
        /// Why.
        reason: PauseReason,
    },
    /// Playback jumped.
    Seeked {
        /// Where it stood.
        from: Timecode,
        /// Where it stands.
        to: Timecode,
    },
    /// The shared rate changed.
    RateSet {
        /// How fast the group plays now.
        rate: Rate,
    },
    /// An action on the screen was undone: what was there before it is back.
    Undone {
        /// The number of its entry.
        undid: u64,
        /// The video that is back on screen, where another one was.
        video: Option<Video>,
    },
    /// The group waits. What plays stands still until it is over.
    HoldBegan {
        /// Why.
        reason: HoldReason,
        /// For whom.
        of: Vec<MemberId>,
        /// When it is over at the latest.
        until: Timestamp,
    },
    /// The group waits no longer. The entry's screen is how it plays on, unless something else came in between.
    HoldEnded {
        /// The number of the entry that began it.
        hold: u64,
        /// How it ended.
        how: HoldEnd,
        /// Who was still not ready.
        late: Vec<MemberId>,
    },
    /// The others are asked to confirm a status change, which has taken effect already.
    ConfirmationAsked {
        /// The number of the entry that changed the status.
        change: u64,
        /// Who is asked.
        of: Vec<MemberId>,
        /// When the time is over.
        until: Timestamp,
        /// What is restored where they do not confirm: as it stood when it was left.
        restores: Screen,
    },
    /// A member answered.
    Answered {
        /// The number of the entry that changed the status.
        change: u64,
        /// Who.
        member: MemberId,
        /// What they said.
        answer: Answer,
    },
    /// The question is closed. Where it was not confirmed, the entry's screen is what was confirmed last.
    ConfirmationClosed {
        /// The number of the entry that changed the status.
        change: u64,
        /// How it ended.
        verdict: Verdict,
    },
    /// Something happened to the queue.
    Queue(QueueEvent),
    /// Somebody keeps the peace: roles, removals, bans and time-outs.
    Moderation(ModerationEvent),
    /// The session is set otherwise.
    SettingsChanged {
        /// What is otherwise.
        change: Box<SettingsChange>,
    },
    /// The session is over. At most people who delete themselves follow.
    Ended {
        /// Why.
        reason: EndReason,
    },
    /// Something happened to a prediction.
    Prediction(PredictionEvent),
    /// Something in the chat.
    Chat(ChatEvent),
    /// Somebody has deleted everything about themselves: what they have said and what they were called is gone from the log.
    /// The one thing that may follow the end.
    Erased {
        /// Who.
        member: MemberId,
    },
}

/// Where a session comes from whose log was not written here, but brought along in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// Who brought it; `None` is the operator of the server.
    pub by: Option<MemberId>,
    /// What they were called.
    pub name: Option<Name>,
    /// When.
    pub at: Timestamp,
    /// The id it had, as the file says.
    pub session: SessionId,
}

/// What everybody should see: a video and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Screen {
    /// The video.
    pub video: VideoId,
    /// Where it stands.
    pub timeline: Timeline,
}

/// Whether, and how soon, the others must confirm a status change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Confirmation {
    /// Who must confirm.
    pub policy: ConfirmationPolicy,
    /// How long they have, in milliseconds.
    pub within_ms: i64,
}

impl Default for Confirmation {
    fn default() -> Self {
        Self { policy: ConfirmationPolicy::Off, within_ms: CONFIRM_WITHIN_MS }
    }
}

/// Who must confirm a status change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConfirmationPolicy {
    /// Nobody.
    Off,
    /// Every other member who is present.
    Everyone,
    /// More than half of the other members who are present.
    Majority,
}

/// What somebody says who is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Keep it.
    Confirm,
    /// Take it back.
    Reject,
}

/// How a question ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It stays as it is.
    Confirmed,
    /// The others did not want it.
    Rejected,
    /// The time was over.
    Expired,
    /// The status has changed again.
    Superseded,
}

/// Why a group waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HoldReason {
    /// A player waits for data.
    Buffering,
    /// Everybody jumps, and plays on when they have arrived.
    Seek,
    /// The video starts when everybody is ready.
    FirstStart,
    /// The next video of the queue plays when everybody has it.
    NextVideo,
}

/// How a wait ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HoldEnd {
    /// Everybody was ready.
    Ready,
    /// The time was over.
    Deadline,
    /// Somebody did not want to wait any longer.
    Anyway,
    /// Something else happened: a pause, another seek, another video.
    Superseded,
}

/// When a video starts for the first time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum StartPolicy {
    /// As soon as somebody presses play.
    #[default]
    AtOnce,
    /// When everybody is ready, counting down from three.
    WhenReady,
}

/// Who may find a session, and who may know of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Visibility {
    /// It stands on the home page.
    #[default]
    Public,
    /// Only who has the link finds it.
    Unlisted,
    /// Only who has been in it, was invited or let in, or has an invite link can see that it exists.
    Private,
}

/// Why a member is no longer present.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LeaveReason {
    /// They left.
    Asked,
    /// Their last connection has been gone for a while.
    Gone,
    /// Somebody removed them.
    Removed,
}

/// Why playback stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PauseReason {
    /// Somebody asked for it.
    Asked,
    /// The video is over.
    EndOfVideo,
    /// The last member left.
    NobodyHere,
}

/// Why a session is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EndReason {
    /// The host ended it.
    Asked,
    /// Nobody had been there for long.
    Abandoned,
    /// Its log was brought here while the session still went on elsewhere: here it ends where the log did.
    Cut,
}
