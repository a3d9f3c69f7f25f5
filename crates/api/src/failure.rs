//! Every way in which a request fails, and the one conversion to a response.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use host::{CommandError, HostError};
use protocol::{Code, Problem};
use session::{ChatRefusal, PredictionRefusal, Refusal};
use store::StoreError;

use crate::options::Service;
use crate::status;

/// Why a request failed: a stable code, and words for people that say what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Failure {
    pub(crate) code: Code,
    pub(crate) detail: String,
}

impl Failure {
    pub(crate) fn new(code: Code, detail: impl Into<String>) -> Self {
        Self { code, detail: detail.into() }
    }

    pub(crate) fn session_not_found() -> Self {
        Self::new(Code::SessionNotFound, "there is no such session; check the link, or start a new one")
    }

    pub(crate) fn service_off(service: Service) -> Self {
        let detail = format!("the {} service is switched off here; try again later", service.name());
        Self::new(Code::ServiceOff, detail)
    }

    pub(crate) fn unauthenticated() -> Self {
        Self::new(Code::Unauthenticated, "this needs a token: get one with POST /api/users, send it as a bearer token")
    }

    fn status(&self) -> StatusCode {
        status::of(self.code)
    }

    fn code_text(&self) -> String {
        match serde_json::to_value(self.code) {
            Ok(serde_json::Value::String(text)) => text,
            _ => String::new(),
        }
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let status = self.status();
        let problem = Problem {
            r#type: format!("urn:sameframe:error:{}", self.code_text()),
            title: status.canonical_reason().unwrap_or_default().to_owned(),
            status: status.as_u16(),
            detail: self.detail,
            code: self.code,
        };
        let mut response = (status, axum::Json(problem)).into_response();
        response.extensions_mut().insert(self.code);
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        if status == StatusCode::SERVICE_UNAVAILABLE || status == StatusCode::TOO_MANY_REQUESTS {
            headers.insert(header::RETRY_AFTER, HeaderValue::from_static("2"));
        }
        if status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        let code = match refusal {
            Refusal::SessionEnded => Code::SessionEnded,
            Refusal::NotAMember => Code::NotAMember,
            Refusal::NotAllowed | Refusal::MayNot(_) => Code::NotAllowed,
            Refusal::OnlyHostsControl => Code::OnlyHostsControl,
            Refusal::Muted { .. } => Code::Muted,
            Refusal::Banned => Code::Banned,
            Refusal::Removed => Code::Removed,
            Refusal::Outranked => Code::Outranked,
            Refusal::NoSuchMember => Code::NoSuchMember,
            Refusal::BadMuteTime => Code::BadMuteTime,
            Refusal::BadSettings => Code::BadSettings,
            Refusal::TooManyBans => Code::TooManyBans,
            Refusal::SessionFull | Refusal::NoPlace { .. } | Refusal::TooManyVisitors => Code::SessionFull,
            Refusal::SeekBeyondEnd { .. } => Code::SeekBeyondEnd,
            Refusal::BadLength => Code::BadLength,
            Refusal::VideoChanged => Code::VideoChanged,
            Refusal::Stale => Code::Stale,
            Refusal::NotAsked => Code::NotAsked,
            Refusal::NothingToUndo => Code::NothingToUndo,
            Refusal::ActedSince => Code::ActedSince,
            Refusal::BadStart => Code::BadStart,
            Refusal::Prediction(refusal) => prediction(refusal),
            Refusal::Chat(refusal) => chat_code(refusal),
            Refusal::UnwantedWord => Code::BlockedWord,
            Refusal::NotInQueue => Code::NotInQueue,
            Refusal::QueueFull | Refusal::TooManyOfYours => Code::QueueFull,
            Refusal::NothingNext | Refusal::NothingBefore => Code::QueueEmpty,
            Refusal::OrderedByVotes => Code::OrderedByVotes,
        };
        Self::new(code, refusal.to_string())
    }
}

