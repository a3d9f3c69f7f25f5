//! How the questions of a provider have fared.

use super::error::FetchError;

/// How the questions of one provider have fared in this process. Times are milliseconds since 1970.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// When one was answered last.
    pub answered_at_ms: Option<i64>,
    /// When one was not answered last, or not with what was asked for, and why.
    pub failed: Option<(i64, FetchError)>,
    /// How many more may be asked at once.
    pub questions_left: u32,
}

impl Standing {
    /// Remembers how a question has ended. That something is not there is an answer too.
    pub(super) fn note(&mut self, now_ms: i64, error: Option<FetchError>) {
        match error {
            Some(
                error @ (FetchError::Unreachable
                | FetchError::Late
                | FetchError::Resting
                | FetchError::Budget { .. }
                | FetchError::BrokenOff
                | FetchError::TooLarge { .. }
                | FetchError::WrongType
                | FetchError::Unreadable
                | FetchError::Status { status: 401 | 403 | 408 | 429 | 500.., .. }),
            ) => self.failed = Some((now_ms, error)),
            // An address that nobody goes to says nothing about a provider.
            Some(FetchError::Refused(_)) => {}
            _ => self.answered_at_ms = Some(now_ms),
        }
    }
}
