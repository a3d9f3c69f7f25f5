//! What a video is whole without, and is asked for beside it.

use std::time::Duration;

use tokio::time::timeout;

use crate::error::ProviderError;

/// How long a video waits for it once it is asked for.
const WITHIN: Duration = Duration::from_millis(1_500);

/// Waits for a moment at the most; nothing where it fails or takes longer, and the video is told in part. Who says that there is none
/// has answered.
pub(super) async fn beside<T: Default>(asking: impl Future<Output = Result<T, ProviderError>>) -> Option<T> {
    match timeout(WITHIN, asking).await.ok()? {
        Err(ProviderError::NotFound) => Some(T::default()),
        other => other.ok(),
    }
}
