//! Stremio add-ons: what one that the operator names lists, as far as it plays in a browser by http. Torrents are refused.

use async_trait::async_trait;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use url::Url;

use crate::date::year;
use crate::entries::Entries;
use crate::error::ProviderError;
use crate::fetch::{Ask, Expect, Fetch};
use crate::key::{Key, ProviderId};
use crate::links::{extension, is_id};
use crate::listing::{Listing, Page};
use crate::location::Location;
use crate::provider::{Capabilities, Claim, Provider};
use crate::text::PlainText;
use crate::video::{Source, SourceKind, Subtitles, Video};

/// The provider `stremio:NAME`.
#[derive(Debug)]
pub struct Stremio {
    id: ProviderId,
    base: Url,
}

impl Stremio {
    /// Makes the provider, by the address of the add-on's manifest.
    pub fn new(id: ProviderId, manifest: Url) -> Self {
        let base = manifest.join(".").unwrap_or(manifest);
        Self { id, base }
    }

    async fn ask<T: DeserializeOwned>(&self, fetch: &Fetch, path: &[&str]) -> Result<T, ProviderError> {
        Ok(fetch.json(Ask::new(self.at(path).ok_or(ProviderError::Malformed)?, Expect::Json)).await?)
    }

    /// What stands between slashes is theirs, and may have slashes in it.
    fn at(&self, path: &[&str]) -> Option<Url> {
        let mut url = self.base.clone();
        url.path_segments_mut().ok()?.pop_if_empty().extend(path);
        Some(url)
    }

    fn video(&self, told: &Meta) -> Option<Video> {
        let (sort, id) = (told.sort.as_deref()?, told.id.as_str());
        let key = Key::new(&self.id, &format!("{sort}/{id}")).ok().filter(|_| is_id(sort, 1..=20))?;
        let at = Location::of(&self.at(&["meta", sort, &format!("{id}.json")])?)?;
        let mut video = Video::new(key, at.clone(), Source::new(SourceKind::Page, at));
        video.title = PlainText::title(&told.name);
        video.picture = told.poster.as_deref().and_then(Location::parse);
        video.year = told.release_info.as_deref().and_then(year);
        video.tags = PlainText::tags(told.genres.iter().map(String::as_str));
        Some(video)
    }
}

#[async_trait]
impl Provider for Stremio {
    fn id(&self) -> &ProviderId {
        &self.id
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities { browse: true, tells_later: true, ..Capabilities::default() }
    }

    fn claim(&self, url: &Url) -> Claim {
        let path = url.as_str().strip_prefix(self.base.as_str()).and_then(|path| path.strip_prefix("meta/"));
        let Some((sort, id)) = path.and_then(|path| path.strip_suffix(".json")?.split_once('/')) else {
            return Claim::No;
        };
        let is_whole = is_id(sort, 1..=20) && !id.is_empty() && !id.contains(['/', '?', '%']);
        Key::new(&self.id, &format!("{sort}/{id}")).ok().filter(|_| is_whole).map_or(Claim::No, Claim::Exact)
    }

    async fn resolve(&self, fetch: &Fetch, key: &Key) -> Result<Video, ProviderError> {
        let (sort, id) = key.external.split_once('/').ok_or(ProviderError::NotFound)?;
        let file = format!("{id}.json");
        let about: About = self.ask(fetch, &["meta", sort, &file]).await?;
        let meta = about.meta.ok_or(ProviderError::NotFound)?;
        let meta = Meta { id: id.to_owned(), sort: Some(sort.to_owned()), ..meta };
        let mut video = self.video(&meta).ok_or(ProviderError::Malformed)?;
        let streams: Streams = self.ask(fetch, &["stream", sort, &file]).await?;
        let now_ms = fetch.now_ms();
        video.good_until_ms = streams.cache_max_age.map(|seconds| now_ms.saturating_add(i64::from(seconds) * 1_000));
        video.sources = streams.streams.iter().filter_map(Stream::source).collect();
        if video.sources.is_empty() {
            return Err(ProviderError::Unsupported);
        }
        video.subtitles = streams.streams.iter().flat_map(|stream| &stream.subtitles).filter_map(Track::read).collect();
        Ok(video)
    }

