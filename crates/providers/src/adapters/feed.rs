//! JSON feeds of videos: whoever has some writes one, and is a provider without a line of code. `docs/providers.md` says
//! what is in it.

use async_trait::async_trait;
use serde::Deserialize;
use url::Url;

use crate::date::{whole_ms, year_or_none};
use crate::entries::Entries;
use crate::error::ProviderError;
use crate::fetch::{Ask, Expect, Fetch};
use crate::key::{Key, ProviderId};
use crate::listing::{Listing, Page};
use crate::location::Location;
use crate::provider::{Capabilities, Claim, Provider};
use crate::sites::LIST;
use crate::text::PlainText;
use crate::video::{Source, SourceKind, Subtitles, Video};

/// How many pages are looked through for one video.
const PAGES_MAX: usize = 20;

/// The provider `feed:NAME`.
#[derive(Debug)]
pub struct Feed {
    id: ProviderId,
    url: Url,
}

impl Feed {
    /// Makes the provider, by the address of the feed's first page.
    pub fn new(id: ProviderId, url: Url) -> Self {
        Self { id, url }
    }
}

#[async_trait]
impl Provider for Feed {
    fn id(&self) -> &ProviderId {
        &self.id
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities { expand: true, browse: true, ..Capabilities::default() }
    }

    /// A feed lists addresses that may be anybody's; its own is that of all of them.
    fn claim(&self, url: &Url) -> Claim {
        let list = Key::new(&self.id, LIST).ok().filter(|_| *url == self.url);
        list.map_or(Claim::No, Claim::Several)
    }

    async fn resolve(&self, fetch: &Fetch, key: &Key) -> Result<Video, ProviderError> {
        let mut page = Page::first();
        for _ in 0..PAGES_MAX {
            let listing = self.browse(fetch, &page).await?;
            if let Some(found) = listing.videos.into_iter().find(|video| video.key == *key) {
                return Ok(found);
            }
            page = listing.next.ok_or(ProviderError::NotFound)?;
        }
        Err(ProviderError::NotFound)
    }

    async fn expand(&self, fetch: &Fetch, _key: &Key, page: &Page) -> Result<Listing, ProviderError> {
        self.browse(fetch, page).await
    }

    async fn browse(&self, fetch: &Fetch, page: &Page) -> Result<Listing, ProviderError> {
        let url = page.place().map_or_else(|| Ok(self.url.clone()), |place| self.url.join(place))?;
        let told: Told = fetch.json(Ask::new(url.clone(), Expect::Json)).await?;
        // A page that leads to another server is the last one.
        let next = told.next.and_then(|next| url.join(&next).ok()).filter(|next| next.origin() == self.url.origin());
        let videos = told.videos.read.into_iter().filter_map(|told| told.into_video(&self.id, &url));
        Ok(Listing::of_videos(videos).but(told.videos.unread).then(next.and_then(|next| Page::after(next.as_str()))))
    }

    async fn health(&self, fetch: &Fetch) -> Result<(), ProviderError> {
        self.browse(fetch, &Page::first()).await.map(drop)
    }
}

#[derive(Deserialize)]
struct Told {
    videos: Entries<ToldVideo>,
    next: Option<String>,
}

#[derive(Deserialize)]
struct ToldVideo {
    id: String,
    title: String,
    url: String,
    kind: Option<SourceKind>,
    page: Option<String>,
    length: Option<f64>,
    #[serde(default)]
    live: bool,
    picture: Option<String>,
    #[serde(default, deserialize_with = "year_or_none")]
    year: Option<u16>,
    #[serde(default)]
    tags: Vec<String>,
    #[serde(default)]
    languages: Vec<String>,
    #[serde(default)]
    subtitles: Vec<Track>,
}

#[derive(Deserialize)]
struct Track {
    language: String,
    url: String,
}

impl ToldVideo {
    fn into_video(self, provider: &ProviderId, base: &Url) -> Option<Video> {
        let key = Key::new(provider, &self.id).ok()?;
        let at = base.join(&self.url).ok()?;
        let kind = self.kind.unwrap_or_else(|| SourceKind::of_address(&at));
        let source = Source::new(kind, Location::of(&at)?);
        let page = self.page.as_deref().and_then(|page| Location::join(base, page));
        let mut video = Video::new(key, page.unwrap_or_else(|| source.url.clone()), source);
        video.title = Some(PlainText::title(&self.title)?);
        video.live = self.live;
        video.length_ms = self.length.filter(|_| !self.live).and_then(|length_s| whole_ms(length_s * 1_000.0));
        video.picture = self.picture.as_deref().and_then(|picture| Location::join(base, picture));
        video.year = self.year;
        video.tags = PlainText::tags(self.tags.iter().map(String::as_str));
        video.languages = PlainText::tags(self.languages.iter().map(String::as_str));
        let track = |track: &Track| {
            Some(Subtitles { language: PlainText::tag(&track.language)?, url: Location::join(base, &track.url)? })
        };
        video.subtitles = self.subtitles.iter().filter_map(track).collect();
        Some(video)
    }
}
