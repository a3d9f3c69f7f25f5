//! What happened, as clients see it.

use serde::{Deserialize, Serialize};

use crate::model::{Confirmation, HoldReason, Role, StartPolicy, Timeline, Video, Visibility};
use crate::moderation::{MuteScope, SettingsChange};

/// Why the server paused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum PauseReason {
    /// Somebody asked for it.
    Asked,
    /// The video is over.
    EndOfVideo,
    /// The last member left.
    NobodyHere,
}

/// Why a member is no longer present.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum LeaveReason {
    /// They left.
    Asked,
    /// Their last connection has been gone for a while.
    Gone,
    /// Somebody removed them.
    Removed,
}

/// Why a session is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum EndReason {
    /// The host ended it.
    Asked,
    /// Nobody had been there for long.
    Abandoned,
}

/// What somebody says who is asked to confirm.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum Answer {
    /// Keep it.
    Confirm,
    /// Take it back.
    Reject,
}

/// How a question ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
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

/// How a wait ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
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

/// What happened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum Event {
    /// The session began.
    Created {
        /// Its title.
        title: String,
        /// The first video.
        video: Video,
        /// The id of the member who is host.
        host: String,
        /// Who may find it.
        visibility: Visibility,
        /// Whether status changes must be confirmed.
        confirmation: Confirmation,
        /// When a video starts for the first time.
        start: StartPolicy,
    },
    /// A member became present.
    Joined {
        /// Who.
        member: String,
        /// The name the others see.
        name: String,
        /// What they are to the others.
        role: Role,
        /// 1 the first time, more when they come back.
        visit: u32,
    },
    /// A present member goes by another name.
    Renamed {
        /// Who.
        member: String,
        /// The name the others see now.
        name: String,
    },
    /// A member is no longer present.
    Left {
        /// Who.
        member: String,
        /// The number of the `joined` event that this ends.
        #[cfg_attr(feature = "typescript", ts(type = "number"))]
        joined: u64,
        /// Why.
        reason: LeaveReason,
    },
    /// Another video is on screen.
    Loaded {
        /// Which.
        video: Video,
    },
    /// The length of the video became known.
    LengthSet {
        /// Seconds.
        length: f64,
    },
    /// Playback starts.
    Played {},
    /// Playback stopped.
    Paused {
        /// Why.
        reason: PauseReason,
    },
    /// Playback jumped.
    Seeked {
        /// From which position, in seconds.
        from: f64,
        /// To which position, in seconds.
        to: f64,
    },
    /// The shared rate changed.
    RateSet {
        /// 1.0 is normal speed.
        rate: f64,
    },
    /// An action was undone: what was there before it is back.
    Undone {
        /// The number of its event.
        #[cfg_attr(feature = "typescript", ts(type = "number"))]
        undid: u64,
        /// The video that is back on screen, where another one was.
        video: Option<Video>,
    },
    /// The group waits: what plays stands still until it is over.
    HoldBegan {
        /// Why.
        reason: HoldReason,
        /// The ids of the members who are waited for; in a crowd, some of them.
        of: Vec<String>,
        /// When it is over at the latest, in server time.
        #[cfg_attr(feature = "typescript", ts(type = "number"))]
        until: i64,
    },
    /// The group waits no longer; the timeline is how it plays on, unless something else came in between.
    HoldEnded {
        /// The number of the event that began it.
        #[cfg_attr(feature = "typescript", ts(type = "number"))]
        hold: u64,
        /// How it ended.
        how: HoldEnd,
        /// The ids of members who were still not ready.
        late: Vec<String>,
    },
    /// The others are asked to confirm a status change, which has taken effect already.
    ConfirmationAsked {
        /// The number of the event that changed the status.
        #[cfg_attr(feature = "typescript", ts(type = "number"))]
        change: u64,
        /// The ids of the members who are asked.
        of: Vec<String>,
        /// When the time is over, in server time.
        #[cfg_attr(feature = "typescript", ts(type = "number"))]
        until: i64,
    },
    /// A member answered.
    Answered {
        /// The number of the event that changed the status.
        #[cfg_attr(feature = "typescript", ts(type = "number"))]
        change: u64,
        /// Who.
        member: String,
        /// What they said.
        answer: Answer,
    },
    /// The question is closed; where it was not confirmed, the timeline is what was confirmed last.
    ConfirmationClosed {
        /// The number of the event that changed the status.
        #[cfg_attr(feature = "typescript", ts(type = "number"))]
        change: u64,
        /// How it ended.
        verdict: Verdict,
    },
    /// The session is over.
    Ended {
        /// Why.
        reason: EndReason,
    },
    /// Somebody was promoted or demoted.
    RoleChanged {
        /// Who.
        member: String,
        /// What they are now.
        role: Role,
    },
    /// Somebody else is the host; who was it is a co-host now.
    HandedOver {
        /// Who was it.
        from: String,
        /// Who is it.
        to: String,
    },
    /// Somebody was removed, and may come back. A `left` follows.
    Kicked {
        /// Who.
        member: String,
        /// Why.
        reason: Option<String>,
    },
    /// Somebody may not come any more, and is no more than a member. A `left` follows where they were present.
    Banned {
        /// Who.
        member: String,
        /// Why.
        reason: Option<String>,
    },
    /// Somebody may come again.
    Unbanned {
        /// Who.
        member: String,
    },
    /// Somebody has a time-out.
    Muted {
        /// Who.
        member: String,
        /// Until when, in server time.
        #[cfg_attr(feature = "typescript", ts(type = "number"))]
        until: i64,
        /// From what.
        scope: MuteScope,
        /// Why.
        reason: Option<String>,
    },
    /// Somebody's time-out was lifted.
    Unmuted {
        /// Whose.
        member: String,
    },
    /// The session is set otherwise: what is there is new, the rest stays.
    SettingsChanged(Box<SettingsChange>),
}

/// One event of the log, as the live socket sends it. `at` is server time in milliseconds since the epoch.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct EventFrame {
    /// Its number: dense, from 1.
    #[cfg_attr(feature = "typescript", ts(type = "number"))]
    pub seq: u64,
    /// The running hash over all events up to this one.
    pub hash: String,
    /// Server time in milliseconds since the epoch.
    #[cfg_attr(feature = "typescript", ts(type = "number"))]
    pub at: i64,
    /// The id of the member who did it, or nothing where the server did.
    pub by: Option<String>,
    /// What happened.
    pub event: Event,
    /// The timeline from now on, where the event changed it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional))]
    pub timeline: Option<Timeline>,
}

/// One event of the log, as REST pages and replays carry it: the event's own fields stand beside the envelope's.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct LogEvent {
    /// Its number: dense, from 1.
    #[cfg_attr(feature = "typescript", ts(type = "number"))]
    pub seq: u64,
    /// The running hash over all events up to this one.
    pub hash: String,
    /// RFC 3339, to the millisecond.
    pub at: String,
    /// The id of the member who did it, or nothing where the server did.
    pub by: Option<String>,
    /// What happened.
    #[serde(flatten)]
    #[cfg_attr(feature = "typescript", ts(flatten))]
    pub event: Event,
    /// The timeline from then on, where the event changed it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional))]
    pub timeline: Option<Timeline>,
}
