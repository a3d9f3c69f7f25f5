//! The playlists that were asked for lately, so that a provider is asked once however many watch.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::Mutex as AsyncMutex;

use super::playlist::Playlist;
use crate::error::ProviderError;

/// How long a playlist is given to who opens a film: it may have another file by then.
const GOOD_FOR_MS: i64 = 600_000;
/// How long it is remembered that there is none, so that who waits together fails together.
const FAILED_FOR_MS: i64 = 3_000;
/// How many segments of all films together are remembered.
const SEGMENTS_MAX: usize = 60_000;
/// How many films.
const FILMS_MAX: usize = 200;

/// What is known of films, by their names. Of too many, the one is forgotten that was asked for longest ago.
#[derive(Debug, Default)]
pub(super) struct Films(Mutex<HashMap<String, Film>>);

#[derive(Clone, Debug, Default)]
struct Film {
    kept: Arc<AsyncMutex<Option<Kept>>>,
    segments: usize,
    asked_at_ms: i64,
}

#[derive(Debug)]
struct Kept {
    said: Result<Arc<Playlist>, ProviderError>,
    at_ms: i64,
}

/// How old a playlist may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Age {
    /// As old as one may be for who opens the film.
    Good,
    /// As old as it is: who watches goes on with the one that they began with.
    Any,
}

impl Films {
    /// Returns the playlist of a film, and asks for it where none is known. Whoever else wants it meanwhile waits for that.
    pub(super) async fn playlist(
        &self,
        film: &str,
        age: Age,
        now_ms: i64,
        ask: impl AsyncFnOnce() -> Result<Playlist, ProviderError>,
    ) -> Result<Arc<Playlist>, ProviderError> {
        let place = self.place(film, now_ms);
        let mut kept = place.lock().await;
        let good = kept.as_ref().filter(|kept| match (&kept.said, age) {
            (Ok(_), Age::Any) => true,
            (Ok(_), Age::Good) => now_ms - kept.at_ms < GOOD_FOR_MS,
            (Err(_), _) => now_ms - kept.at_ms < FAILED_FOR_MS,
        });
        if let Some(good) = good {
            return good.said.clone();
        }
        let said = ask().await.map(Arc::new);
        *kept = Some(Kept { said: said.clone(), at_ms: now_ms });
        self.make_room(film, said.as_ref().map_or(0, |playlist| playlist.len()));
        said
    }

    fn place(&self, film: &str, now_ms: i64) -> Arc<AsyncMutex<Option<Kept>>> {
        let mut films = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let place = films.entry(film.to_owned()).or_default();
        place.asked_at_ms = now_ms;
        Arc::clone(&place.kept)
    }

    /// Remembers how large a film is, and forgets others where there are too many.
    fn make_room(&self, film: &str, segments: usize) {
        let mut films = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(own) = films.get_mut(film) {
            own.segments = segments;
        }
        let mut all: usize = films.values().map(|film| film.segments).sum();
        while all > SEGMENTS_MAX || films.len() > FILMS_MAX {
            let others = films.iter().filter(|(name, _)| *name != film);
            let Some(oldest) = others.min_by_key(|(_, film)| film.asked_at_ms).map(|(name, _)| name.clone()) else {
                return;
            };
            all -= films.remove(&oldest).map_or(0, |film| film.segments);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use url::Url;

    use super::{Age, Films};
    use crate::ProviderError;
    use crate::relay::Playlist;

    fn playlist(segments: usize) -> Playlist {
        let text = format!("#EXTM3U\n{}#EXT-X-ENDLIST", "#EXTINF:6,\na.ts\n".repeat(segments));
        Playlist::read(&text, &Url::parse("http://jelly.example/").unwrap(), Some).unwrap()
    }

    #[tokio::test]
    async fn a_playlist_is_asked_for_once_and_again_when_it_is_old() {
        let (films, asked) = (Films::default(), Cell::new(0));
        let ask = async |age, now_ms| {
            let answer = async || {
                asked.set(asked.get() + 1);
                Ok(playlist(1))
            };
            films.playlist("a", age, now_ms, answer).await.unwrap();
            asked.get()
        };
        assert_eq!((ask(Age::Good, 0).await, ask(Age::Good, 599_999).await), (1, 1));
        assert_eq!((ask(Age::Any, 600_000).await, ask(Age::Good, 600_000).await), (1, 2));
    }

    #[tokio::test]
    async fn that_there_is_none_is_remembered_for_a_moment() {
        let films = Films::default();
        let away = films.playlist("a", Age::Good, 0, async || Err(ProviderError::Away)).await;
        assert_eq!(away, Err(ProviderError::Away));
        let still = films.playlist("a", Age::Any, 2_999, async || Ok(playlist(1))).await;
        assert_eq!(still, Err(ProviderError::Away));
        assert!(films.playlist("a", Age::Any, 3_000, async || Ok(playlist(1))).await.is_ok());
    }

    #[tokio::test]
    async fn of_too_many_the_oldest_is_forgotten() {
        let films = Films::default();
        for (film, now_ms) in [("a", 0), ("b", 1), ("c", 2), ("d", 3)] {
            films.playlist(film, Age::Good, now_ms, async || Ok(playlist(20_000))).await.unwrap();
        }
        let asked = films.playlist("b", Age::Any, 4, async || Err(ProviderError::Away)).await;
        assert!(asked.is_ok());
        let asked = films.playlist("a", Age::Any, 5, async || Err(ProviderError::Away)).await;
        assert_eq!(asked, Err(ProviderError::Away));
    }
}
