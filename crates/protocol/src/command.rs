//! What a member asks for.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::client::FrameError;
use crate::code::Code;
use crate::model::Role;
use crate::moderation::{MuteScope, SettingsChange};
use crate::queue::{QueueNewItem, QueueOrder, QueuePlace, QueueRepeat};
use crate::reason::Answer;

/// What a member asks for. Fields that the client has no right to set do not exist here, and unknown ones are refused.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum Command {
    /// Play from where it stands.
    Play {},
    /// Pause where it stands.
    Pause {},
    /// Go to a position.
    Seek {
        /// Seconds from the start.
        position: f64,
    },
    /// Play faster or slower, for everybody.
    SetRate {
        /// From 0.25 to 2; 1.0 is normal speed.
        rate: f64,
    },
    /// Put another video on screen.
    Load {
        /// Its address, http or https.
        url: String,
    },
    /// Tell how long the video on screen is, as the player found.
    SetLength {
        /// The id of the video it is about.
        video: String,
        /// Seconds.
        length: f64,
    },
    /// Answer whether a status change may stay.
    Answer {
        /// The number of the event that changed the status.
        #[cfg_attr(feature = "typescript", ts(type = "number"))]
        change: u64,
        /// What is said.
        answer: Answer,
    },
    /// Undo an action on the screen: one's own, or with the permission for it anybody's, while nobody has acted since.
    Undo {
        /// The number of its event; the last one that may be undone where missing.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "typescript", ts(optional, type = "number"))]
        seq: Option<u64>,
    },
    /// Expect people at another time; takes the permission to schedule.
    Reschedule {
        /// When: RFC 3339, within a year; at no particular time where missing.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "typescript", ts(optional))]
        starts_at: Option<String>,
    },
    /// Leave the session.
    Leave {},
    /// End the session for everybody.
    End {},
    /// Say something.
    Say {
        /// 1 to 2,000 characters.
        text: String,
        /// The number of the message that it answers.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "typescript", ts(optional, type = "number"))]
        reply_to: Option<u64>,
        /// The ids of the members whom it names, at most 20.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "typescript", ts(optional))]
        mentions: Option<Vec<String>>,
        /// The place in the video on screen that it belongs to, in seconds.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "typescript", ts(optional))]
        media_time: Option<f64>,
    },
    /// Change what one has said.
    EditMessage {
        /// The number of the message.
        #[cfg_attr(feature = "typescript", ts(type = "number"))]
        message: u64,
        /// 1 to 2,000 characters.
        text: String,
        /// The ids of the members whom it names now, at most 20.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "typescript", ts(optional))]
        mentions: Option<Vec<String>>,
    },
    /// Take back what one has said, or as a moderator what anybody has. Its words leave the log too.
    DeleteMessage {
        /// The number of the message.
        #[cfg_attr(feature = "typescript", ts(type = "number"))]
        message: u64,
    },
    /// React to a message, or do so no longer.
    ReactToMessage {
        /// The number of the message.
        #[cfg_attr(feature = "typescript", ts(type = "number"))]
        message: u64,
        /// One of `vectors/emoji.json`.
        emoji: String,
        /// Whether to.
        on: bool,
    },
    /// React to what is on screen: everybody sees it over the video.
    React {
        /// One of `vectors/emoji.json`.
        emoji: String,
        /// How often, from 1 to 10; once where missing.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "typescript", ts(optional))]
        times: Option<u32>,
    },
    /// Give the chat other rules; takes the permission to change the settings.
    SetChatRules {
        /// How long everybody has to wait after a message, from 0 to 3,600 seconds.
        slow_mode_s: u32,
        /// Whether there may be links.
        links: bool,
        /// Words that are not wanted, at most 500; with a `*` at the end, all that begin so.
        words: Vec<String>,
    },
    /// Add videos to the queue: all of them or none.
    QueueAdd {
        /// 1 to 50, in this order.
        items: Vec<QueueNewItem>,
        /// Where; at the end where missing.
        #[serde(default)]
        #[cfg_attr(feature = "typescript", ts(optional, as = "Option<QueuePlace>"))]
        place: QueuePlace,
    },
    /// Move an item of the queue in front of another one.
    QueueMove {
        /// Its id.
        #[cfg_attr(feature = "typescript", ts(type = "number"))]
        item: u64,
        /// The id of the one that it is to stand in front of; at the end where missing.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "typescript", ts(optional, type = "number"))]
        before: Option<u64>,
    },
    /// Take items out of the queue. What has gone already is no matter.
    QueueRemove {
        /// Their ids, 200 at the most.
        #[cfg_attr(feature = "typescript", ts(type = "number[]"))]
        items: Vec<u64>,
    },
    /// Take everything out of the queue.
    QueueClear {},
    /// Put an item of the queue on screen now.
    QueuePlay {
        /// Its id.
        #[cfg_attr(feature = "typescript", ts(type = "number"))]
        item: u64,
    },
    /// Go on to the next item now.
    QueueNext {
        /// The id of the item on screen that is to be left: once it has been, there is nothing to do.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "typescript", ts(optional, type = "number"))]
        leaves: Option<u64>,
    },
    /// Go back to the item before.
    QueuePrevious {
        /// The id of the item on screen that is to be left.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "typescript", ts(optional, type = "number"))]
        leaves: Option<u64>,
    },
    /// Let nothing begin by itself for now.
    QueueCancel {
        /// The number of the event that announced it.
        #[cfg_attr(feature = "typescript", ts(type = "number"))]
        announced: u64,
    },
    /// Vote for an item of the queue, or no longer.
    QueueVote {
        /// Its id.
        #[cfg_attr(feature = "typescript", ts(type = "number"))]
        item: u64,
        /// Whether it is wanted soon.
        up: bool,
    },
    /// Vote to leave the item on screen, or no longer. More than half of those present are enough, and so is whoever leads the queue.
    QueueSkip {
        /// Its id.
        #[cfg_attr(feature = "typescript", ts(type = "number"))]
        item: u64,
        /// Whether it is to be left.
        up: bool,
    },
    /// Mix the queue.
    QueueShuffle {},
    /// Choose how the queue goes; what is missing stays as it is.
    QueueSet {
        /// Which item comes next.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "typescript", ts(optional))]
        order: Option<QueueOrder>,
        /// What happens at the end of an item.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "typescript", ts(optional))]
        repeat: Option<QueueRepeat>,
        /// How long the next one is announced before it begins: 0 to 60 seconds.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "typescript", ts(optional))]
        gap_s: Option<f64>,
    },
    /// Tell how long an item of the queue is; for whoever added it, and whoever leads the queue.
    QueueMeasure {
        /// Its id.
        #[cfg_attr(feature = "typescript", ts(type = "number"))]
        item: u64,
        /// Seconds.
        length: f64,
    },
    /// Tell that one's own player cannot play the item on screen. When nobody's can, the next one is announced.
    QueueCannotPlay {
        /// Its id.
        #[cfg_attr(feature = "typescript", ts(type = "number"))]
        item: u64,
    },
    /// Undo a change of the queue: one's own, or as who leads it anybody's.
    QueueUndo {
        /// The number of its event; one's own last one where missing.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "typescript", ts(optional, type = "number"))]
        seq: Option<u64>,
    },
    /// Promote or demote somebody.
    SetRole {
        /// Whom.
        member: String,
        /// To what; below one's own.
        role: Role,
    },
    /// Make somebody else the host.
    HandOver {
        /// Whom; they must be present.
        to: String,
    },
    /// Remove somebody, who may come back.
    Kick {
        /// Whom.
        member: String,
        /// Why: up to 200 characters.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "typescript", ts(optional))]
        reason: Option<String>,
    },
    /// Remove somebody for good.
    Ban {
        /// Whom, whether they have ever been here or not.
        member: String,
        /// Why: up to 200 characters.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "typescript", ts(optional))]
        reason: Option<String>,
    },
    /// Let somebody come again.
    Unban {
        /// Whom.
        member: String,
    },
    /// Give somebody a time-out.
    Mute {
        /// Whom.
        member: String,
        /// For how many seconds: 10 to 604800.
        seconds: u32,
        /// From what; talk where missing.
        #[serde(default)]
        #[cfg_attr(feature = "typescript", ts(optional, as = "Option<MuteScope>"))]
        scope: MuteScope,
        /// Why: up to 200 characters.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "typescript", ts(optional))]
        reason: Option<String>,
    },
    /// Lift a time-out.
    Unmute {
        /// Whose.
        member: String,
    },
    /// Set the session otherwise: what is missing stays as it is.
    ChangeSettings(Box<SettingsChange>),
}

