//! Vimeo: titles, lengths and pictures by its oEmbed, which needs no key.

use async_trait::async_trait;
use url::Url;

use super::oembed::Embed;
use crate::error::ProviderError;
use crate::fetch::Fetch;
use crate::key::{Key, ProviderId};
use crate::location::Location;
use crate::provider::{Claim, Provider};
use crate::sites::Site;
use crate::video::{Source, SourceKind, Video};

const OEMBED: &str = "https://vimeo.com/api/oembed.json";

/// The provider `vimeo`.
#[derive(Debug)]
pub struct Vimeo {
    id: ProviderId,
}

impl Vimeo {
    /// Makes the provider.
    pub fn new(id: ProviderId) -> Self {
        Self { id }
    }
}

#[async_trait]
impl Provider for Vimeo {
    fn id(&self) -> &ProviderId {
        &self.id
    }

    fn claim(&self, url: &Url) -> Claim {
        Site::Vimeo.claim(&self.id, url)
    }

    async fn resolve(&self, fetch: &Fetch, key: &Key) -> Result<Video, ProviderError> {
        let at = Location::parse(&Site::Vimeo.address(&key.external)).ok_or(ProviderError::Malformed)?;
        let mut url = Url::parse(OEMBED)?;
        url.query_pairs_mut().append_pair("url", at.as_str());
        let embed = Embed::ask(fetch, url).await?;
        let mut video = Video::new(key.clone(), at.clone(), Source::new(SourceKind::Vimeo, at));
        embed.describe(&mut video);
        Ok(video)
    }
}
