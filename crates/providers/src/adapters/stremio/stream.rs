//! How a video of an add-on plays, and what can be read along with it.

use serde::Deserialize;
use serde::de::IgnoredAny;
use url::Url;

use crate::entries::Entries;
use crate::links::{extension, is_id};
use crate::location::Location;
use crate::text::PlainText;
use crate::video::{Source, SourceKind, Subtitles};

/// How high pictures are, as people write it, the largest first.
const HEIGHTS: [(&str, u32); 10] = [
    ("2160p", 2_160),
    ("4k", 2_160),
    ("1440p", 1_440),
    ("1080p", 1_080),
    ("720p", 720),
    ("576p", 576),
    ("480p", 480),
    ("360p", 360),
    ("240p", 240),
    ("144p", 144),
];

#[derive(Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Streams {
    #[serde(default)]
    pub(super) streams: Vec<Stream>,
    pub(super) cache_max_age: Option<u32>,
}

/// The answer of an add-on's part for subtitles.
#[derive(Deserialize)]
pub(super) struct Texts {
    #[serde(default)]
    pub(super) subtitles: Entries<Track>,
}

impl Streams {
    pub(super) fn sources(&self) -> Vec<Source> {
        self.streams.iter().filter_map(Stream::source).collect()
    }

    pub(super) fn subtitles(&self) -> impl Iterator<Item = Subtitles> {
        let played = self.streams.iter().filter(|stream| stream.source().is_some());
        played.flat_map(|stream| &stream.subtitles).filter_map(Track::read)
    }
}

/// One with an `infoHash` or another address than these is none that is played here.
#[derive(Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Stream {
    url: Option<String>,
    yt_id: Option<String>,
    external_url: Option<String>,
    info_hash: Option<String>,
    name: Option<String>,
    title: Option<String>,
    description: Option<String>,
    #[serde(default)]
    behavior_hints: Hints,
    #[serde(default)]
    subtitles: Vec<Track>,
}

#[derive(Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Hints {
    #[serde(default)]
    not_web_ready: bool,
    proxy_headers: Option<IgnoredAny>,
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
        let texts = || [&self.name, &self.title, &self.description].into_iter().flatten();
        Some(Source {
            name: texts().find_map(|text| PlainText::tag(text)),
            height: texts().find_map(|text| height(text)),
            ..Source::new(kind, Location::of(&url)?)
        })
    }
}

/// Finds out how high a picture is of which a text tells it.
fn height(text: &str) -> Option<u32> {
    let mut words = text.split(|c: char| !c.is_ascii_alphanumeric()).map(str::to_ascii_lowercase);
    words.find_map(|word| HEIGHTS.iter().find(|(name, _)| *name == word).map(|&(_, height)| height))
}

#[derive(Clone, Deserialize)]
pub(super) struct Track {
    url: String,
    lang: String,
}

impl Track {
    pub(super) fn read(&self) -> Option<Subtitles> {
        Some(Subtitles { language: PlainText::tag(&self.lang)?, url: Location::parse(&self.url)? })
    }
}
