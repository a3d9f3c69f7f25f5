//! Passes streams of one provider on.

use std::sync::{Mutex, PoisonError};

use bytes::Bytes;

use super::error::RelayError;
use super::films::{Age, Films};
use super::runs::Runs;
use super::streams::Streams;
use super::texts::Texts;
use crate::error::ProviderError;
use crate::fetch::{Fetch, Streamed};
use crate::key::Key;

/// What is known of the streams of one provider that are passed on.
pub(crate) struct Relay {
    films: Films,
    texts: Texts,
    runs: Mutex<Runs>,
}

impl Relay {
    pub(crate) fn new(streams: &dyn Streams) -> Self {
        Self { films: Films::default(), texts: Texts::default(), runs: Mutex::new(Runs::new(streams.at_once_max())) }
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

    /// Returns subtitles of a video, whole.
    pub(crate) async fn subtitles(
        &self,
        streams: &dyn Streams,
        fetch: &Fetch,
        key: &Key,
        number: u32,
    ) -> Result<Bytes, RelayError> {
        let ask = async || streams.subtitles(fetch, key, number).await;
        Ok(self.texts.get(&key.external, number, fetch.now_ms(), ask).await?)
    }
}
