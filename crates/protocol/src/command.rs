//! What a member asks for.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::client::FrameError;
use crate::code::Code;
use crate::event::Answer;

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
    /// Expect people at another time; only the host may.
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
}

const KNOWN_TYPES: &[&str] =
    &["play", "pause", "seek", "set_rate", "load", "set_length", "answer", "undo", "reschedule", "leave", "end"];

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
        "set_length" => Code::BadLength,
        _ => Code::BadFrame,
    };
    serde_json::from_value(command).map_err(|error| FrameError::new(bad, error.to_string()))
}
