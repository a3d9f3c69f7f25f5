//! Dailymotion: its public Data API, which needs no key.

use async_trait::async_trait;
use serde::Deserialize;
use url::Url;

use crate::error::ProviderError;
use crate::fetch::{Ask, Expect, Fetch};
use crate::key::{Key, ProviderId};
use crate::links::is_id;
use crate::listing::{Listing, Page};
use crate::location::Location;
use crate::provider::{Capabilities, Claim, Provider};
use crate::sites::{LIST, Site};
use crate::text::PlainText;
use crate::video::{Source, SourceKind, Video};

const API: &str = "https://api.dailymotion.com/";
const FIELDS: &str = "id,title,duration,mode,language,tags,thumbnail_480_url";

/// The provider `dailymotion`.
#[derive(Debug)]
pub struct Dailymotion {
    id: ProviderId,
}

impl Dailymotion {
    /// Makes the provider.
    pub fn new(id: ProviderId) -> Self {
        Self { id }
    }

    async fn list(
        &self,
        fetch: &Fetch,
        path: &str,
        page: &Page,
        more: &[(&str, &str)],
    ) -> Result<Listing, ProviderError> {
        let mut url = Url::parse(API)?.join(path)?;
        let number = page.number().max(1);
        let page = number.to_string();
        url.query_pairs_mut().extend_pairs([("fields", FIELDS), ("limit", "100"), ("page", &page)]).extend_pairs(more);
        let listed: Listed = fetch.json(Ask::new(url, Expect::Json)).await?;
        let next = listed.has_more.then(|| Page::after(&(number + 1).to_string())).flatten();
        Ok(Listing::of_videos(listed.list.into_iter().filter_map(|told| told.into_video(&self.id))).then(next))
    }
}

#[async_trait]
impl Provider for Dailymotion {
    fn id(&self) -> &ProviderId {
        &self.id
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities { expand: true, search: true, ..Capabilities::default() }
    }

    fn claim(&self, url: &Url) -> Claim {
        Site::Dailymotion.claim(&self.id, url)
    }

    async fn resolve(&self, fetch: &Fetch, key: &Key) -> Result<Video, ProviderError> {
        let mut url = Url::parse(API)?.join(&format!("video/{}", key.external))?;
        url.query_pairs_mut().append_pair("fields", FIELDS);
        let told: Told = fetch.json(Ask::new(url, Expect::Json)).await?;
        told.into_video(&self.id).ok_or(ProviderError::Malformed)
    }

    async fn expand(&self, fetch: &Fetch, key: &Key, page: &Page) -> Result<Listing, ProviderError> {
        let list = key.external.strip_prefix(LIST).ok_or(ProviderError::Unsupported)?;
        self.list(fetch, &format!("playlist/{list}/videos"), page, &[]).await
    }

    async fn search(&self, fetch: &Fetch, words: &str, page: &Page) -> Result<Listing, ProviderError> {
        self.list(fetch, "videos", page, &[("search", words)]).await
    }
}

#[derive(Deserialize)]
struct Listed {
    #[serde(default)]
    has_more: bool,
    list: Vec<Told>,
}

#[derive(Deserialize)]
struct Told {
    id: String,
    title: String,
    duration: Option<u64>,
    mode: Option<String>,
    language: Option<String>,
    #[serde(default)]
    tags: Vec<String>,
    thumbnail_480_url: Option<String>,
}

impl Told {
    fn into_video(self, provider: &ProviderId) -> Option<Video> {
        let key = Key::new(provider, &self.id).ok().filter(|_| is_id(&self.id, 5..=24))?;
        let at = Location::parse(&Site::Dailymotion.address(&self.id))?;
        let mut video = Video::new(key, at.clone(), Source::new(SourceKind::Dailymotion, at));
        video.title = PlainText::title(&self.title);
        video.live = self.mode.as_deref() == Some("live");
        video.length_ms =
            self.duration.filter(|&length_s| length_s > 0 && !video.live).map(|s| s.saturating_mul(1_000));
        video.picture = self.thumbnail_480_url.as_deref().and_then(Location::parse);
        video.tags = PlainText::tags(self.tags.iter().map(String::as_str));
        video.languages = PlainText::tags(self.language.as_deref());
        Some(video)
    }
}