    /// A page is a page of one catalogue of the add-on: `CATALOGUE.SKIP`.
    async fn browse(&self, fetch: &Fetch, page: &Page) -> Result<Listing, ProviderError> {
        let manifest: Manifest = self.ask(fetch, &["manifest.json"]).await?;
        let place = page.place().and_then(|place| place.split_once('.'));
        let (number, skip): (usize, usize) = place
            .map_or(Some((0, 0)), |(n, skip)| Some((n.parse().ok()?, skip.parse().ok()?)))
            .ok_or(ProviderError::Malformed)?;
        let plain = manifest.catalogs.iter().filter(|catalog| catalog.is_plain());
        let Some(catalog) = plain.clone().nth(number) else { return Ok(Listing::default()) };
        let listed: Metas = if skip == 0 {
            self.ask(fetch, &["catalog", &catalog.sort, &format!("{}.json", catalog.id)]).await?
        } else {
            // Some say so where a catalogue has no more.
            match self.ask(fetch, &["catalog", &catalog.sort, &catalog.id, &format!("skip={skip}.json")]).await {
                Err(ProviderError::NotFound) => Metas { metas: Entries::default() },
                listed => listed?,
            }
        };
        let is_last = listed.metas.len() == 0 || !catalog.extra.iter().any(|extra| extra.name == "skip");
        let next = if is_last { (number + 1, 0) } else { (number, skip.saturating_add(listed.metas.len())) };
        let more = next.0 < plain.count();
        let videos = listed.metas.read.iter().filter_map(|told| self.video(told));
        let listing = Listing::of_videos(videos).but(listed.metas.unread);
        Ok(listing.then(more.then(|| Page::after(&format!("{}.{}", next.0, next.1))).flatten()))
    }
}

#[derive(Deserialize)]
struct Manifest {
    #[serde(default)]
    catalogs: Vec<Catalog>,
}

#[derive(Deserialize)]
struct Catalog {
    #[serde(rename = "type")]
    sort: String,
    id: String,
    #[serde(default)]
    extra: Vec<Extra>,
}

#[derive(Deserialize)]
struct Extra {
    name: String,
    #[serde(rename = "isRequired", default)]
    is_required: bool,
}

impl Catalog {
    /// Tells whether it lists without being told what to look for.
    fn is_plain(&self) -> bool {
        !self.extra.iter().any(|extra| extra.is_required)
    }
}

#[derive(Deserialize)]
struct Metas {
    #[serde(default)]
    metas: Entries<Meta>,
}

#[derive(Deserialize)]
struct About {
    meta: Option<Meta>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Meta {
    #[serde(default)]
    id: String,
    #[serde(rename = "type")]
    sort: Option<String>,
    #[serde(default)]
    name: String,
    poster: Option<String>,
    release_info: Option<String>,
    #[serde(default)]
    genres: Vec<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Streams {
    #[serde(default)]
    streams: Vec<Stream>,
    cache_max_age: Option<u32>,
}

/// One with an `infoHash` or another address than these is none that is played here.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Stream {
    url: Option<String>,
    yt_id: Option<String>,
    external_url: Option<String>,
    info_hash: Option<String>,
    #[serde(default)]
    behavior_hints: Hints,
    #[serde(default)]
    subtitles: Vec<Track>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Hints {
    #[serde(default)]
    not_web_ready: bool,
    proxy_headers: Option<serde::de::IgnoredAny>,
}

impl Stream {
    fn source(&self) -> Option<Source> {
        if self.info_hash.is_some() || self.behavior_hints.not_web_ready || self.behavior_hints.proxy_headers.is_some()
        {
            return None;
        }
        if let Some(id) = self.yt_id.as_deref().filter(|id| is_id(id, 11..=11)) {
            let at = Location::parse(&format!("https://www.youtube.com/watch?v={id}"))?;
            return Some(Source::new(SourceKind::YouTube, at));
        }
        let Some(url) = self.url.as_deref().and_then(|url| Url::parse(url).ok()) else {
            return Some(Source::new(SourceKind::Page, Location::parse(self.external_url.as_deref()?)?));
        };
        let kind = match extension(&url).as_deref() {
            Some("m3u8") => SourceKind::Hls,
            Some("mpd") => SourceKind::Dash,
            _ => SourceKind::File,
        };
        Some(Source::new(kind, Location::of(&url)?))
    }
}

#[derive(Deserialize)]
struct Track {
    url: String,
    lang: String,
}

impl Track {
    fn read(&self) -> Option<Subtitles> {
        Some(Subtitles { language: PlainText::tag(&self.lang)?, url: Location::parse(&self.url)? })
    }
}
