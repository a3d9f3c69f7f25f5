//! Videos that a server knows of.

use serde::{Deserialize, Serialize};

/// A video that this server knows of.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct CatalogVideo {
    /// Its id: what to start a session with.
    pub id: String,
    /// Who has it: `youtube`, `jellyfin:home`, …
    pub provider: String,
    /// The address to share.
    pub url: String,
    /// What plays it: `file`, `hls`, `dash`, the player of a site (`youtube`, `vimeo`, `dailymotion`, `twitch`), `page` where
    /// it can be watched only where it is, or `list` where it is a series: `POST /api/videos/resolve` with its address tells what
    /// is in it.
    pub kind: String,
    /// What it is called; empty where nobody knows. Plain text, whatever is in it.
    pub title: String,
    /// How long it is, in seconds.
    pub length: Option<f64>,
    /// Whether it goes on while it is watched.
    pub live: bool,
    /// The address of a picture.
    pub picture: Option<String>,
    /// What it is about.
    pub tags: Vec<String>,
    /// When it came out.
    pub year: Option<u32>,
    /// What is spoken in it, as its provider writes languages.
    pub languages: Vec<String>,
    /// What can be read along with it.
    pub subtitles: Vec<SubtitleTrack>,
    /// In which qualities it can be played, the usual one first: none where there is no choice. Who chooses another one watches
    /// the same video.
    pub qualities: Vec<VideoQuality>,
    /// Whether its provider still has it.
    pub available: bool,
}

/// A text track of a video.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct SubtitleTrack {
    /// The language.
    pub language: String,
    /// Where it is.
    pub url: String,
}

/// One quality of a video.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct VideoQuality {
    /// What plays it: `file`, `hls` or `dash`.
    pub kind: String,
    /// Where it is.
    pub url: String,
    /// How high its picture is, in pixels.
    pub height: Option<u32>,
    /// What its provider calls it. Plain text, whatever is in it.
    pub name: Option<String>,
}

/// The body of `POST /api/videos/resolve`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ResolveVideo {
    /// The address of a video, a playlist or a channel, http or https.
    pub url: String,
}

/// The body of `POST /api/videos/search`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct SearchVideos {
    /// Who looks: one of `searches` of `GET /api/videos`.
    pub provider: String,
    /// For what: 1 to 100 characters.
    pub q: String,
}

/// The answer to `POST /api/videos/resolve` and `POST /api/videos/search`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ResolvedVideos {
    /// The video, or the first ones of a playlist or a channel.
    pub videos: Vec<CatalogVideo>,
    /// Whether the address is that of a playlist or a channel, or words were looked for.
    pub several: bool,
    /// Whether there are more in it than these.
    pub more: bool,
}

/// The answer to `GET /api/videos`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct CatalogPage {
    /// The videos of this page, by title.
    pub videos: Vec<CatalogVideo>,
    /// The `cursor` of the next page, if there is one.
    pub next: Option<String>,
    /// Every provider that lists something; `library` stands for this server's own folders.
    pub providers: Vec<CatalogProvider>,
    /// The names of the providers that look for words themselves.
    pub searches: Vec<String>,
}

/// The answer to `GET /api/videos/filters`: what listed videos can be told apart by, where their providers say that. Each with how
/// many videos there are, the most frequent first, and only so many as fit a list to choose from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct CatalogFilters {
    /// The first years of decades, the latest first.
    pub decades: Vec<CatalogCount>,
    /// What is spoken in them: by the code that the web uses where that is known, and else as providers write it.
    pub languages: Vec<CatalogCount>,
    /// What they are about.
    pub tags: Vec<CatalogCount>,
}

/// So many videos are of a kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct CatalogCount {
    /// What they have in common.
    pub value: String,
    /// How many they are.
    #[cfg_attr(feature = "typescript", ts(type = "number"))]
    pub videos: u64,
}

/// How long videos are, roughly.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum LengthClass {
    /// Below 20 minutes.
    Short,
    /// 20 minutes or more, and below 70.
    Medium,
    /// 70 minutes or more.
    Long,
}

/// A provider that lists videos.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct CatalogProvider {
    /// Its name.
    pub id: String,
    /// How many videos it lists.
    #[cfg_attr(feature = "typescript", ts(type = "number"))]
    pub videos: u64,
}
