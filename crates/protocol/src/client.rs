//! Frames from client to server.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::code::Code;
use crate::command::CommandRequest;
use crate::limits::FRAME_BYTES_MAX;
use crate::model::LogPosition;

/// A frame from the client.
#[derive(Clone, Debug, PartialEq)]
pub enum ClientFrame {
    /// Always the first: who I am, and up to where I have the log.
    Hello {
        /// The token of the handshake, or the user's own.
        token: String,
        /// Up to where the client has the log, when it comes back.
        resume: Option<LogPosition>,
    },
    /// A measurement of the server's clock, and a sign of life.
    Ping {
        /// The client's own number for it.
        id: PingId,
        /// The client's time; comes back as it is.
        t1: f64,
    },
    /// Asks for something.
    Command(CommandRequest),
    /// Tells where this player is.
    Report(Report),
}

/// What a client calls its ping: a number or a short text.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum PingId {
    /// A number.
    Number(#[cfg_attr(feature = "typescript", ts(type = "number"))] u64),
    /// A text.
    Text(String),
}

/// What a player does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum ReportStatus {
    /// It stands where everybody stands, and can start at once.
    Ready,
    /// It moves.
    Playing,
    /// It stands still.
    Paused,
    /// It waits for data.
    Buffering,
}

/// Where a player is: every 10 to 15 s, on a change, on a stall. Never logged, never fanned out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Report {
    /// Seconds from the start.
    pub position: f64,
    /// What it does.
    pub status: ReportStatus,
    /// When it was there: server time in milliseconds, by the client's own measure. Where missing, half a round trip ago.
    #[serde(default)]
    #[cfg_attr(feature = "typescript", ts(optional))]
    pub at: Option<f64>,
    /// How many seconds ahead are loaded.
    #[serde(default)]
    #[cfg_attr(feature = "typescript", ts(optional))]
    pub buffered_s: Option<f64>,
    /// How far it is behind the timeline by its own measure, in milliseconds; negative when ahead.
    #[serde(default)]
    #[cfg_attr(feature = "typescript", ts(optional))]
    pub drift_ms: Option<f64>,
    /// The round trip to the server in milliseconds.
    #[serde(default)]
    #[cfg_attr(feature = "typescript", ts(optional))]
    pub rtt_ms: Option<f64>,
    /// The `rev` of the timeline that it follows. Who tells it is waited for: after a seek, until they are `ready` at it.
    #[serde(default)]
    #[cfg_attr(feature = "typescript", ts(optional, type = "number"))]
    pub rev: Option<u64>,
    /// The time from asking the player to play until the picture moves, in milliseconds.
    #[serde(default)]
    #[cfg_attr(feature = "typescript", ts(optional))]
    pub start_latency_ms: Option<f64>,
    /// Whether its user looks at something else; who does is not waited for.
    #[serde(default)]
    #[cfg_attr(feature = "typescript", ts(optional))]
    pub away: Option<bool>,
}

/// Why a frame or a body could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FrameError {
    /// The stable code.
    pub code: Code,
    /// The command it was about, where that could be read.
    pub id: Option<String>,
    /// What was wrong, for a person.
    pub message: String,
}

impl FrameError {
    pub(crate) fn new(code: Code, message: impl Into<String>) -> Self {
        Self { code, id: None, message: message.into() }
    }

    pub(crate) fn about(self, id: &str) -> Self {
        Self { id: Some(id.to_owned()), ..self }
    }
}

