//! Between what providers say and what the database keeps.

use std::sync::Arc;

use async_trait::async_trait;
use store::{Catalogue, Store, StoreError, StoredSubtitles, StoredVideo};
use timeline::Timestamp;

use crate::cache::{Cache, CacheError, Kept};
use crate::key::Key;
use crate::text::PlainText;
use crate::video::{Source, Video};

/// Who has brought a video here, and so whether everybody may find it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FoundBy {
    /// Its provider lists it.
    Provider,
    /// Somebody has brought its address: nobody else finds it.
    Somebody,
}

/// Makes of a video what is kept of it, as described at a time.
pub fn to_stored(video: &Video, found_by: FoundBy, now: Timestamp) -> StoredVideo {
    let texts = |texts: &[PlainText]| texts.iter().map(|text| text.as_str().to_owned()).collect();
    let source = video.sources.first();
    let track = |track: &crate::video::Subtitles| StoredSubtitles {
        language: track.language.as_str().to_owned(),
        url: track.url.to_string(),
    };
    StoredVideo {
        id: video.id(),
        provider: video.key.provider.to_string(),
        external_id: video.key.external.clone(),
        url: video.url.to_string(),
        kind: source.map_or("page", |source| source.kind.name()).to_owned(),
        source_url: source.map_or_else(|| video.url.to_string(), |source: &Source| source.url.to_string()),
        title: video.title.as_ref().map(|title| title.as_str().to_owned()).unwrap_or_default(),
        length_ms: video.length_ms,
        live: video.live,
        picture: video.picture.as_ref().map(ToString::to_string),
        tags: texts(&video.tags),
        year: video.year.map(u32::from),
        languages: texts(&video.languages),
        subtitles: video.subtitles.iter().map(track).collect(),
        listed: found_by == FoundBy::Provider,
        described_at: Some(now),
        updated_at: now,
        gone_at: None,
    }
}

/// Keeps what providers say in the database, for all processes.
pub struct StoreCache(pub Arc<dyn Store>);

impl StoreCache {
    fn catalogue(&self) -> Result<&dyn Catalogue, CacheError> {
        self.0.catalogue().ok_or_else(|| CacheError("this database keeps no videos".into()))
    }
}

#[async_trait]
impl Cache for StoreCache {
    async fn get(&self, key: &Key, now_ms: i64) -> Result<Option<Kept>, CacheError> {
        let said = self.catalogue()?.said(&key.to_string(), Timestamp::from_ms(now_ms)).await?;
        // What another version has written differently is asked for again.
        Ok(said.and_then(|said| serde_json::from_str(&said).ok()))
    }

    async fn put(&self, key: &Key, kept: &Kept) -> Result<(), CacheError> {
        let said = serde_json::to_string(kept).map_err(|error| CacheError(error.into()))?;
        let until = Timestamp::from_ms(kept.until_ms());
        Ok(self.catalogue()?.keep_said(&key.to_string(), &said, until).await?)
    }
}

impl From<StoreError> for CacheError {
    fn from(error: StoreError) -> Self {
        Self(error.into())
    }
}
