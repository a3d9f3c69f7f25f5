//! Media files that a browser plays by itself: how long they are is read from the first of their bytes.

use async_trait::async_trait;
use url::Url;

use crate::error::ProviderError;
use crate::fetch::{Ask, Expect, Fetch};
use crate::key::{Key, ProviderId};
use crate::links::is_file;
use crate::location::Location;
use crate::media::{Mp4, look_at_mp4, webm_length_ms};
use crate::provider::{Claim, Provider};
use crate::video::{Source, SourceKind, Video};

/// How much is asked for at a time, in bytes.
const PART_BYTES: u64 = 256 * 1_024;

/// The provider `file`: any address that leads to a media file.
#[derive(Debug)]
pub struct File {
    id: ProviderId,
}

impl File {
    /// Makes the provider.
    pub fn new(id: ProviderId) -> Self {
        Self { id }
    }
}

#[async_trait]
impl Provider for File {
    fn id(&self) -> &ProviderId {
        &self.id
    }

    fn claim(&self, url: &Url) -> Claim {
        let Ok(key) = Key::new(&self.id, url.as_str()) else { return Claim::No };
        if is_file(url) { Claim::Exact(key) } else { Claim::Maybe(key) }
    }

    async fn resolve(&self, fetch: &Fetch, key: &Key) -> Result<Video, ProviderError> {
        let url = Url::parse(&key.external)?;
        let begin = fetch.ask(Ask::new(url.clone(), Expect::Media).bytes(0, PART_BYTES)).await?;
        let length_ms = match look_at_mp4(&begin.bytes) {
            Mp4::Length(length_ms) => Some(length_ms),
            Mp4::FurtherOn(from) if begin.gives_parts => {
                let further = fetch.ask(Ask::new(url.clone(), Expect::Media).bytes(from, PART_BYTES)).await;
                // Without it the film is as good.
                further.ok().and_then(|further| match look_at_mp4(&further.bytes) {
                    Mp4::Length(length_ms) => Some(length_ms),
                    Mp4::FurtherOn(_) | Mp4::Untold => None,
                })
            }
            Mp4::FurtherOn(_) | Mp4::Untold => webm_length_ms(&begin.bytes),
        };
        let at = Location::of(&url).ok_or(ProviderError::Malformed)?;
        let mut source = Source::new(SourceKind::File, at.clone());
        source.mime = Some(begin.mime).filter(|mime| !mime.is_empty());
        let mut video = Video::new(key.clone(), at, source);
        video.length_ms = length_ms;
        Ok(video)
    }
}
