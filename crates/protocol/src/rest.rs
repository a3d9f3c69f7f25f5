//! Bodies of REST calls. Unknown fields are refused, so that nobody relies on what is not done.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::chat::{ChatRules, MediaMark};
use crate::code::Code;
use crate::entry::LogEvent;
use crate::handshake::Invitation;
use crate::model::{ConfirmationPolicy, LogPosition, Member, Session, SessionState, Standing, StartPolicy, Visibility};

/// The body of `POST /api/users`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct CreateUser {
    /// The name the others see: 1 to 64 characters.
    pub name: String,
}

/// A person known to this server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct User {
    /// The id, which is also the member id in every session.
    pub id: String,
    /// The name.
    pub name: String,
    /// RFC 3339.
    pub created_at: String,
}

/// The body of `PATCH /api/users/me`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct RenameMe {
    /// What I am called in sessions that I join from now on: 1 to 64 characters.
    pub name: String,
}

/// The body of `DELETE /api/users/me`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct EraseMe {
    /// My own id, so that nothing does it by mistake.
    pub user: String,
}

/// The answer to `POST /api/users`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct UserCreated {
    /// The user.
    pub user: User,
    /// The bearer token; shown only this once.
    pub token: String,
}

/// The body of `POST /api/sessions`: one of `url` and `video_id`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct CreateSession {
    /// The address of the video, http or https.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional))]
    pub url: Option<String>,
    /// A video this server has: `sample` is the one it brings along.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional))]
    pub video_id: Option<String>,
    /// 1 to 100 characters; made from the URL where missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional))]
    pub title: Option<String>,
    /// Whether it stands on the home page; `public` where missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional))]
    pub visibility: Option<Visibility>,
    /// Who must confirm a status change; `off` where missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional))]
    pub confirmation: Option<ConfirmationPolicy>,
    /// How long they have, from 5 to 600 seconds; 60 where missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional))]
    pub confirm_within_s: Option<f64>,
    /// When a video starts for the first time; `at_once` where missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional))]
    pub start: Option<StartPolicy>,
    /// Whom to ask in, by their user ids: at most 20. With exactly one, status changes are confirmed by everyone unless
    /// `confirmation` says otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional))]
    pub invite: Option<Vec<String>>,
    /// When people are expected: RFC 3339, within a year.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional))]
    pub starts_at: Option<String>,
    /// Where in the video it begins, in seconds; at its start where missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional))]
    pub position: Option<f64>,
}

/// The answer to `POST /api/sessions`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct SessionCreated {
    /// The session.
    pub session: Session,
    /// The link to send to the others.
    pub link: String,
    /// Whom the session's host has asked in with it.
    pub invitations: Vec<Invitation>,
}

/// The answer to `GET /api/sessions`, newest first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct SessionList {
    /// One page.
    pub sessions: Vec<Session>,
    /// Addresses of pictures by the id of the video that they show, where there is one.
    pub pictures: BTreeMap<String, String>,
    /// The cursor of the next page, where there is one.
    pub next: Option<String>,
}

/// The body of `POST …/join`.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Join {
    /// The name the others see in this session; the user's own where missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional))]
    pub name: Option<String>,
    /// The session's password, where it asks for one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional))]
    pub password: Option<String>,
    /// What an invite link says after `#via=`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional))]
    pub link: Option<String>,
}

/// Without the password, and without what lets anybody in.
impl std::fmt::Debug for Join {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Join").field("name", &self.name).finish_non_exhaustive()
    }
}

/// The answer to `POST …/join`: the handshake.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Joined {
    /// Who I am in this session.
    pub member: Member,
    /// The token for this session alone: for `hello`, and as a bearer token.
    pub token: String,
    /// The session with its latest state; missing where the request said `Prefer: return=minimal`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional))]
    pub snapshot: Option<SessionState>,
    /// Where to go on.
    pub endpoints: Endpoints,
}

/// Paths of a session's services, on the same server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Endpoints {
    /// The live socket.
    pub live: String,
    /// Commands without a socket.
    pub commands: String,
    /// The log.
    pub events: String,
}

/// The answer to `GET …/members`: who is present, by name.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct MemberPage {
    /// One page.
    pub members: Vec<Member>,
    /// How many are present in all.
    pub present: u32,
    /// The cursor of the next page, where there is one.
    pub next: Option<String>,
}

/// The answer to `GET …/events`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct EventPage {
    /// In order, without a gap.
    pub events: Vec<LogEvent>,
    /// The end of the log.
    pub head: LogPosition,
}

/// A note to a moment of a session that has ended, from somebody who watched its replay.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Note {
    /// Its id.
    pub id: String,
    /// The moment of the session that it is about: RFC 3339.
    pub at: String,
    /// The id of who wrote it.
    pub author: String,
    /// Their name when they wrote it.
    pub name: String,
    /// What they wrote: plain text.
    pub text: String,
    /// When they wrote it: RFC 3339.
    pub written_at: String,
}