const KNOWN_TYPES: &[&str] = &[
    "play",
    "pause",
    "seek",
    "set_rate",
    "load",
    "set_length",
    "answer",
    "undo",
    "reschedule",
    "leave",
    "end",
    "say",
    "edit_message",
    "delete_message",
    "react_to_message",
    "react",
    "set_chat_rules",
    "queue_add",
    "queue_move",
    "queue_remove",
    "queue_clear",
    "queue_play",
    "queue_next",
    "queue_previous",
    "queue_cancel",
    "queue_vote",
    "queue_skip",
    "queue_shuffle",
    "queue_set",
    "queue_measure",
    "queue_cannot_play",
    "queue_undo",
    "set_role",
    "hand_over",
    "kick",
    "ban",
    "unban",
    "mute",
    "unmute",
    "change_settings",
];

/// A command with its envelope.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CommandRequest {
    /// The member's own id for it: a repeat with the same id is answered with the first outcome and done once.
    pub id: String,
    /// The number of the last event the member had seen.
    pub based_on: Option<u64>,
    /// What is asked for.
    #[serde(flatten)]
    pub command: Command,
}

impl CommandRequest {
    /// Reads the body of `POST …/commands`, where envelope and command share one object.
    pub fn from_body(body: Value) -> Result<Self, FrameError> {
        Self::read(body, |object| Value::Object(std::mem::take(object)))
    }

