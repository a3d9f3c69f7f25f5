//! What was asked for lately of subtitles, so that a provider is asked once however many read along.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::Mutex as AsyncMutex;

use crate::error::ProviderError;

/// How long it is given on: a film may get others by then.
const GOOD_FOR_MS: i64 = 600_000;
/// How long it is remembered that there are none: to find out costs a provider a while.
const FAILED_FOR_MS: i64 = 10_000;

/// What was said, by what it was asked for. Of too many, those are forgotten that were asked for longest ago.
#[derive(Debug)]
pub(super) struct Lately<K, V> {
    places: Mutex<HashMap<K, Place<V>>>,
    places_max: usize,
}

/// What was said of one, once it was.
type Said<V> = Arc<AsyncMutex<Option<Kept<V>>>>;

#[derive(Debug)]
struct Place<V> {
    kept: Said<V>,
    asked_at_ms: i64,
}

#[derive(Debug)]
struct Kept<V> {
    said: Result<V, ProviderError>,
    until_ms: i64,
}

impl<K: Clone + Eq + Hash, V: Clone> Lately<K, V> {
    pub(super) fn new(places_max: usize) -> Self {
        Self { places: Mutex::default(), places_max }
    }

    /// Returns what was said, and asks where that is not known. Whoever else wants it meanwhile waits for that.
    pub(super) async fn get(
        &self,
        what: K,
        now_ms: i64,
        ask: impl AsyncFnOnce() -> Result<V, ProviderError>,
    ) -> Result<V, ProviderError> {
        let place = self.place(what, now_ms);
        let mut kept = place.lock().await;
        if let Some(good) = kept.as_ref().filter(|kept| now_ms < kept.until_ms) {
            return good.said.clone();
        }
        let said = ask().await;
        let good_for_ms = if said.is_ok() { GOOD_FOR_MS } else { FAILED_FOR_MS };
        *kept = Some(Kept { said: said.clone(), until_ms: now_ms + good_for_ms });
        said
    }

    fn place(&self, what: K, now_ms: i64) -> Said<V> {
        let mut places = self.places.lock().unwrap_or_else(PoisonError::into_inner);
        if places.len() >= self.places_max && !places.contains_key(&what) {
            let oldest = places.iter().min_by_key(|(_, place)| place.asked_at_ms).map(|(what, _)| what.clone());
            oldest.and_then(|oldest| places.remove(&oldest));
        }
        let place = places.entry(what).or_insert_with(|| Place { kept: Said::default(), asked_at_ms: now_ms });
        place.asked_at_ms = now_ms;
        Arc::clone(&place.kept)
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use bytes::Bytes;

    use super::Lately;
    use crate::ProviderError;

    #[tokio::test]
    async fn subtitles_are_asked_for_once_and_again_when_they_are_old_or_forgotten() {
        let (texts, asked) = (Lately::new(16), Cell::new(0));
        let ask = async |film: &str, now_ms| {
            let answer = async || {
                asked.set(asked.get() + 1);
                Ok(Bytes::from_static(b"WEBVTT"))
            };
            texts.get(film.to_owned(), now_ms, answer).await.unwrap();
            asked.get()
        };
        assert_eq!((ask("a", 0).await, ask("a", 599_999).await, ask("a", 600_000).await), (1, 1, 2));
        for other in 0..16 {
            ask(&other.to_string(), 700_000).await;
        }
        assert_eq!(ask("a", 700_001).await, 2 + 16 + 1);
    }

    #[tokio::test]
    async fn that_there_are_none_is_remembered_for_a_moment() {
        let texts = Lately::new(16);
        let none = texts.get(1, 0, async || Err(ProviderError::Away)).await;
        assert_eq!(none, Err(ProviderError::Away));
        let still = texts.get(1, 9_999, async || Ok(Bytes::new())).await;
        assert_eq!(still, Err(ProviderError::Away));
        assert!(texts.get(2, 9_999, async || Ok(Bytes::new())).await.is_ok(), "others are others");
        assert!(texts.get(1, 10_000, async || Ok(Bytes::new())).await.is_ok());
    }
}