/// The answer to `GET …/layers`, in the order of the moments.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct NoteList {
    /// One page.
    pub notes: Vec<Note>,
    /// The cursor of the next page, where there is one.
    pub next: Option<String>,
}

/// The body of `POST …/layers`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct WriteNote {
    /// The moment of the session: RFC 3339, between its beginning and its end.
    pub at: String,
    /// 1 to 2,000 characters on one line.
    pub text: String,
}

/// The answer to `GET …/playback`: the playback collection.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Playback {
    /// One for each viewer and video, by member.
    pub viewers: Vec<Viewer>,
}

/// How far one viewer is in one video.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Viewer {
    /// The id of the member.
    pub member: String,
    /// Their name, where they are known in the session.
    pub name: Option<String>,
    /// The id of the video.
    pub video: String,
    /// Where they were last, in seconds.
    pub position: f64,
    /// What they have seen: stretches from and to, in seconds, in order.
    pub watched: Vec<[f64; 2]>,
    /// How much that is, in seconds.
    pub watched_s: f64,
    /// How they stand to the timeline now, while they are connected and this video is on screen.
    pub standing: Option<Standing>,
    /// When they were there: RFC 3339.
    pub updated_at: String,
}

/// The answer to `POST …/commands`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct CommandDone {
    /// The command's id.
    pub id: String,
    /// The number of its first event; the head where nothing had to change.
    #[cfg_attr(feature = "typescript", ts(type = "number"))]
    pub seq: u64,
}

/// The body of `POST …/messages`: the command `say`, with an id of the sender's choice.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct SayRequest {
    /// The member's own id for it: a repeat with the same id is answered with the first outcome and said once.
    pub id: String,
    /// 1 to 2,000 characters.
    pub text: String,
    /// The number of the message that it answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional, type = "number"))]
    pub reply_to: Option<u64>,
    /// The ids of the members whom it names, at most 20.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional))]
    pub mentions: Option<Vec<String>>,
    /// The place in the video on screen that it belongs to, in seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional))]
    pub media_time: Option<f64>,
}

/// The answer to `GET …/messages`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct MessagePage {
    /// Oldest first.
    pub messages: Vec<Message>,
    /// Whether there are older ones.
    pub more: bool,
    /// How people may write now.
    pub rules: ChatRules,
}

/// A message as it stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Message {
    /// The number of the event that brought it.
    #[cfg_attr(feature = "typescript", ts(type = "number"))]
    pub id: u64,
    /// Server time in milliseconds since the epoch, as in events.
    #[cfg_attr(feature = "typescript", ts(type = "number"))]
    pub at: i64,
    /// The id of who has said it.
    pub by: String,
    /// Their name.
    pub name: Option<String>,
    /// What it says; nothing where it was taken back.
    pub text: Option<String>,
    /// The number of the message that it answers.
    #[cfg_attr(feature = "typescript", ts(type = "number | null"))]
    pub reply_to: Option<u64>,
    /// The ids of the members whom it names.
    pub mentions: Vec<String>,
    /// The place in the video that it belongs to.
    pub media: Option<MediaMark>,
    /// When it was changed last.
    #[cfg_attr(feature = "typescript", ts(type = "number | null"))]
    pub edited_at: Option<i64>,
    /// When it was taken back.
    #[cfg_attr(feature = "typescript", ts(type = "number | null"))]
    pub deleted_at: Option<i64>,
    /// The id of who has taken it back.
    pub deleted_by: Option<String>,
    /// The number of the last event that has changed it.
    #[cfg_attr(feature = "typescript", ts(type = "number"))]
    pub rev: u64,
    /// How people react to it.
    pub reactions: Vec<MessageReactions>,
}

/// One kind of reactions to a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct MessageReactions {
    /// With what.
    pub emoji: String,
    /// How many.
    pub count: u32,
    /// The ids of the members, the first 50.
    pub by: Vec<String>,
}

/// The body of `POST …/messages/reports`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ReportMessage {
    /// The number of the message.
    #[cfg_attr(feature = "typescript", ts(type = "number"))]
    pub message: u64,
}

/// The answer to `GET …/messages/reports`, newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ReportList {
    /// Of messages that are still there.
    pub reports: Vec<MessageReport>,
}

/// Somebody finds a message bad.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct MessageReport {
    /// The number of the message.
    #[cfg_attr(feature = "typescript", ts(type = "number"))]
    pub message: u64,
    /// The id of who finds it bad.
    pub by: String,
    /// Server time in milliseconds since the epoch.
    #[cfg_attr(feature = "typescript", ts(type = "number"))]
    pub at: i64,
}

/// Every error of a REST call (RFC 9457, `application/problem+json`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Problem {
    /// A URN made of the code.
    pub r#type: String,
    /// The HTTP status in words.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// What is wrong and what to do, for people.
    pub detail: String,
    /// What is wrong, for programs.
    pub code: Code,
}
