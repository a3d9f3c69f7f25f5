//! Custom media manifests, as `CyTube` defined them and others took over: a JSON file that says what a film is and which files
//! it has.

use async_trait::async_trait;
use serde::Deserialize;
use url::Url;

use crate::date::whole_ms;
use crate::error::ProviderError;
use crate::fetch::{Ask, Expect, Fetch};
use crate::key::{Key, ProviderId};
use crate::links::extension;
use crate::location::Location;
use crate::provider::{Claim, Provider};
use crate::text::PlainText;
use crate::video::{Source, SourceKind, Subtitles, Video};

/// The provider `manifest`: any JSON file that is one.
#[derive(Debug)]
pub struct Manifest {
    id: ProviderId,
}

impl Manifest {
    /// Makes the provider.
    pub fn new(id: ProviderId) -> Self {
        Self { id }
    }
}

#[async_trait]
impl Provider for Manifest {
    fn id(&self) -> &ProviderId {
        &self.id
    }

    fn claim(&self, url: &Url) -> Claim {
        match Key::new(&self.id, url.as_str()) {
            Ok(key) if extension(url).as_deref() == Some("json") => Claim::Maybe(key),
            _ => Claim::No,
        }
    }

    async fn resolve(&self, fetch: &Fetch, key: &Key) -> Result<Video, ProviderError> {
        let url = Url::parse(&key.external)?;
        let told: Told = fetch.json(Ask::new(url.clone(), Expect::Json)).await?;
        let at = Location::of(&url).ok_or(ProviderError::Malformed)?;
        let mut sources: Vec<Source> = told.sources.iter().filter_map(|source| source.read(&url)).collect();
        sources.sort_by_key(|source| std::cmp::Reverse(source.height));
        let Some(first) = sources.first().cloned() else { return Err(ProviderError::Malformed) };
        let mut video = Video::new(key.clone(), at, first);
        video.sources = sources;
        video.title = Some(PlainText::title(&told.title).ok_or(ProviderError::Malformed)?);
        video.live = told.live;
        video.length_ms = if told.live { None } else { whole_ms(told.duration * 1_000.0) };
        video.picture = told.thumbnail.as_deref().and_then(|picture| Location::join(&url, picture));
        video.subtitles = told.text_tracks.iter().filter_map(|track| track.read(&url)).collect();
        Ok(video)
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Told {
    title: String,
    duration: f64,
    #[serde(default)]
    live: bool,
    thumbnail: Option<String>,
    sources: Vec<ToldSource>,
    #[serde(default)]
    text_tracks: Vec<Track>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ToldSource {
    url: String,
    content_type: String,
    quality: Option<u32>,
}

impl ToldSource {
    fn read(&self, base: &Url) -> Option<Source> {
        let kind = match self.content_type.as_str() {
            "video/mp4" | "video/webm" | "video/ogg" | "audio/aac" | "audio/mp4" | "audio/mpeg" | "audio/ogg" => {
                SourceKind::File
            }
            "application/x-mpegURL" | "application/vnd.apple.mpegurl" => SourceKind::Hls,
            "application/dash+xml" => SourceKind::Dash,
            _ => return None,
        };
        let mime = Some(self.content_type.clone());
        Some(Source { mime, height: self.quality, ..Source::new(kind, Location::join(base, &self.url)?) })
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Track {
    url: String,
    content_type: String,
    name: Option<String>,
}

impl Track {
    fn read(&self, base: &Url) -> Option<Subtitles> {
        let name = self.name.as_deref().and_then(PlainText::tag).or_else(|| PlainText::tag("und"))?;
        let url = Location::join(base, &self.url).filter(|_| self.content_type == "text/vtt")?;
        Some(Subtitles { language: name, url })
    }
}
