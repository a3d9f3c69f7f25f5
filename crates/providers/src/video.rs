//! What a provider knows of a video.

use std::collections::HashMap;

use data_encoding::BASE32_NOPAD;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use url::Url;

use crate::key::Key;
use crate::links::extension;
use crate::location::Location;
use crate::text::PlainText;

/// How many sources of a video are kept.
const SOURCES_MAX: usize = 12;
/// How many of its subtitles.
const SUBTITLES_MAX: usize = 40;
/// How many of those are of one language.
const SUBTITLES_OF_LANGUAGE_MAX: usize = 3;

/// A video as its provider describes it. It has a name of its own and at least one source; all else may be missing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Video {
    /// Its name.
    pub key: Key,
    /// The address to share, one for each key: never one that expires or has a token in it.
    pub url: Location,
    /// What it is called.
    pub title: Option<PlainText>,
    /// How long it is, in milliseconds; nothing for a live stream.
    pub length_ms: Option<u64>,
    /// Whether it goes on while it is watched.
    pub live: bool,
    /// A picture of it.
    pub picture: Option<Location>,
    /// What it is about.
    pub tags: Vec<PlainText>,
    /// When it came out.
    pub year: Option<u16>,
    /// What is spoken in it, as its provider writes languages.
    pub languages: Vec<PlainText>,
    /// Where it can be played, the best first.
    pub sources: Vec<Source>,
    /// What can be read along with it.
    pub subtitles: Vec<Subtitles>,
    /// Until when this holds, where the provider says so, in milliseconds since 1970.
    pub good_until_ms: Option<i64>,
    /// Whether its provider was asked for more of it, such as subtitles, and did not say that in time.
    #[serde(default)]
    pub told_in_part: bool,
}

impl Video {
    /// Makes a video of which nothing is known but where it plays.
    pub fn new(key: Key, url: Location, source: Source) -> Self {
        Self {
            key,
            url,
            title: None,
            length_ms: None,
            live: false,
            picture: None,
            tags: Vec::new(),
            year: None,
            languages: Vec::new(),
            sources: vec![source],
            subtitles: Vec::new(),
            good_until_ms: None,
            told_in_part: false,
        }
    }

    /// Takes no more of its lists than are kept. Of each language the first subtitles stay, each with a name of its own.
    pub(crate) fn bounded(mut self) -> Self {
        self.sources.truncate(SOURCES_MAX);
        let mut known = HashMap::new();
        self.subtitles.retain_mut(|track| {
            let count: &mut usize = known.entry(track.language.clone()).or_default();
            *count += 1;
            if *count > 1 {
                track.language = track.language.numbered(*count);
            }
            *count <= SUBTITLES_OF_LANGUAGE_MAX
        });
        self.subtitles.truncate(SUBTITLES_MAX);
        self
    }

    /// Returns its id in this server's catalogue and sessions: the same for the same address to share, on every server.
    pub fn id(&self) -> String {
        id_of(self.url.as_str())
    }
}

/// Returns the id of the video at an address: the same for the same address, on every server.
pub fn id_of(address: &str) -> String {
    let digest = Sha256::digest(address.as_bytes());
    format!("v{}", BASE32_NOPAD.encode(&digest[..15]).to_ascii_lowercase())
}

/// Where a video can be played, and by what.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// By what.
    pub kind: SourceKind,
    /// Where.
    pub url: Location,
    /// What is there (`video/mp4`), where that is known.
    pub mime: Option<String>,
    /// How high the picture is, in pixels.
    pub height: Option<u32>,
    /// What its provider calls it beside the others (`1080p`).
    #[serde(default)]
    pub name: Option<PlainText>,
}

impl Source {
    /// Makes a source of which nothing else is known.
    pub fn new(kind: SourceKind, url: Location) -> Self {
        Self { kind, url, mime: None, height: None, name: None }
    }
}

/// What plays a source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SourceKind {
    /// The browser by itself.
    File,
    /// A player of HLS playlists.
    Hls,
    /// A player of DASH manifests.
    Dash,
    /// `YouTube`'s player.
    YouTube,
    /// Vimeo's player.
    Vimeo,
    /// Dailymotion's player.
    Dailymotion,
    /// Twitch's player.
    Twitch,
    /// Nothing here: a page elsewhere.
    Page,
    /// Nothing by itself: it is a list of videos, a series.
    List,
}

impl SourceKind {
    /// Returns what plays an address of which only its end is known.
    pub fn of_address(url: &Url) -> Self {
        match extension(url).as_deref() {
            Some("m3u8") => Self::Hls,
            Some("mpd") => Self::Dash,
            _ => Self::File,
        }
    }

    /// Returns its name in words and on the wire.
    pub fn name(self) -> &'static str {
        match self {
            Self::File => "file",
            Self::Hls => "hls",
            Self::Dash => "dash",
            Self::YouTube => "youtube",
            Self::Vimeo => "vimeo",
            Self::Dailymotion => "dailymotion",
            Self::Twitch => "twitch",
            Self::Page => "page",
            Self::List => "list",
        }
    }
}

/// A text track.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subtitles {
    /// The language, as its provider writes it.
    pub language: PlainText,
    /// Where they are, as `WebVTT` or `SubRip`.
    pub url: Location,
}

#[cfg(test)]
mod tests {
    use super::{Source, SourceKind, Subtitles, Video};
    use crate::{Key, Location, PlainText, ProviderId};

    #[test]
    fn of_each_language_a_few_subtitles_are_kept_and_each_has_its_own_name() {
        let at = Location::parse("https://example.org/a").unwrap();
        let key = Key::new(&ProviderId::parse("file").unwrap(), "a").unwrap();
        let mut video = Video::new(key, at.clone(), Source::new(SourceKind::File, at.clone()));
        let track = |language: &str| Subtitles { language: PlainText::tag(language).unwrap(), url: at.clone() };
        video.subtitles = ["eng", "eng", "ger", "eng", "eng", "ger"].map(track).to_vec();
        let kept = video.clone().bounded().subtitles;
        let names: Vec<_> = kept.iter().map(|track| track.language.as_str()).collect();
        assert_eq!(names, ["eng", "eng (2)", "ger", "eng (3)", "ger (2)"]);
        video.subtitles = (0..60).map(|n| track(&format!("l{n}"))).collect();
        assert_eq!(video.bounded().subtitles.len(), 40);
    }
}
