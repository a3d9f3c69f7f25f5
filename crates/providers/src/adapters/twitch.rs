//! Twitch: what its pages say of themselves; all else needs an account with it.

use async_trait::async_trait;
use url::Url;

use super::page::WebPage;
use crate::error::ProviderError;
use crate::fetch::Fetch;
use crate::key::{Key, ProviderId};
use crate::location::Location;
use crate::provider::{Claim, Provider};
use crate::sites::Site;
use crate::video::{Source, SourceKind, Video};

/// The provider `twitch`: videos, and channels that are live.
#[derive(Debug)]
pub struct Twitch {
    id: ProviderId,
}

impl Twitch {
    /// Makes the provider.
    pub fn new(id: ProviderId) -> Self {
        Self { id }
    }
}

#[async_trait]
impl Provider for Twitch {
    fn id(&self) -> &ProviderId {
        &self.id
    }

    fn claim(&self, url: &Url) -> Claim {
        Site::Twitch.claim(&self.id, url)
    }

    async fn resolve(&self, fetch: &Fetch, key: &Key) -> Result<Video, ProviderError> {
        let page = Url::parse(&Site::Twitch.address(&key.external))?;
        let at = Location::of(&page).ok_or(ProviderError::Malformed)?;
        let mut video = Video::new(key.clone(), at.clone(), Source::new(SourceKind::Twitch, at));
        video.live = !key.external.starts_with("videos/");
        WebPage::describe(fetch, page, &mut video).await?;
        Ok(video)
    }
}
