//! Why a provider gave nothing.

use crate::fetch::FetchError;

/// Why a provider gave nothing. The texts are the same whatever lies behind an address, so that nobody learns from them
/// what is in this server's network.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProviderError {
    /// There is no such video, or there is none any more.
    #[error("the provider has no such video")]
    NotFound,
    /// The provider shows it only to some.
    #[error("the provider does not show this video to everybody")]
    Forbidden,
    /// The provider has nothing of this sort, or this server cannot take it.
    #[error("the provider cannot do that")]
    Unsupported,
    /// It is there, and nothing of it plays on this server.
    #[error("nothing that the provider has of this video plays here")]
    NothingPlays,
    /// Enough has been asked for now.
    #[error("the provider has been asked too often")]
    Quota {
        /// When to ask again, in milliseconds since 1970.
        retry_at_ms: Option<i64>,
    },
    /// It cannot be reached, or fails.
    #[error("the provider cannot be reached")]
    Away,
    /// The address is none that this server goes to.
    #[error("this server does not go to that address")]
    Blocked,
    /// Its answer is broken, for now.
    #[error("the provider's answer cannot be used: {0}")]
    Garbled(FetchError),
    /// It answers with something else than it should.
    #[error("the provider's answer cannot be read")]
    Malformed,
}

impl ProviderError {
    /// Tells whether asking later may help.
    pub fn is_passing(&self) -> bool {
        matches!(self, Self::Quota { .. } | Self::Away | Self::Garbled(_))
    }

    /// Tells whether it says something of the video itself. Else what was known of it before is as good as it was.
    pub fn is_of_the_video(&self) -> bool {
        !self.is_passing() && *self != Self::Malformed
    }
}

impl From<FetchError> for ProviderError {
    fn from(error: FetchError) -> Self {
        match error {
            FetchError::Refused(_) => Self::Blocked,
            FetchError::Unreachable
            | FetchError::Late
            | FetchError::Resting
            | FetchError::Status { status: 408 | 500.., .. } => Self::Away,
            FetchError::Budget { retry_at_ms } => Self::Quota { retry_at_ms: Some(retry_at_ms) },
            FetchError::Status { status: 404 | 410, .. } => Self::NotFound,
            FetchError::Status { status: 401 | 403 | 451, .. } => Self::Forbidden,
            FetchError::Status { status: 429, retry_at_ms } => Self::Quota { retry_at_ms },
            FetchError::TooLarge { .. } | FetchError::BrokenOff | FetchError::Unreadable => Self::Garbled(error),
            FetchError::Status { .. } | FetchError::WrongType => Self::Malformed,
        }
    }
}

impl From<crate::key::BadKey> for ProviderError {
    fn from(_: crate::key::BadKey) -> Self {
        Self::Malformed
    }
}

impl From<url::ParseError> for ProviderError {
    fn from(_: url::ParseError) -> Self {
        Self::Malformed
    }
}
