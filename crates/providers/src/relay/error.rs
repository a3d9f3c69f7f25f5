//! Why a stream is not passed on.

use crate::error::ProviderError;
use crate::fetch::FetchError;

/// Why a stream is not passed on.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RelayError {
    /// Its provider makes as many streams at once as it may.
    #[error("as many streams are made at once as may be")]
    TooMany,
    /// Its provider gave nothing.
    #[error(transparent)]
    Provider(#[from] ProviderError),
}

impl From<FetchError> for RelayError {
    fn from(error: FetchError) -> Self {
        Self::Provider(error.into())
    }
}
