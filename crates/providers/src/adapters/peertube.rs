//! `PeerTube`: any instance, by the addresses that its pages have. Asking for the video tells whether it is one.

mod list;
mod told;

use async_trait::async_trait;
use serde::de::{DeserializeOwned, IgnoredAny};
use url::Url;

use self::list::List;
use self::told::{Captions, Element, Listed, Told};
use crate::adapters::beside::beside;
use crate::error::ProviderError;
use crate::fetch::{Ask, Expect, Fetch};
use crate::key::{Key, ProviderId};
use crate::links::{is_id, parts, root};
use crate::listing::{Listing, PAGE_VIDEOS_MAX, Page};
use crate::provider::{Capabilities, Claim, Provider};
use crate::sites::Site;
use crate::video::{Subtitles, Video};

/// The provider `peertube`: any instance, or the one that the operator names, which is also in the catalogue.
#[derive(Debug)]
pub struct PeerTube {
    id: ProviderId,
    instance: Option<Url>,
    /// What of the instance is in the catalogue, where that is not all.
    part: Option<List>,
}

impl PeerTube {
    /// Makes the provider, of any instance or of one. The address of one of its playlists, channels or accounts brings no more
    /// than that into the catalogue.
    pub fn new(id: ProviderId, instance: Option<Url>) -> Self {
        let part = instance.as_ref().and_then(List::read);
        Self { id, instance, part }
    }

    /// Asks for a page of what is listed at an address of the API.
    async fn page<T>(&self, fetch: &Fetch, mut api: Url, page: &Page) -> Result<Listing, ProviderError>
    where
        T: DeserializeOwned + Into<Option<Told>>,
    {
        let (instance, start) = (root(&api), page.number());
        api.query_pairs_mut()
            .append_pair("start", &start.to_string())
            .append_pair("count", &PAGE_VIDEOS_MAX.to_string());
        let listed: Listed<T> = fetch.json(Ask::new(api, Expect::Json)).await?;
        let count = u32::try_from(listed.data.len()).unwrap_or(u32::MAX);
        let next = start.saturating_add(count);
        let page = (count > 0 && next < listed.total).then(|| Page::after(&next.to_string())).flatten();
        let told = listed.data.read.into_iter().filter_map(Into::into);
        let videos = told.filter_map(|told: Told| told.into_video(&self.id, &instance));
        Ok(Listing::of_videos(videos).but(listed.data.unread).then(page))
    }

    async fn list(&self, fetch: &Fetch, list: &List, page: &Page) -> Result<Listing, ProviderError> {
        if list.has_places() {
            self.page::<Element>(fetch, list.api()?, page).await
        } else {
            self.page::<Told>(fetch, list.api()?, page).await
        }
    }

    async fn captions(&self, fetch: &Fetch, instance: &Url, id: &str) -> Result<Vec<Subtitles>, ProviderError> {
        let url = instance.join(&format!("/api/v1/videos/{id}/captions"))?;
        let told: Captions = fetch.json(Ask::new(url, Expect::Json)).await?;
        Ok(told.into_subtitles(instance))
    }

    /// Asks the instance that the operator names for what everybody may see.
    async fn of_all(
        &self,
        fetch: &Fetch,
        path: &str,
        page: &Page,
        more: &[(&str, &str)],
    ) -> Result<Listing, ProviderError> {
        let mut api = self.instance.as_ref().ok_or(ProviderError::Unsupported)?.join(path)?;
        api.query_pairs_mut().append_pair("nsfw", "false").extend_pairs(more);
        self.page::<Told>(fetch, api, page).await
    }
}

#[async_trait]
impl Provider for PeerTube {
    fn id(&self) -> &ProviderId {
        &self.id
    }

    fn capabilities(&self) -> Capabilities {
        let has_instance = self.instance.is_some();
        Capabilities {
            expand: true,
            search: has_instance && self.part.is_none(),
            browse: has_instance,
            tells_later: true,
        }
    }

    /// Of the instance that the operator names it is certain. Any other server may be one, but for the known sites.
    fn claim(&self, url: &Url) -> Claim {
        let is_own = match &self.instance {
            Some(instance) => instance.origin() == url.origin(),
            None => Site::read(url).is_none(),
        };
        if !is_own {
            return Claim::No;
        }
        if let Some(key) = List::read(url).and_then(|list| list.key(&self.id)) {
            return if self.instance.is_some() { Claim::Several(key) } else { Claim::Maybe(key) };
        }
        let id = match parts(url).as_slice() {
            ["w", id] | ["videos", "watch" | "embed", id] => *id,
            _ => return Claim::No,
        };
        let sure = if self.instance.is_some() { Claim::Exact } else { Claim::Maybe };
        let key = Key::new(&self.id, &format!("{}w/{id}", root(url)));
        key.ok().filter(|_| is_id(id, 10..=40)).map_or(Claim::No, sure)
    }

    async fn resolve(&self, fetch: &Fetch, key: &Key) -> Result<Video, ProviderError> {
        if let Some(list) = List::of(key)? {
            // Who answers with a list of videos is an instance, and there are several.
            self.list(fetch, &list, &Page::first()).await?;
            return Err(ProviderError::Unsupported);
        }
        let page = Url::parse(&key.external)?;
        let id = page.path().rsplit('/').next().unwrap_or_default();
        let url = page.join(&format!("/api/v1/videos/{id}"))?;
        let told: Told = fetch.json(Ask::new(url, Expect::Json)).await?;
        let instance = root(&page);
        let mut video = told.into_video(&self.id, &instance).ok_or(ProviderError::Malformed)?;
        match beside(self.captions(fetch, &instance, id)).await {
            Some(subtitles) => video.subtitles = subtitles,
            None => video.told_in_part = true,
        }
        Ok(video)
    }

    async fn expand(&self, fetch: &Fetch, key: &Key, page: &Page) -> Result<Listing, ProviderError> {
        let list = List::of(key)?.ok_or(ProviderError::Unsupported)?;
        self.list(fetch, &list, page).await
    }

    async fn search(&self, fetch: &Fetch, words: &str, page: &Page) -> Result<Listing, ProviderError> {
        if self.part.is_some() {
            return Err(ProviderError::Unsupported);
        }
        self.of_all(fetch, "/api/v1/search/videos", page, &[("search", words), ("searchTarget", "local")]).await
    }

    async fn browse(&self, fetch: &Fetch, page: &Page) -> Result<Listing, ProviderError> {
        match &self.part {
            Some(part) => self.list(fetch, part, page).await,
            None => self.of_all(fetch, "/api/v1/videos", page, &[("isLocal", "true"), ("sort", "-publishedAt")]).await,
        }
    }

    async fn health(&self, fetch: &Fetch) -> Result<(), ProviderError> {
        let Some(instance) = &self.instance else { return Ok(()) };
        let asked = fetch.json::<IgnoredAny>(Ask::new(instance.join("/api/v1/config")?, Expect::Json)).await;
        Ok(asked.map(drop)?)
    }
}
