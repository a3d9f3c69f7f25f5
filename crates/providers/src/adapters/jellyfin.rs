//! Jellyfin: the library of a server that the operator names. The token goes to that server and into no address. Films are
//! played as the files that they are, which Jellyfin gives to whoever knows their address; what browsers do not play Jellyfin
//! transcodes, and this server passes it on.

mod told;
mod transcoding;

use async_trait::async_trait;
use http::HeaderValue;
use http::header::AUTHORIZATION;
use serde::de::{DeserializeOwned, IgnoredAny};
use url::Url;

use crate::error::ProviderError;
use crate::fetch::{Ask, Expect, Fetch};
use crate::key::{Key, ProviderId};
use crate::links::is_id;
use crate::listing::{Listing, PAGE_VIDEOS_MAX, Page};
use crate::provider::{Capabilities, Claim, Provider};
use crate::relay::Streams;
use crate::video::Video;

use self::told::{Listed, Told};
pub use self::transcoding::Transcoding;

const FIELDS: &str = "Genres,ProductionYear,MediaStreams,Container";

/// The provider `jellyfin:NAME`.
pub struct Jellyfin {
    id: ProviderId,
    base: Url,
    authorization: Option<HeaderValue>,
    transcoding: Option<Transcoding>,
}

impl Jellyfin {
    /// Makes the provider, for the server at `base` and with a token (an API key) of it.
    pub fn new(id: ProviderId, mut base: Url, token: &str) -> Self {
        if !base.path().ends_with('/') {
            base.set_path(&format!("{}/", base.path()));
        }
        let version = env!("CARGO_PKG_VERSION");
        let text = format!(
            "MediaBrowser Token=\"{token}\", Client=\"Sameframe\", Device=\"Sameframe\", DeviceId=\"sameframe\", \
             Version=\"{version}\""
        );
        let authorization = HeaderValue::from_str(&text).ok().filter(|_| !token.contains('"'));
        let authorization = authorization.map(|mut value| {
            value.set_sensitive(true);
            value
        });
        Self { id, base, authorization, transcoding: None }
    }

    /// Makes the provider that also has what Jellyfin transcodes.
    #[must_use]
    pub fn transcoding(self, transcoding: Transcoding) -> Self {
        Self { transcoding: Some(transcoding), ..self }
    }

    async fn item(&self, fetch: &Fetch, key: &Key) -> Result<Told, ProviderError> {
        let listed: Listed = self.ask(fetch, &[("ids", &key.external)]).await?;
        let told = listed.items.read.into_iter().next().ok_or(ProviderError::NotFound)?;
        if told.is_folder { Err(ProviderError::Unsupported) } else { Ok(told) }
    }

    async fn ask<T: DeserializeOwned>(&self, fetch: &Fetch, query: &[(&str, &str)]) -> Result<T, ProviderError> {
        let authorization = self.authorization.clone().ok_or(ProviderError::Forbidden)?;
        let mut url = self.base.join("Items")?;
        url.query_pairs_mut().append_pair("fields", FIELDS).extend_pairs(query);
        Ok(fetch.json(Ask::new(url, Expect::Json).header(AUTHORIZATION, authorization)).await?)
    }

    async fn list(&self, fetch: &Fetch, page: &Page, more: &[(&str, &str)]) -> Result<Listing, ProviderError> {
        let start = page.number();
        let (from, limit) = (start.to_string(), PAGE_VIDEOS_MAX.to_string());
        let mut query = vec![("recursive", "true"), ("includeItemTypes", "Movie,Episode,Video,MusicVideo")];
        query.extend([("sortBy", "SortName"), ("startIndex", &from), ("limit", &limit)]);
        query.extend(more);
        let listed: Listed = self.ask(fetch, &query).await?;
        let next = start.saturating_add(u32::try_from(listed.items.len()).unwrap_or(u32::MAX));
        let page = (next > start && next < listed.total_record_count).then(|| Page::after(&next.to_string())).flatten();
        let videos = listed.items.read.into_iter().filter_map(|told| told.into_video(self));
        Ok(Listing::of_videos(videos).but(listed.items.unread).then(page))
    }
}

#[async_trait]
impl Provider for Jellyfin {
    fn id(&self) -> &ProviderId {
        &self.id
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities { expand: true, search: true, browse: true, tells_later: false }
    }

    /// Its pages are told apart by what follows the `#`: `…/web/#/details?id=…` for a film, a series or a season, and
    /// `…/web/#/list?parentId=…` for a folder.
    fn claim(&self, url: &Url) -> Claim {
        let is_own = url.origin() == self.base.origin() && url.path().starts_with(self.base.path());
        let Some((_, query)) = url.fragment().filter(|_| is_own).and_then(|fragment| fragment.split_once('?')) else {
            return Claim::No;
        };
        let key = |names: &[&str]| {
            let value = |pair: &str| {
                let (name, id) = pair.split_once('=')?;
                let is_wanted = names.contains(&name) && is_id(id, 32..=36);
                is_wanted.then(|| Key::new(&self.id, id).ok()).flatten()
            };
            query.split('&').find_map(value)
        };
        let several = || key(&["parentId", "topParentId"]).map(Claim::Several);
        key(&["id"]).map(Claim::Exact).or_else(several).unwrap_or(Claim::No)
    }

    fn streams(&self) -> Option<&dyn Streams> {
        self.transcoding.is_some().then_some(self as &dyn Streams)
    }

    async fn resolve(&self, fetch: &Fetch, key: &Key) -> Result<Video, ProviderError> {
        self.item(fetch, key).await?.into_video(self).ok_or(ProviderError::Malformed)
    }

    async fn expand(&self, fetch: &Fetch, key: &Key, page: &Page) -> Result<Listing, ProviderError> {
        self.list(fetch, page, &[("parentId", &key.external)]).await
    }

    async fn search(&self, fetch: &Fetch, words: &str, page: &Page) -> Result<Listing, ProviderError> {
        self.list(fetch, page, &[("searchTerm", words)]).await
    }

    async fn browse(&self, fetch: &Fetch, page: &Page) -> Result<Listing, ProviderError> {
        self.list(fetch, page, &[]).await
    }

    async fn health(&self, fetch: &Fetch) -> Result<(), ProviderError> {
        self.ask::<IgnoredAny>(fetch, &[("limit", "1")]).await.map(drop)
    }
}