    /// Reads a `command` frame, where the command stands in a field of its own.
    pub(crate) fn from_frame(frame: Value) -> Result<Self, FrameError> {
        Self::read(frame, |object| object.remove("command").unwrap_or(Value::Null))
    }

    fn read(value: Value, command: impl FnOnce(&mut Map<String, Value>) -> Value) -> Result<Self, FrameError> {
        let Value::Object(mut object) = value else {
            return Err(FrameError::new(Code::BadRequest, "a command is sent as a JSON object"));
        };
        let id = take_id(&mut object)?;
        let based_on = take_based_on(&mut object).map_err(|error| error.about(&id))?;
        let command = decode(command(&mut object)).map_err(|error| error.about(&id))?;
        Ok(Self { id, based_on, command })
    }
}

fn take_id(object: &mut Map<String, Value>) -> Result<String, FrameError> {
    match object.remove("id") {
        Some(Value::String(id)) => Ok(id),
        _ => Err(FrameError::new(Code::BadCommandId, "a command needs an id, a string of its sender's choice")),
    }
}

fn take_based_on(object: &mut Map<String, Value>) -> Result<Option<u64>, FrameError> {
    match object.remove("based_on") {
        None | Some(Value::Null) => Ok(None),
        Some(value) => value
            .as_u64()
            .map(Some)
            .ok_or_else(|| FrameError::new(Code::BadFrame, "based_on must be the number of an event")),
    }
}

fn decode(command: Value) -> Result<Command, FrameError> {
    let Some(kind) = command.get("type").and_then(Value::as_str) else {
        return Err(FrameError::new(Code::BadFrame, "a command is an object with a type"));
    };
    if !KNOWN_TYPES.contains(&kind) {
        let message = format!("there is no command \"{}\"", kind.chars().take(40).collect::<String>());
        return Err(FrameError::new(Code::UnknownCommand, message));
    }
    let bad = match kind {
        "seek" => Code::BadPosition,
        "set_rate" => Code::BadRate,
        "set_length" | "queue_measure" => Code::BadLength,
        "change_settings" => Code::BadSettings,
        _ => Code::BadFrame,
    };
    serde_json::from_value(command).map_err(|error| FrameError::new(bad, error.to_string()))
}
