//! What is kept of videos.

use std::collections::BTreeMap;
use std::ops::{Range, RangeInclusive};

use async_trait::async_trait;
use timeline::Timestamp;

use crate::error::StoreError;

/// Videos that this server knows of, and what their providers have said.
#[async_trait]
pub trait Catalogue: Send + Sync {
    /// Keeps a video in place of what was known of it. One that a provider lists stays listed, whoever else brings it.
    async fn keep_video(&self, video: &StoredVideo) -> Result<(), StoreError>;

    /// Keeps what a list says of a video that does not say how it plays (`page`). What its provider has told of that before, and
    /// what can be read along with it, stays.
    async fn list_video(&self, video: &StoredVideo) -> Result<(), StoreError>;

    /// Keeps a video of which nothing is known yet, for its provider to be asked. One that is known stays as it is; one whose
    /// provider knew no title is asked for again after an hour.
    async fn want_video(&self, video: &StoredVideo) -> Result<(), StoreError>;

    /// Returns a video, listed or not, also when it is gone.
    async fn video(&self, id: &str) -> Result<Option<StoredVideo>, StoreError>;

    /// Returns the pictures of those of some videos that have one and are not gone.
    async fn pictures(&self, ids: &[&str]) -> Result<Vec<StoredPicture>, StoreError>;

    /// Returns how long those of some videos are of which that is known, in milliseconds, by their ids.
    async fn lengths_ms(&self, ids: &[&str]) -> Result<BTreeMap<String, u64>, StoreError>;

    /// Returns one page of what providers list and still have, by title, each with where it stands: there the next page begins,
    /// also where a node of an older version has put it elsewhere than this one would.
    async fn videos(&self, query: &VideosQuery) -> Result<Vec<(VideoPlace, StoredVideo)>, StoreError>;

    /// Returns the providers that list something, and how much.
    async fn listing_providers(&self) -> Result<Vec<(String, u64)>, StoreError>;

    /// Returns what the listed videos can be told apart by.
    async fn facets(&self) -> Result<Facets, StoreError>;

    /// Returns at most `limit` videos whose provider is to be asked by `now`: those first that it was not asked for yet, and
    /// that have waited longest.
    async fn wanted_videos(&self, now: Timestamp, limit: u32) -> Result<Vec<StoredVideo>, StoreError>;

    /// Puts a video off that nobody could describe: it is asked for again in a minute, then after twice as long each time,
    /// and at the least once a day.
    async fn put_video_off(&self, id: &str, now: Timestamp) -> Result<(), StoreError>;

    /// Marks what a provider lists no longer: what was not kept anew since `before`. Returns how many they were.
    async fn mark_gone(&self, provider: &str, before: Timestamp, now: Timestamp) -> Result<u64, StoreError>;

    /// Returns what was said under a name, unless that is over.
    async fn said(&self, name: &str, now: Timestamp) -> Result<Option<String>, StoreError>;

    /// Keeps what was said under a name, in place of what was said before.
    async fn keep_said(&self, name: &str, said: &str, until: Timestamp) -> Result<(), StoreError>;

    /// Takes out what was said and is over by `now`, and videos that no provider lists and nobody brought since `before`.
    /// Returns how much it was.
    async fn sweep_catalogue(&self, now: Timestamp, before: Timestamp) -> Result<u64, StoreError>;
}

/// A video as it is kept. Its texts are bounded and on one line each by whoever reads them from outside.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StoredVideo {
    /// Its id.
    pub id: String,
    /// Who has it.
    pub provider: String,
    /// What it is called there.
    pub external_id: String,
    /// The address to share.
    pub url: String,
    /// How it is played: `file`, `hls`, `youtube`, …
    pub kind: String,
    /// From where it is played.
    pub source_url: String,
    /// Where it can be played as well, in other qualities, with the usual one among them; none where there is only that.
    pub sources: Vec<StoredSource>,
    /// What it is called; empty where nobody knows.
    pub title: String,
    /// How long it is, in milliseconds.
    pub length_ms: Option<u64>,
    /// Whether it goes on while it is watched.
    pub live: bool,
    /// A picture of it.
    pub picture: Option<String>,
    /// What it is about.
    pub tags: Vec<String>,
    /// When it came out.
    pub year: Option<u32>,
    /// What is spoken in it.
    pub languages: Vec<String>,
    /// What can be read along with it.
    pub subtitles: Vec<StoredSubtitles>,
    /// Whether its provider lists it, so that everybody may find it.
    pub listed: bool,
    /// When its provider has described it.
    pub described_at: Option<Timestamp>,
    /// When it was kept last.
    pub updated_at: Timestamp,
    /// Since when its provider has not had it any more.
    pub gone_at: Option<Timestamp>,
}

/// Which picture a video has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredPicture {
    /// The id of the video.
    pub video: String,
    /// Who has the video.
    pub provider: String,
    /// The address of the picture, or its path on this server.
    pub picture: String,
}

/// Where a video can be played, and in which quality.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredSource {
    /// How: `file`, `hls` or `dash`.
    pub kind: String,
    /// From where, without white space.
    pub url: String,
    /// How high its picture is, in pixels.
    pub height: Option<u32>,
    /// What its provider calls it.
    pub name: Option<String>,
}

/// A text track of a video.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredSubtitles {
    /// The language, without white space.
    pub language: String,
    /// Where they are.
    pub url: String,
}

/// Where a video stands in the list of all videos: by its title, without case and accents and with numbers by their values, and by
/// its id.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct VideoPlace {
    /// What it is ordered by.
    pub key: String,
    /// Its id.
    pub id: String,
}

/// Which page of the catalogue.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct VideosQuery {
    /// Words, each of which must be in the title or the tags, with whatever case and accents.
    pub words: Vec<String>,
    /// Of this provider only.
    pub provider: Option<String>,
    /// Of these years only; not those of which it is not known.
    pub years: Option<RangeInclusive<u32>>,
    /// Of these lengths only, in milliseconds; not those of which it is not known.
    pub lengths_ms: Option<Range<u64>>,
    /// With this language spoken, however its provider writes that.
    pub language: Option<String>,
    /// About this, with whatever case and accents.
    pub tag: Option<String>,
    /// After this place.
    pub after: Option<VideoPlace>,
    /// At most so many.
    pub limit: u32,
}

/// What listed videos can be told apart by, each with how many there are. Videos of which something is not known are not counted
/// there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facets {
    /// By year.
    pub years: BTreeMap<u32, u64>,
    /// By language, as the web writes it where that is known.
    pub languages: BTreeMap<String, u64>,
    /// By what they are about, the most frequent first; at most so many as [`FACET_TAGS_MAX`].
    pub tags: Vec<(String, u64)>,
}

/// How many words are looked for; more find no more.
pub const SOUGHT_WORDS_MAX: usize = 3;
/// How many tags are told.
pub const FACET_TAGS_MAX: usize = 200;
