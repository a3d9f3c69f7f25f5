//! Passes streams of one provider on.

use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;

use super::error::RelayError;
use super::films::{Age, Films};
use super::lately::Lately;
use super::runs::Runs;
use super::streams::Streams;
use crate::error::ProviderError;
use crate::fetch::{Fetch, Streamed};
use crate::key::Key;

/// How many subtitles are remembered; each may have 2 MiB.
const TEXTS_MAX: usize = 16;
/// Of how many films it is remembered which subtitles they have.
const FILMS_WITH_TEXTS_MAX: usize = 200;

/// What is known of the streams of one provider that are passed on.
pub(crate) struct Relay {
    films: Films,
    /// Subtitles by the name of their film and their number.
    texts: Lately<(String, u32), Bytes>,
    /// Which numbers a film has.
    texts_of: Lately<String, Arc<[u32]>>,
    runs: Mutex<Runs>,
}

impl Relay {
    pub(crate) fn new(streams: &dyn Streams) -> Self {
        Self {
            films: Films::default(),
            texts: Lately::new(TEXTS_MAX),
            texts_of: Lately::new(FILMS_WITH_TEXTS_MAX),
            runs: Mutex::new(Runs::new(streams.at_once_max())),
        }
    }

    /// Returns the playlist of a video as people get it.
    pub(crate) async fn playlist(&self, streams: &dyn Streams, fetch: &Fetch, key: &Key) -> Result<String, RelayError> {
        let asked =
            self.films.playlist(&key.external, Age::Good, fetch.now_ms(), async || streams.playlist(fetch, key).await);
        Ok(asked.await?.write())
    }

    /// Begins to pass a segment on.
    pub(crate) async fn segment(
        &self,
        streams: &dyn Streams,
        fetch: &Fetch,
        key: &Key,
        number: usize,
    ) -> Result<Streamed, RelayError> {
        let film = key.external.as_str();
        let asked = self.films.playlist(film, Age::Any, fetch.now_ms(), async || streams.playlist(fetch, key).await);
        let playlist = asked.await?;
        let at = playlist.segment(number).ok_or(ProviderError::NotFound)?;
        let run = {
            let mut runs = self.runs.lock().unwrap_or_else(PoisonError::into_inner);
            runs.choose(film, number, fetch.now_ms(), rand::random()).ok_or(RelayError::TooMany)?
        };
        // No two nodes and no two starts give the same name.
        let asked = streams.segment(at, &format!("sameframe-{run:016x}"))?;
        Ok(fetch.open(asked).await?)
    }

    /// Returns subtitles of a video, whole. What the video does not have is not asked for, and takes nobody's place.
    pub(crate) async fn subtitles(
        &self,
        streams: &dyn Streams,
        fetch: &Fetch,
        key: &Key,
        number: u32,
    ) -> Result<Bytes, RelayError> {
        let (film, now_ms) = (&key.external, fetch.now_ms());
        let all = self.texts_of.get(film.clone(), now_ms, async || Ok(streams.texts(fetch, key).await?.into())).await?;
        if !all.contains(&number) {
            return Err(ProviderError::NotFound.into());
        }
        let ask = async || streams.subtitles(fetch, key, number).await;
        Ok(self.texts.get((film.clone(), number), now_ms, ask).await?)
    }
}
