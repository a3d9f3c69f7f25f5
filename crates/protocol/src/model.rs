//! The things that frames and bodies speak of.

use serde::{Deserialize, Serialize};

use crate::client::ReportStatus;
use crate::moderation::{Mute, Settings};
use crate::queue::Queue;

/// Whether the media moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum Status {
    /// It moves.
    Playing,
    /// It stands still.
    Paused,
}

/// What plays, from which position, since which server time, at which rate.
///
/// While playing, the position at server time *s* is `position + rate × (s − at) / 1000`, never past `length`. An `at`
/// in the future is a scheduled start.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Timeline {
    /// The id of the video.
    pub video: String,
    /// Whether it moves.
    pub status: Status,
    /// Seconds from the start, at the time `at`.
    pub position: f64,
    /// The playback rate; 1.0 is normal speed.
    pub rate: f64,
    /// Server time in milliseconds since the epoch.
    #[cfg_attr(feature = "typescript", ts(type = "number"))]
    pub at: i64,
    /// The length of the video in seconds, once a player has told it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional))]
    pub length: Option<f64>,
    /// The number of the event that made this timeline.
    #[cfg_attr(feature = "typescript", ts(type = "number"))]
    pub rev: u64,
}

/// How a video is to be played.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum VideoKind {
    /// A media file that the browser plays by itself.
    File,
    /// An HLS playlist.
    Hls,
    /// A DASH manifest.
    Dash,
    /// A video in the player of youtube.com.
    Youtube,
    /// A video in the player of vimeo.com.
    Vimeo,
    /// A video in the player of dailymotion.com.
    Dailymotion,
    /// A video or a live channel in the player of twitch.tv.
    Twitch,
}

/// A video that a session plays.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Video {
    /// The same for the same URL.
    pub id: String,
    /// Where it is; a path alone is on this server.
    pub url: String,
    /// How it is to be played.
    pub kind: VideoKind,
}

/// Who may find a session, and who may know of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum Visibility {
    /// It stands on the home page.
    #[default]
    Public,
    /// Only who has the link finds it.
    Unlisted,
    /// Only who has been in it, was invited or let in, or has an invite link can see that it exists.
    Private,
}

/// Who must confirm a status change.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum ConfirmationPolicy {
    /// Nobody.
    #[default]
    Off,
    /// Every other member who is present.
    Everyone,
    /// More than half of the other members who are present.
    Majority,
}

/// Whether, and how soon, the others must confirm a status change.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Confirmation {
    /// Who must confirm.
    pub policy: ConfirmationPolicy,
    /// How long they have, in seconds.
    pub within_s: f64,
}

/// A status change that the others are asked about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Asked {
    /// The number of the event that changed the status.
    #[cfg_attr(feature = "typescript", ts(type = "number"))]
    pub change: u64,
    /// The id of the member who changed it.
    pub by: String,
    /// The ids of the members whose answer is missing.
    pub waiting: Vec<String>,
    /// When the time is over: server time in milliseconds.
    #[cfg_attr(feature = "typescript", ts(type = "number"))]
    pub until: i64,
}

/// When a video starts for the first time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum StartPolicy {
    /// As soon as somebody presses play.
    #[default]
    AtOnce,
    /// When everybody is ready, counting down from three.
    WhenReady,
}

/// Why a group waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
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

/// A wait that goes on: what plays stands still until it is over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Hold {
    /// The number of the event that began it.
    #[cfg_attr(feature = "typescript", ts(type = "number"))]
    pub began: u64,
    /// Why.
    pub reason: HoldReason,
    /// The ids of the members who are waited for; in a crowd, some of them.
    pub of: Vec<String>,
    /// When it is over at the latest: server time in milliseconds.
    #[cfg_attr(feature = "typescript", ts(type = "number"))]
    pub until: i64,
}

/// Whether a session goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum State {
    /// It goes on.
    Live,
    /// It is over and can be replayed.
    Ended,
}

