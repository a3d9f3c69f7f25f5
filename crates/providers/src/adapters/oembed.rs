//! oEmbed (oembed.com): what a page is called and a picture of it, from sites that are known to tell. What they would have
//! put into other pages is not looked at: a video of theirs plays on their own page.

use async_trait::async_trait;
use serde::Deserialize;
use serde_json::Value;
use url::Url;

use crate::date::whole_ms;
use crate::error::ProviderError;
use crate::fetch::{Ask, Expect, Fetch};
use crate::key::{Key, ProviderId};
use crate::links::host;
use crate::location::Location;
use crate::provider::{Claim, Provider};
use crate::text::PlainText;
use crate::video::{Source, SourceKind, Video};

/// Sites, and where they tell it. More are found by what their pages say of themselves.
const SITES: [(&str, &str); 6] = [
    ("streamable.com", "https://api.streamable.com/oembed.json"),
    ("odysee.com", "https://odysee.com/$/oembed"),
    ("rumble.com", "https://rumble.com/api/Media/oembed.json"),
    ("ted.com", "https://www.ted.com/services/v1/oembed.json"),
    ("nebula.tv", "https://nebula.tv/api/oembed"),
    ("soundcloud.com", "https://soundcloud.com/oembed"),
];

/// The provider `oembed`: sites that are known to speak it.
#[derive(Debug)]
pub struct Oembed {
    id: ProviderId,
}

impl Oembed {
    /// Makes the provider.
    pub fn new(id: ProviderId) -> Self {
        Self { id }
    }
}

#[async_trait]
impl Provider for Oembed {
    fn id(&self) -> &ProviderId {
        &self.id
    }

    fn claim(&self, url: &Url) -> Claim {
        let is_known = url.path() != "/" && SITES.iter().any(|(site, _)| *site == host(url));
        match Key::new(&self.id, url.as_str()) {
            Ok(key) if is_known => Claim::Exact(key),
            _ => Claim::No,
        }
    }

    async fn resolve(&self, fetch: &Fetch, key: &Key) -> Result<Video, ProviderError> {
        let page = Url::parse(&key.external)?;
        let (_, teller) = SITES.iter().find(|(site, _)| *site == host(&page)).ok_or(ProviderError::Unsupported)?;
        let mut url = Url::parse(teller)?;
        url.query_pairs_mut().append_pair("url", page.as_str()).append_pair("format", "json");
        let embed = Embed::ask(fetch, url).await?;
        let at = Location::of(&page).ok_or(ProviderError::Malformed)?;
        let mut video = Video::new(key.clone(), at.clone(), Source::new(SourceKind::Page, at));
        embed.describe(&mut video);
        Ok(video)
    }
}

/// What is told of a page.
#[derive(Deserialize)]
pub(super) struct Embed {
    title: Option<String>,
    thumbnail_url: Option<String>,
    author_name: Option<String>,
    /// Not in the specification; Vimeo and others tell it, in seconds.
    duration: Option<Value>,
    upload_date: Option<String>,
}

impl Embed {
    pub(super) async fn ask(fetch: &Fetch, url: Url) -> Result<Self, ProviderError> {
        Ok(fetch.json(Ask::new(url, Expect::Json)).await?)
    }

    /// Says of a video what is told, where nothing better was known.
    pub(super) fn describe(self, video: &mut Video) {
        video.title = self.title.as_deref().and_then(PlainText::title).or_else(|| video.title.take());
        video.picture = self.thumbnail_url.as_deref().and_then(Location::parse).or_else(|| video.picture.take());
        let length_s = self.duration.as_ref().and_then(Value::as_f64);
        video.length_ms = length_s.and_then(|length_s| whole_ms(length_s * 1_000.0)).or(video.length_ms);
        video.year = self.upload_date.as_deref().and_then(crate::date::year).or(video.year);
        if video.tags.is_empty() {
            video.tags = PlainText::tags(self.author_name.as_deref());
        }
    }
}
