//! `YouTube`: titles by `oEmbed` without a key; with one of the operator's, also lengths, playlists, channels and searching.

use async_trait::async_trait;
use http::{HeaderName, HeaderValue};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use url::Url;

use super::oembed::Embed;
use crate::date::{iso_length_ms, year};
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

const API: &str = "https://www.googleapis.com/youtube/v3/";
const OEMBED: &str = "https://www.youtube.com/oembed";
/// As many as one question about videos may name.
const AT_ONCE: &str = "50";

/// The provider `youtube`.
pub struct YouTube {
    id: ProviderId,
    api_key: Option<HeaderValue>,
}

impl YouTube {
    /// Makes the provider, with the operator's key to the Data API where there is one.
    pub fn new(id: ProviderId, api_key: Option<&str>) -> Self {
        let secret = |key: &str| {
            let mut value = HeaderValue::from_str(key).ok()?;
            value.set_sensitive(true);
            Some(value)
        };
        Self { id, api_key: api_key.and_then(secret) }
    }

    async fn api<T: DeserializeOwned>(
        &self,
        fetch: &Fetch,
        path: &str,
        query: &[(&str, &str)],
    ) -> Result<T, ProviderError> {
        let key = self.api_key.clone().ok_or(ProviderError::Unsupported)?;
        let mut url = Url::parse(API)?.join(path)?;
        url.query_pairs_mut().extend_pairs(query);
        let ask = Ask::new(url, Expect::Json).header(HeaderName::from_static("x-goog-api-key"), key);
        Ok(fetch.json(ask).await?)
    }

    async fn by_key(&self, fetch: &Fetch, ids: &str) -> Result<Vec<Video>, ProviderError> {
        let parts = "snippet,contentDetails,status";
        let told: Items<Told> =
            self.api(fetch, "videos", &[("part", parts), ("id", ids), ("maxResults", AT_ONCE)]).await?;
        Ok(told.items.into_iter().filter_map(|told| told.into_video(&self.id)).collect())
    }

    async fn by_oembed(&self, fetch: &Fetch, key: &Key) -> Result<Video, ProviderError> {
        let mut video = video(&self.id, &key.external).ok_or(ProviderError::Malformed)?;
        let mut url = Url::parse(OEMBED)?;
        url.query_pairs_mut().append_pair("url", video.url.as_str()).append_pair("format", "json");
        let embed = match Embed::ask(fetch, url).await {
            // So it answers to what is no video.
            Err(ProviderError::Malformed) => return Err(ProviderError::NotFound),
            other => other?,
        };
        embed.describe(&mut video);
        Ok(video)
    }
}

#[async_trait]
impl Provider for YouTube {
    fn id(&self) -> &ProviderId {
        &self.id
    }

    fn capabilities(&self) -> Capabilities {
        let has_key = self.api_key.is_some();
        Capabilities { expand: has_key, search: has_key, ..Capabilities::default() }
    }

    fn claim(&self, url: &Url) -> Claim {
        Site::YouTube.claim(&self.id, url)
    }

    fn picture(&self, key: &Key) -> Option<Location> {
        video(&self.id, &key.external)?.picture
    }

    async fn resolve(&self, fetch: &Fetch, key: &Key) -> Result<Video, ProviderError> {
        if self.api_key.is_some() {
            match self.by_key(fetch, &key.external).await {
                Ok(videos) => return videos.into_iter().next().ok_or(ProviderError::NotFound),
                // A quota that is used up, or a key that was withdrawn, is no reason to know nothing.
                Err(error) => tracing::debug!(%error, "YouTube does not answer to the key"),
            }
        }
        self.by_oembed(fetch, key).await
    }

    async fn expand(&self, fetch: &Fetch, key: &Key, page: &Page) -> Result<Listing, ProviderError> {
        let list = key.external.strip_prefix(LIST).ok_or(ProviderError::Unsupported)?;
        let mut query = vec![("part", "contentDetails"), ("maxResults", AT_ONCE), ("playlistId", list)];
        query.extend(page.place().map(|place| ("pageToken", place)));
        let listed: Items<ListItem> = self.api(fetch, "playlistItems", &query).await?;
        let ids: Vec<_> = listed.items.into_iter().map(|item| item.content_details.video_id).collect();
        let next = listed.next_page_token.as_deref().and_then(Page::after);
        Ok(Listing::of_videos(self.by_key(fetch, &ids.join(",")).await?).then(next))
    }

    async fn search(&self, fetch: &Fetch, words: &str, page: &Page) -> Result<Listing, ProviderError> {
        let mut query = vec![("part", "id"), ("type", "video"), ("maxResults", "25"), ("q", words)];
        query.extend(page.place().map(|place| ("pageToken", place)));
        let found: Items<FoundItem> = self.api(fetch, "search", &query).await?;
        let ids: Vec<_> = found.items.into_iter().filter_map(|item| item.id.video_id).collect();
        let next = found.next_page_token.as_deref().and_then(Page::after);
        Ok(Listing::of_videos(self.by_key(fetch, &ids.join(",")).await?).then(next))
    }
}

fn video(provider: &ProviderId, id: &str) -> Option<Video> {
    let key = Key::new(provider, id).ok().filter(|_| is_id(id, 11..=11))?;
    let url = Location::parse(&Site::YouTube.address(id))?;
    let mut video = Video::new(key, url.clone(), Source::new(SourceKind::YouTube, url));
    video.picture = Location::parse(&format!("https://i.ytimg.com/vi/{id}/hqdefault.jpg"));
    Some(video)
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Items<T> {
    #[serde(default = "Vec::new")]
    items: Vec<T>,
    next_page_token: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ListItem {
    content_details: ListItemDetails,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ListItemDetails {
    video_id: String,
}

#[derive(Deserialize)]
struct FoundItem {
    id: FoundId,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct FoundId {
    video_id: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Told {
    id: String,
    snippet: Snippet,
    content_details: Details,
    status: Option<Status>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Snippet {
    title: String,
    published_at: Option<String>,
    #[serde(default)]
    tags: Vec<String>,
    default_audio_language: Option<String>,
    live_broadcast_content: Option<String>,
}

#[derive(Deserialize)]
struct Details {
    duration: Option<String>,
}

#[derive(Deserialize)]
struct Status {
    embeddable: Option<bool>,
}

impl Told {
    /// One that must not be shown on other sites is played on its own page only.
    fn into_video(self, provider: &ProviderId) -> Option<Video> {
        let mut video = video(provider, &self.id)?;
        if self.status.and_then(|status| status.embeddable) == Some(false) {
            video.sources = vec![Source::new(SourceKind::Page, video.url.clone())];
        }
        video.title = PlainText::title(&self.snippet.title);
        video.live = self.snippet.live_broadcast_content.as_deref() == Some("live");
        video.length_ms = self.content_details.duration.as_deref().and_then(iso_length_ms);
        video.year = self.snippet.published_at.as_deref().and_then(year);
        video.tags = PlainText::tags(self.snippet.tags.iter().map(String::as_str));
        video.languages = PlainText::tags(self.snippet.default_audio_language.as_deref());
        Some(video)
    }
}
