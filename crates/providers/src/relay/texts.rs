//! The subtitles that were asked for lately, so that a provider is asked once however many read along.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use tokio::sync::Mutex as AsyncMutex;

use crate::error::ProviderError;

/// How long they are given on: a film may get others by then.
const GOOD_FOR_MS: i64 = 600_000;
/// How long it is remembered that there are none: to find out costs a provider a while.
const FAILED_FOR_MS: i64 = 10_000;
/// How many are remembered; each may have 2 MiB.
const TEXTS_MAX: usize = 16;

/// Subtitles by the name of their film and their number. Of too many, those are forgotten that were asked for longest ago.
#[derive(Debug, Default)]
pub(super) struct Texts(Mutex<HashMap<(String, u32), Text>>);

#[derive(Debug, Default)]
struct Text {
    kept: Arc<AsyncMutex<Option<Kept>>>,
    asked_at_ms: i64,
}

#[derive(Debug)]
struct Kept {
    said: Result<Bytes, ProviderError>,
    until_ms: i64,
}

impl Texts {
    /// Returns subtitles, and asks for them where they are not known. Whoever else wants them meanwhile waits for that.
    pub(super) async fn get(
        &self,
        film: &str,
        number: u32,
        now_ms: i64,
        ask: impl AsyncFnOnce() -> Result<Bytes, ProviderError>,
    ) -> Result<Bytes, ProviderError> {
        let place = self.place((film.to_owned(), number), now_ms);
        let mut kept = place.lock().await;
        if let Some(good) = kept.as_ref().filter(|kept| now_ms < kept.until_ms) {
            return good.said.clone();
        }
        let said = ask().await;
        let good_for_ms = if said.is_ok() { GOOD_FOR_MS } else { FAILED_FOR_MS };
        *kept = Some(Kept { said: said.clone(), until_ms: now_ms + good_for_ms });
        said
    }

    fn place(&self, name: (String, u32), now_ms: i64) -> Arc<AsyncMutex<Option<Kept>>> {
        let mut texts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if texts.len() >= TEXTS_MAX && !texts.contains_key(&name) {
            let oldest = texts.iter().min_by_key(|(_, text)| text.asked_at_ms).map(|(name, _)| name.clone());
            oldest.and_then(|oldest| texts.remove(&oldest));
        }
        let text = texts.entry(name).or_default();
        text.asked_at_ms = now_ms;
        Arc::clone(&text.kept)
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use bytes::Bytes;

    use super::{TEXTS_MAX, Texts};
    use crate::ProviderError;

    #[tokio::test]
    async fn subtitles_are_asked_for_once_and_again_when_they_are_old_or_forgotten() {
        let (texts, asked) = (Texts::default(), Cell::new(0));
        let ask = async |film: String, now_ms| {
            let answer = async || {
                asked.set(asked.get() + 1);
                Ok(Bytes::from_static(b"WEBVTT"))
            };
            texts.get(&film, 1, now_ms, answer).await.unwrap();
            asked.get()
        };
        assert_eq!(
            (ask("a".into(), 0).await, ask("a".into(), 599_999).await, ask("a".into(), 600_000).await),
            (1, 1, 2)
        );
        for other in 0..TEXTS_MAX {
            ask(other.to_string(), 700_000).await;
        }
        assert_eq!(ask("a".into(), 700_001).await, 2 + TEXTS_MAX + 1);
    }

    #[tokio::test]
    async fn that_there_are_none_is_remembered_for_a_moment() {
        let texts = Texts::default();
        let none = texts.get("a", 1, 0, async || Err(ProviderError::Away)).await;
        assert_eq!(none, Err(ProviderError::Away));
        let still = texts.get("a", 1, 9_999, async || Ok(Bytes::new())).await;
        assert_eq!(still, Err(ProviderError::Away));
        assert!(texts.get("a", 2, 9_999, async || Ok(Bytes::new())).await.is_ok(), "others are others");
        assert!(texts.get("a", 1, 10_000, async || Ok(Bytes::new())).await.is_ok());
    }
}
