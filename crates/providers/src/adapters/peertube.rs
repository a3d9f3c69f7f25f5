//! `PeerTube`: any instance, by the addresses that its pages have. Asking for the video tells whether it is one.

use async_trait::async_trait;
use serde::Deserialize;
use url::Url;

use crate::error::ProviderError;
use crate::fetch::{Ask, Expect, Fetch};
use crate::key::{Key, ProviderId};
use crate::links::{is_id, parts, root};
use crate::listing::{Listing, PAGE_VIDEOS_MAX, Page};
use crate::location::Location;
use crate::provider::{Capabilities, Claim, Provider};
use crate::text::PlainText;
use crate::video::{Source, SourceKind, Video};

/// The provider `peertube`: any instance, and for the catalogue the one that the operator names.
#[derive(Debug)]
pub struct PeerTube {
    id: ProviderId,
    instance: Option<Url>,
}

impl PeerTube {
    /// Makes the provider, with the catalogue of an instance where one is given.
    pub fn new(id: ProviderId, instance: Option<Url>) -> Self {
        Self { id, instance }
    }

    async fn list(
        &self,
        fetch: &Fetch,
        path: &str,
        page: &Page,
        more: &[(&str, &str)],
    ) -> Result<Listing, ProviderError> {
        let instance = self.instance.as_ref().ok_or(ProviderError::Unsupported)?;
        let mut url = instance.join(path)?;
        let start = page.number();
        url.query_pairs_mut()
            .append_pair("start", &start.to_string())
            .append_pair("count", &PAGE_VIDEOS_MAX.to_string())
            .append_pair("nsfw", "false")
            .extend_pairs(more);
        let listed: Listed = fetch.json(Ask::new(url, Expect::Json)).await?;
        let count = u32::try_from(listed.data.len()).unwrap_or(u32::MAX);
        let next = start.saturating_add(count);
        let page = (count > 0 && next < listed.total).then(|| Page::after(&next.to_string())).flatten();
        let videos = listed.data.into_iter().filter_map(|told| told.into_video(&self.id, instance));
        Ok(Listing::of_videos(videos).then(page))
    }
}

#[async_trait]
impl Provider for PeerTube {
    fn id(&self) -> &ProviderId {
        &self.id
    }

    fn capabilities(&self) -> Capabilities {
        let has_instance = self.instance.is_some();
        Capabilities { expand: false, search: has_instance, browse: has_instance }
    }

    fn claim(&self, url: &Url) -> Claim {
        let id = match parts(url).as_slice() {
            ["w", id] | ["videos", "watch" | "embed", id] => *id,
            _ => return Claim::No,
        };
        let key = Key::new(&self.id, &format!("{}w/{id}", root(url)));
        key.ok().filter(|_| is_id(id, 10..=40)).map_or(Claim::No, Claim::Maybe)
    }

    async fn resolve(&self, fetch: &Fetch, key: &Key) -> Result<Video, ProviderError> {
        let page = Url::parse(&key.external)?;
        let id = page.path().rsplit('/').next().unwrap_or_default();
        let url = page.join(&format!("/api/v1/videos/{id}"))?;
        let told: Told = fetch.json(Ask::new(url, Expect::Json)).await?;
        told.into_video(&self.id, &root(&page)).ok_or(ProviderError::Malformed)
    }

    async fn search(&self, fetch: &Fetch, words: &str, page: &Page) -> Result<Listing, ProviderError> {
        self.list(fetch, "/api/v1/search/videos", page, &[("search", words), ("searchTarget", "local")]).await
    }

    async fn browse(&self, fetch: &Fetch, page: &Page) -> Result<Listing, ProviderError> {
        self.list(fetch, "/api/v1/videos", page, &[("isLocal", "true"), ("sort", "-publishedAt")]).await
    }

    async fn health(&self, fetch: &Fetch) -> Result<(), ProviderError> {
        let Some(instance) = &self.instance else { return Ok(()) };
        let asked = fetch.json::<serde::de::IgnoredAny>(Ask::new(instance.join("/api/v1/config")?, Expect::Json)).await;
        Ok(asked.map(drop)?)
    }
}

#[derive(Deserialize)]
struct Listed {
    total: u32,
    data: Vec<Told>,
}

/// A video as the API has it; lists leave the files out.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Told {
    #[serde(rename = "shortUUID")]
    short_uuid: Option<String>,
    uuid: String,
    name: String,
    duration: u64,
    #[serde(default)]
    is_live: bool,
    thumbnail_path: Option<String>,
    #[serde(default)]
    thumbnails: Vec<Thumbnail>,
    published_at: Option<String>,
    language: Option<Labelled>,
    category: Option<Labelled>,
    #[serde(default)]
    tags: Vec<String>,
    #[serde(default)]
    files: Vec<MediaFile>,
    #[serde(default)]
    streaming_playlists: Vec<Streaming>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Thumbnail {
    file_url: Option<String>,
}

#[derive(Deserialize)]
struct Labelled {
    id: Option<serde_json::Value>,
    label: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct MediaFile {
    file_url: Option<String>,
    resolution: Option<Resolution>,
}

#[derive(Deserialize)]
struct Resolution {
    id: u32,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Streaming {
    playlist_url: String,
}

impl Told {
    fn into_video(self, provider: &ProviderId, instance: &Url) -> Option<Video> {
        let id = self.short_uuid.as_ref().unwrap_or(&self.uuid);
        let url = Location::join(instance, &format!("/w/{id}")).filter(|_| is_id(id, 10..=40))?;
        let key = Key::new(provider, url.as_str()).ok()?;
        let mut sources: Vec<Source> = self.streaming_playlists.iter().filter_map(Streaming::source).collect();
        let mut files: Vec<Source> = self.files.iter().filter_map(MediaFile::source).collect();
        files.sort_by_key(|file| std::cmp::Reverse(file.height));
        sources.extend(files);
        let picture = self.thumbnails.iter().rev().find_map(|thumbnail| thumbnail.file_url.clone());
        let category = self.category.and_then(|category| category.label);
        let language = self.language.and_then(|language| Some(language.id?.as_str()?.to_owned()));
        let mut video = Video::new(key, url.clone(), Source::new(SourceKind::Page, url));
        if !sources.is_empty() {
            video.sources = sources;
        }
        video.title = PlainText::title(&self.name);
        video.live = self.is_live;
        video.length_ms = (!self.is_live && self.duration > 0).then(|| self.duration.saturating_mul(1_000));
        video.picture = picture.or(self.thumbnail_path).and_then(|path| Location::join(instance, &path));
        video.tags = PlainText::tags(category.iter().chain(&self.tags).map(String::as_str));
        video.languages = PlainText::tags(language.as_deref());
        video.year = self.published_at.as_deref().and_then(crate::date::year);
        Some(video)
    }
}

impl Streaming {
    fn source(&self) -> Option<Source> {
        Some(Source::new(SourceKind::Hls, Location::parse(&self.playlist_url)?))
    }
}

impl MediaFile {
    fn source(&self) -> Option<Source> {
        let mut source = Source::new(SourceKind::File, Location::parse(self.file_url.as_deref()?)?);
        source.height = self.resolution.as_ref().map(|resolution| resolution.id);
        Some(source)
    }
}