fn prediction(refusal: PredictionRefusal) -> Code {
    match refusal {
        PredictionRefusal::NotFound => Code::PredictionNotFound,
        PredictionRefusal::Locked => Code::PredictionLocked,
        PredictionRefusal::Closed => Code::PredictionClosed,
        PredictionRefusal::NoSuchOutcome => Code::NoSuchOutcome,
        PredictionRefusal::NotYours => Code::NotAllowed,
        PredictionRefusal::NotEnoughPoints { .. } => Code::NotEnoughPoints,
        PredictionRefusal::StakeLowered { .. } => Code::StakeLowered,
        PredictionRefusal::TooMany => Code::TooManyPredictions,
        PredictionRefusal::TooManyPicks => Code::TooManyPicks,
        PredictionRefusal::PositionPassed => Code::BadClosing,
    }
}

fn chat_code(refusal: ChatRefusal) -> Code {
    match refusal {
        ChatRefusal::NoSuchMessage => Code::NoSuchMessage,
        ChatRefusal::NotYours => Code::NotYourMessage,
        ChatRefusal::TooSoon { .. } => Code::SlowMode,
        ChatRefusal::TooManyEdits => Code::TooManyEdits,
        ChatRefusal::BadMention => Code::BadMention,
        ChatRefusal::TooManyReactions => Code::TooManyReactions,
        ChatRefusal::LinksOff => Code::LinksOff,
        ChatRefusal::MayNotLink => Code::NotAllowed,
        ChatRefusal::Full => Code::ChatFull,
    }
}

impl From<CommandError> for Failure {
    fn from(error: CommandError) -> Self {
        match error {
            CommandError::Refused(refusal) => refusal.into(),
            CommandError::UnknownPosition => {
                let detail = "based_on names an event that this session does not have; load the session again";
                Self::new(Code::UnknownPosition, detail)
            }
            CommandError::Host(error) => error.into(),
        }
    }
}

impl From<HostError> for Failure {
    fn from(error: HostError) -> Self {
        match error {
            HostError::NotFound => Self::session_not_found(),
            HostError::Taken => {
                Self::new(Code::Internal, "the session is there already; look at it in place of making it")
            }
            HostError::Busy => Self::new(Code::Busy, "the session has more to do than it can; try again in a moment"),
            HostError::Store(error) => error.into(),
            HostError::Log(what) => {
                tracing::error!(what, "a log cannot be used");
                Self::new(Code::Internal, "this session's log cannot be used; the server's own log says why")
            }
        }
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        match &error {
            StoreError::Unavailable { outage, .. } => {
                let detail = format!("{outage}. Nothing was changed; try again in a moment");
                Self::new(Code::StorageUnavailable, detail)
            }
            StoreError::Rejected { .. } => {
                tracing::error!(error = &error as &dyn std::error::Error, "the store does not take what it was given");
                Self::new(Code::Internal, "the server failed in a way it did not expect; its log says how")
            }
            StoreError::Newer { .. } => {
                tracing::warn!(error = &error as &dyn std::error::Error, "a session is left to newer servers");
                let detail =
                    "this server is being upgraded, and has not got as far as this session; you are sent to another";
                Self::new(Code::NewerVersion, detail)
            }
            StoreError::Corrupt { .. } => {
                tracing::error!(error = &error as &dyn std::error::Error, "the store has damaged data");
                Self::new(Code::Internal, "this session's log is damaged; the server's own log says where")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use protocol::Code;

    use super::Failure;

    #[test]
    fn every_code_is_explained_and_every_explanation_is_of_a_code() {
        let page = include_str!("../../../docs/errors.md");
        let explained: Vec<_> = page.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next()).collect();
        let codes: Vec<_> = Code::ALL.iter().map(|code| Failure::new(*code, "").code_text()).collect();
        assert_eq!(explained, codes);
    }
}