/// Which sessions a list is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum ListedState {
    /// Those that lie ahead, the next first.
    Planned,
    /// Those that go on.
    Live,
    /// Those that are over.
    Ended,
}

/// A session as the home page shows it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Session {
    /// The id that is in the link.
    pub id: String,
    /// What its host called it, or a name made from the URL. Empty in what is mine, of a private session that I was banned from.
    pub title: String,
    /// The URL of the video on screen. In lists it is empty, and so are the video's id and URL, where not everybody gets in and
    /// I have not been in.
    pub url: String,
    /// The video on screen.
    pub video: Video,
    /// Whether it goes on.
    pub state: State,
    /// Who may find it.
    pub visibility: Visibility,
    /// The id of the member who is its host.
    pub host: String,
    /// When people are expected, where it was planned ahead: RFC 3339.
    pub starts_at: Option<String>,
    /// RFC 3339.
    pub created_at: String,
    /// RFC 3339, once it has ended.
    pub ended_at: Option<String>,
    /// How long the session has lasted, in seconds.
    pub duration_s: f64,
    /// How long its video is, in seconds, once a player has told it.
    pub length_s: Option<f64>,
    /// How many people have taken part.
    pub members: u32,
    /// How many of them are present now.
    pub present: u32,
    /// The most that were present at one time.
    pub peak_members: u32,
}

/// What a member is to the others; `docs/roles.md` says who may do what.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum Role {
    /// Whose session it is. There is one.
    Host,
    /// Helps the host.
    CoHost,
    /// Takes part.
    Member,
    /// Watches, and joins in the talk.
    Viewer,
}

/// One person in a session.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[expect(clippy::struct_excessive_bools, reason = "each answers a question of its own, and clients read them by name")]
pub struct Member {
    /// The same person has the same id in every session of this server.
    pub id: String,
    /// The name the others see.
    pub name: String,
    /// What they are to the others.
    pub role: Role,
    /// Whether they take part now (joined and not left).
    pub present: bool,
    /// Whether a connection of theirs is open now.
    pub online: bool,
    /// The number of the event that made them present, while they are: who has the lowest has been here longest.
    #[cfg_attr(feature = "typescript", ts(type = "number | null"))]
    pub since: Option<u64>,
    /// Their last time-out, where they had one.
    pub mute: Option<Mute>,
    /// Whether they may not come any more.
    pub banned: bool,
    /// Whether they have deleted everything about themselves: nobody can do anything about them any more.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    #[cfg_attr(feature = "typescript", ts(optional, as = "Option<bool>"))]
    pub erased: bool,
    /// How they stand to the timeline, once their player has told.
    pub standing: Option<Standing>,
}

/// How a viewer stands to the timeline, by their player's last report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Standing {
    /// What their player does.
    pub status: ReportStatus,
    /// How far they are behind the timeline in milliseconds; negative when ahead.
    #[cfg_attr(feature = "typescript", ts(type = "number"))]
    pub drift_ms: i64,
    /// Whether they are too slow to be waited for, for now.
    pub trailing: bool,
    /// Whether they look at something else.
    pub away: bool,
}

/// A position in a session's log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct LogPosition {
    /// The number of the last event.
    #[cfg_attr(feature = "typescript", ts(type = "number"))]
    pub seq: u64,
    /// The running hash over all events up to it.
    pub hash: String,
}

/// A session with its latest state.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct SessionState {
    /// The session.
    pub session: Session,
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
    /// How the session is set otherwise.
    pub settings: Settings,
    /// Who takes part: who has been here longest first, then who has left; at most 200. Of a crowd, only who matters now:
    /// who leads, and who is waited for or asked. `GET …/members` has the others.
    pub members: Vec<Member>,
    /// How many are connected.
    pub online: u32,
    /// Up to which event this state goes.
    pub head: LogPosition,
}
