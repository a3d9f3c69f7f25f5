//! What a video is whole without, and is asked for beside it.

use std::time::Duration;

use tokio::time::timeout;

use crate::error::ProviderError;

/// How long a video waits for it once it is asked for.
const WITHIN: Duration = Duration::from_millis(1_500);
/// After how long a video is described anew that had to go without, in milliseconds.
const AGAIN_AFTER_MS: i64 = 600_000;

/// Waits for a moment at the most; nothing where it fails or takes longer. Who says that there is none has answered.
pub(super) async fn beside<T: Default>(asking: impl Future<Output = Result<T, ProviderError>>) -> Option<T> {
    match timeout(WITHIN, asking).await.ok()? {
        Err(ProviderError::NotFound) => Some(T::default()),
        other => other.ok(),
    }
}

/// Returns until when a description holds that went without, and else would hold until then.
pub(super) fn without(good_until_ms: Option<i64>, now_ms: i64) -> i64 {
    let again_at_ms = now_ms.saturating_add(AGAIN_AFTER_MS);
    good_until_ms.map_or(again_at_ms, |until_ms| until_ms.min(again_at_ms))
}
