//! Jellyfin: the library of a server that the operator names. The token goes to that server and into no address: films are
//! played as the files that they are, which Jellyfin gives to whoever knows their address.

use async_trait::async_trait;
use http::HeaderValue;
use http::header::AUTHORIZATION;
use serde::Deserialize;
use serde::de::{DeserializeOwned, IgnoredAny};
use url::Url;

use crate::error::ProviderError;
use crate::fetch::{Ask, Expect, Fetch};
use crate::key::{Key, ProviderId};
use crate::links::is_id;
use crate::listing::{Listing, PAGE_VIDEOS_MAX, Page};
use crate::location::Location;
use crate::provider::{Capabilities, Claim, Provider};
use crate::text::PlainText;
use crate::video::{Source, SourceKind, Video};

const FIELDS: &str = "Genres,ProductionYear,MediaStreams,Container";
/// What a file may be of that browsers play, as Jellyfin names it: a container may have several names.
const CONTAINERS: [&str; 8] = ["mp4", "m4v", "mov", "webm", "mkv", "ogg", "ogv", "mp3"];
/// What the picture of a file is of that no browser plays.
const CODECS_UNPLAYABLE: [&str; 9] =
    ["mpeg1video", "mpeg2video", "mpeg4", "msmpeg4v2", "msmpeg4v3", "vc1", "wmv1", "wmv2", "wmv3"];
/// Jellyfin counts in tenths of a microsecond.
const TICKS_PER_MS: u64 = 10_000;

/// The provider `jellyfin:NAME`.
pub struct Jellyfin {
    id: ProviderId,
    base: Url,
    authorization: Option<HeaderValue>,
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
        Self { id, base, authorization }
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
        Ok(Listing::of_videos(listed.items.into_iter().filter_map(|told| told.into_video(self))).then(page))
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

    async fn resolve(&self, fetch: &Fetch, key: &Key) -> Result<Video, ProviderError> {
        let listed: Listed = self.ask(fetch, &[("ids", &key.external)]).await?;
        let told = listed.items.into_iter().next().ok_or(ProviderError::NotFound)?;
        if told.is_folder {
            return Err(ProviderError::Unsupported);
        }
        told.into_video(self).ok_or(ProviderError::Malformed)
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

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Listed {
    items: Vec<Told>,
    #[serde(default)]
    total_record_count: u32,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Told {
    id: String,
    name: String,
    /// A series, a season, or a folder.
    #[serde(default)]
    is_folder: bool,
    series_name: Option<String>,
    container: Option<String>,
    run_time_ticks: Option<u64>,
    production_year: Option<u16>,
    #[serde(default)]
    genres: Vec<String>,
    #[serde(default)]
    media_streams: Vec<Stream>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Stream {
    #[serde(rename = "Type")]
    sort: String,
    codec: Option<String>,
    language: Option<String>,
    height: Option<u32>,
}

impl Told {
    /// Tells whether browsers may play the file as it is. Where nothing is said of it, they may.
    fn plays(&self) -> bool {
        let container = self.container.as_deref().unwrap_or("mp4");
        let codecs =
            self.media_streams.iter().filter(|stream| stream.sort == "Video").filter_map(|s| s.codec.as_deref());
        container.split(',').any(|name| CONTAINERS.contains(&name))
            && !codecs.into_iter().any(|codec| CODECS_UNPLAYABLE.contains(&codec))
    }

    fn into_video(self, jellyfin: &Jellyfin) -> Option<Video> {
        let id = self.id.as_str();
        let key = Key::new(&jellyfin.id, id).ok().filter(|_| is_id(id, 32..=36))?;
        let page = Location::join(&jellyfin.base, &format!("web/#/details?id={id}"))?;
        let at = Location::join(&jellyfin.base, &format!("Videos/{id}/stream?static=true"))?;
        // What would have to be transcoded plays only where the key is: on Jellyfin's own page.
        let mut source =
            if self.plays() { Source::new(SourceKind::File, at) } else { Source::new(SourceKind::Page, page.clone()) };
        source.height = self.media_streams.iter().find_map(|stream| stream.height);
        let mut video = Video::new(key, page, source);
        let title = self.series_name.map_or_else(|| self.name.clone(), |series| format!("{series}: {}", self.name));
        video.title = PlainText::title(&title);
        video.length_ms = self.run_time_ticks.map(|ticks| ticks / TICKS_PER_MS).filter(|&length_ms| length_ms > 0);
        video.picture = Location::join(&jellyfin.base, &format!("Items/{id}/Images/Primary?maxWidth=480"));
        video.year = self.production_year;
        video.tags = PlainText::tags(self.genres.iter().map(String::as_str));
        let spoken = self.media_streams.iter().filter(|stream| stream.sort == "Audio");
        video.languages = PlainText::tags(spoken.filter_map(|stream| stream.language.as_deref()));
        Some(video)
    }
}
