//! Pages of the web that say of themselves what they show: by oEmbed, where they say where that is, and by Open Graph.

use async_trait::async_trait;
use url::Url;

use super::oembed::Embed;
use crate::date::whole_ms;
use crate::error::ProviderError;
use crate::fetch::{Ask, Expect, Fetch};
use crate::head::Head;
use crate::key::{Key, ProviderId};
use crate::location::Location;
use crate::provider::{Claim, Provider};
use crate::text::PlainText;
use crate::video::{Source, SourceKind, Video};

/// The provider `page`: any address that no other provider has.
#[derive(Debug)]
pub struct WebPage {
    id: ProviderId,
}

impl WebPage {
    /// Makes the provider.
    pub fn new(id: ProviderId) -> Self {
        Self { id }
    }

    /// Reads the head of a page, and what its oEmbed adds.
    pub(super) async fn describe(fetch: &Fetch, page: Url, video: &mut Video) -> Result<Head, ProviderError> {
        let answer = fetch.ask(Ask::new(page, Expect::Html)).await?;
        let head = Head::read(&String::from_utf8_lossy(&answer.bytes));
        if let Some(url) = head.oembed.as_deref().and_then(|href| answer.url.join(href).ok())
            && let Ok(embed) = Embed::ask(fetch, url).await
        {
            embed.describe(video);
        }
        let title = head.meta_of(&["og:title", "twitter:title"]).or(head.title.as_deref());
        video.title = video.title.take().or_else(|| title.and_then(PlainText::title));
        let picture = head.meta_of(&["og:image:secure_url", "og:image", "twitter:image"]);
        video.picture =
            video.picture.take().or_else(|| picture.and_then(|picture| Location::join(&answer.url, picture)));
        let length_s = head.meta_of(&["og:video:duration", "video:duration"]).and_then(|text| text.parse::<f64>().ok());
        video.length_ms = video.length_ms.or_else(|| length_s.and_then(|length_s| whole_ms(length_s * 1_000.0)));
        video.tags.extend(PlainText::tags(head.metas_of("og:video:tag").chain(head.metas_of("video:tag"))));
        Ok(head)
    }
}

#[async_trait]
impl Provider for WebPage {
    fn id(&self) -> &ProviderId {
        &self.id
    }

    fn claim(&self, url: &Url) -> Claim {
        Key::new(&self.id, url.as_str()).map_or(Claim::No, Claim::Maybe)
    }

    /// A page with a media file in it plays that; any other is watched where it is.
    async fn resolve(&self, fetch: &Fetch, key: &Key) -> Result<Video, ProviderError> {
        let page = Url::parse(&key.external)?;
        let at = Location::of(&page).ok_or(ProviderError::Malformed)?;
        let mut video = Video::new(key.clone(), at.clone(), Source::new(SourceKind::Page, at));
        let head = Self::describe(fetch, page.clone(), &mut video).await?;
        let media = head.meta_of(&["og:video:secure_url", "og:video:url", "og:video"]);
        let mime = head.meta_of(&["og:video:type"]).unwrap_or_default();
        let kind = match mime {
            "video/mp4" | "video/webm" | "video/ogg" => Some(SourceKind::File),
            "application/vnd.apple.mpegurl" | "application/x-mpegurl" => Some(SourceKind::Hls),
            _ => None,
        };
        if let (Some(kind), Some(media)) = (kind, media.and_then(|media| Location::join(&page, media))) {
            video.sources.insert(0, Source { mime: Some(mime.to_owned()), ..Source::new(kind, media) });
        }
        if video.title.is_none() && video.picture.is_none() {
            return Err(ProviderError::NotFound);
        }
        Ok(video)
    }
}