impl ClientFrame {
    /// Reads a text frame.
    pub fn decode(text: &str) -> Result<Self, FrameError> {
        if text.len() > FRAME_BYTES_MAX {
            let message = format!("the frame has {} bytes, at most {FRAME_BYTES_MAX} are read", text.len());
            return Err(FrameError::new(Code::FrameTooLarge, message));
        }
        let value: Value = serde_json::from_str(text).map_err(|error| bad(&error))?;
        let kind = value.get("type").and_then(Value::as_str).unwrap_or_default();
        match kind {
            "hello" => {
                let Hello { token, resume } = serde_json::from_value(value).map_err(|error| bad(&error))?;
                Ok(Self::Hello { token, resume })
            }
            "ping" => {
                let Ping { id, t1 } = serde_json::from_value(value).map_err(|error| bad(&error))?;
                Ok(Self::Ping { id, t1 })
            }
            "report" => Ok(Self::Report(serde_json::from_value(value).map_err(|error| bad(&error))?)),
            "command" => CommandRequest::from_frame(value).map(Self::Command),
            _ => Err(FrameError::new(
                Code::BadFrame,
                "a frame is a JSON object whose type is hello, ping, command or report",
            )),
        }
    }
}

#[derive(Deserialize)]
struct Hello {
    token: String,
    #[serde(default)]
    resume: Option<LogPosition>,
}

#[derive(Deserialize)]
struct Ping {
    id: PingId,
    t1: f64,
}

fn bad(error: &serde_json::Error) -> FrameError {
    FrameError::new(Code::BadFrame, format!("the frame cannot be read: {error}"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{any, proptest};

    use super::{ClientFrame, Code};
    use crate::Command;

    fn code(text: &str) -> Code {
        ClientFrame::decode(text).expect_err(text).code
    }

    #[test]
    fn what_is_no_frame_is_refused_with_its_own_code() {
        assert_eq!(code(""), Code::BadFrame);
        assert_eq!(code("[1,2]"), Code::BadFrame);
        assert_eq!(code(r#"{"type":"dance"}"#), Code::BadFrame);
        assert_eq!(code(r#"{"type":"ping","id":1}"#), Code::BadFrame);
        assert_eq!(code(&format!(r#"{{"type":"{}"}}"#, "x".repeat(20_000))), Code::FrameTooLarge);
        assert_eq!(code(&"[".repeat(10_000)), Code::BadFrame);
    }

    #[test]
    fn what_is_no_command_says_which_command_it_was() {
        let error = ClientFrame::decode(r#"{"type":"command","id":"c1","command":{"type":"dance"}}"#).expect_err("");
        assert_eq!((error.code, error.id.as_deref()), (Code::UnknownCommand, Some("c1")));
        assert_eq!(code(r#"{"type":"command","id":7,"command":{"type":"play"}}"#), Code::BadCommandId);
        assert_eq!(code(r#"{"type":"command","id":"c","command":{"type":"seek","position":null}}"#), Code::BadPosition);
        assert_eq!(code(r#"{"type":"command","id":"c","command":{"type":"seek","position":1e999}}"#), Code::BadFrame);
        assert_eq!(code(r#"{"type":"command","id":"c","based_on":-1,"command":{"type":"play"}}"#), Code::BadFrame);
    }

    #[test]
    fn a_client_cannot_set_what_is_the_servers() {
        for extra in [r#""by":"m2""#, r#""at":1"#, r#""role":"host""#, r#""seq":3"#] {
            let text = format!(r#"{{"type":"command","id":"c","command":{{"type":"play",{extra}}}}}"#);
            assert_eq!(code(&text), Code::BadFrame, "{extra}");
        }
    }

    #[test]
    fn a_command_is_read() {
        let frame = ClientFrame::decode(
            r#"{"type":"command","id":"c1","based_on":7,"command":{"type":"seek","position":12.5}}"#,
        );
        let Ok(ClientFrame::Command(request)) = frame else { panic!("{frame:?}") };
        assert_eq!((request.id.as_str(), request.based_on), ("c1", Some(7)));
        assert_eq!(request.command, Command::Seek { position: 12.5 });
    }

    proptest! {
        #[test]
        fn no_text_makes_it_fail(text in any::<String>()) {
            drop(ClientFrame::decode(&text));
        }
    }
}
