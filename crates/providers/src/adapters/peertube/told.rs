//! What the API of an instance says.

use serde::Deserialize;
use serde::de::DeserializeOwned;
use url::Url;

use crate::entries::Entries;
use crate::key::{Key, ProviderId};
use crate::links::is_id;
use crate::location::Location;
use crate::text::PlainText;
use crate::video::{Source, SourceKind, Subtitles, Video};

/// A page of a list: of videos, or of a playlist's places. One that is odd hides no others.
#[derive(Deserialize)]
#[serde(bound = "T: DeserializeOwned")]
pub(super) struct Listed<T> {
    pub(super) total: u32,
    pub(super) data: Entries<T>,
}

/// A place in a playlist. What was deleted, or is shown to some only, has left its place without a video.
#[derive(Deserialize)]
pub(super) struct Element {
    video: Option<Told>,
}

impl From<Element> for Option<Told> {
    fn from(element: Element) -> Self {
        element.video
    }
}

/// A video as the API has it; lists leave the files out.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Told {
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
    /// How high it is; nothing for what is sound alone.
    id: u32,
    label: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Streaming {
    playlist_url: String,
}

impl Told {
    pub(super) fn into_video(self, provider: &ProviderId, instance: &Url) -> Option<Video> {
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
        source.height = self.resolution.as_ref().map(|resolution| resolution.id).filter(|&height| height > 0);
        let label = self.resolution.as_ref().and_then(|resolution| resolution.label.as_deref());
        source.name = label.and_then(PlainText::tag);
        Some(source)
    }
}

/// What can be read along with a video, as the API lists it.
#[derive(Deserialize)]
pub(super) struct Captions {
    #[serde(default)]
    data: Entries<Caption>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Caption {
    language: Labelled,
    #[serde(default)]
    automatically_generated: bool,
    /// Newer instances say where the file is, which may be elsewhere; older ones name its path.
    file_url: Option<String>,
    #[serde(rename = "captionPath")]
    path: Option<String>,
}

impl Captions {
    pub(super) fn into_subtitles(self, instance: &Url) -> Vec<Subtitles> {
        self.data.read.into_iter().filter_map(|caption| caption.into_subtitles(instance)).collect()
    }
}

impl Caption {
    fn into_subtitles(self, instance: &Url) -> Option<Subtitles> {
        let at = self.file_url.or(self.path)?;
        let id = || self.language.id.as_ref()?.as_str().map(str::to_owned);
        let name = self.language.label.clone().or_else(id)?;
        let name = if self.automatically_generated { format!("{name} (automatic)") } else { name };
        Some(Subtitles { language: PlainText::tag(&name)?, url: Location::join(instance, &at)? })
    }
}
