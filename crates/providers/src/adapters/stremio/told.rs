//! What an add-on tells of a film, a series or a channel.

use serde::Deserialize;

use super::Stremio;
use super::name::Name;
use super::stream::{Stream, Streams};
use crate::date::{year, year_or_none};
use crate::entries::Entries;
use crate::error::ProviderError;
use crate::location::Location;
use crate::text::PlainText;
use crate::video::{Source, SourceKind, Video};

/// What is of these sorts has several videos.
const SEVERAL: [&str; 2] = ["series", "channel"];

#[derive(Deserialize)]
pub(super) struct Metas {
    #[serde(default)]
    pub(super) metas: Entries<Meta>,
}

#[derive(Deserialize)]
pub(super) struct About {
    pub(super) meta: Option<Meta>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Meta {
    #[serde(default)]
    id: String,
    #[serde(rename = "type")]
    sort: Option<String>,
    #[serde(default)]
    name: String,
    poster: Option<String>,
    #[serde(default, deserialize_with = "year_or_none")]
    release_info: Option<u16>,
    #[serde(default)]
    genres: Vec<String>,
    #[serde(default)]
    pub(super) videos: Entries<Episode>,
    #[serde(default)]
    behavior_hints: Hints,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Hints {
    default_video_id: Option<String>,
}

/// A video of several. Some add-ons say its name in place of its title and its number in place of its episode, and some both.
#[derive(Deserialize)]
pub(super) struct Episode {
    id: String,
    title: Option<String>,
    name: Option<String>,
    season: Option<u32>,
    #[serde(rename = "episode")]
    place: Option<u32>,
    number: Option<u32>,
    released: Option<String>,
    thumbnail: Option<String>,
    streams: Option<Vec<Stream>>,
}

impl Episode {
    /// Returns how it plays, where that is told with it: nothing else is asked then.
    pub(super) fn streams(&self) -> Option<Streams> {
        let streams = self.streams.clone().filter(|streams| !streams.is_empty())?;
        Some(Streams { streams, cache_max_age: None })
    }

    /// Returns its place among the others: specials come last.
    fn order(&self) -> (bool, Option<u32>, Option<u32>) {
        (self.season == Some(0), self.season, self.place.or(self.number))
    }
}

/// What of something plays.
pub(super) struct Played<'a> {
    /// What the add-on calls it where it is asked for streams.
    pub(super) id: &'a str,
    pub(super) episode: Option<&'a Episode>,
}

impl Meta {
    /// Takes the names that it was asked for by.
    pub(super) fn called(self, name: &Name<'_>) -> Self {
        Self { id: name.id.to_owned(), sort: Some(name.sort.to_owned()), ..self }
    }

    /// Returns what plays by a name. What has several videos, and none that is meant without a word, is
    /// [`ProviderError::Unsupported`].
    pub(super) fn played<'a>(&'a self, name: &Name<'a>) -> Result<Played<'a>, ProviderError> {
        let of = |id: &str| self.videos.read.iter().find(|episode| episode.id == id);
        if let Some(id) = name.episode {
            let episode = of(id).ok_or(ProviderError::NotFound)?;
            return Ok(Played { id, episode: Some(episode) });
        }
        if let Some(id) = self.behavior_hints.default_video_id.as_deref() {
            return Ok(Played { id, episode: of(id) });
        }
        match self.videos.read.as_slice() {
            [] => Ok(Played { id: name.id, episode: None }),
            [only] => Ok(Played { id: &only.id, episode: Some(only) }),
            _ => Err(ProviderError::Unsupported),
        }
    }

    /// Returns its videos in their order.
    pub(super) fn episodes(&self) -> Vec<&Episode> {
        let mut episodes: Vec<_> = self.videos.read.iter().collect();
        episodes.sort_by_key(|episode| episode.order());
        episodes
    }

    /// Makes a video of it: of a series, one that is a list.
    pub(super) fn video(&self, stremio: &Stremio) -> Option<Video> {
        let sort = self.sort.as_deref()?;
        let kind = if SEVERAL.contains(&sort) { SourceKind::List } else { SourceKind::Page };
        let mut video = self.plain_video(stremio, None, kind)?;
        video.title = PlainText::title(&self.name);
        video.year = self.release_info;
        Some(video)
    }

    /// Makes a video of one of its videos.
    pub(super) fn episode_video(&self, stremio: &Stremio, episode: &Episode) -> Option<Video> {
        let mut video = self.plain_video(stremio, Some(&episode.id), SourceKind::Page)?;
        video.title = PlainText::title(&self.episode_title(episode));
        video.picture = episode.thumbnail.as_deref().and_then(Location::parse).or(video.picture);
        video.year = episode.released.as_deref().and_then(year).or(self.release_info);
        Some(video)
    }

    fn plain_video(&self, stremio: &Stremio, episode: Option<&str>, kind: SourceKind) -> Option<Video> {
        let name = Name { sort: self.sort.as_deref()?, id: &self.id, episode };
        let key = name.key(&stremio.id)?;
        let at = name.address(stremio.at(&["meta", name.sort, &format!("{}.json", name.id)])?)?;
        let mut video = Video::new(key, at.clone(), Source::new(kind, at));
        video.picture = self.poster.as_deref().and_then(Location::parse);
        video.tags = PlainText::tags(self.genres.iter().map(String::as_str));
        Some(video)
    }

    /// `A series 1×02: Second`.
    fn episode_title(&self, told: &Episode) -> String {
        let of = match (told.season, told.place.or(told.number)) {
            (Some(season), Some(episode)) => format!("{} {season}×{episode:02}", self.name),
            _ => self.name.clone(),
        };
        match told.title.as_ref().or(told.name.as_ref()) {
            Some(title) => format!("{of}: {title}"),
            None => of,
        }
    }
}
