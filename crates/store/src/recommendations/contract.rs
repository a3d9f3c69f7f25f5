//! What is kept of recommendations.

use std::collections::{BTreeMap, BTreeSet};

use async_trait::async_trait;
use session::{MemberId, SessionId, Title, VideoId, VideoKind};
use timeline::{Timecode, Timestamp, Watched};

use crate::error::StoreError;

/// What is recommended to whom, and what it is learnt from.
///
/// A list is one row: it is replaced as a whole or not at all, and nobody reads a half of it. A worker writes lists, the
/// public services only read them.
#[async_trait]
pub trait Recommendations: Send + Sync {
    /// Returns a page of who watched what, in an order of its own, and where the next one begins; none at the end.
    async fn viewings(
        &self,
        from: &ViewingsFrom,
        limit: u32,
    ) -> Result<(Vec<Viewing>, Option<ViewingsFrom>), StoreError>;

    /// Returns what one of these people has watched, or has said something to; of every twenty of them the last, where it is more
    /// than `limit`.
    async fn known_to(&self, people: &[MemberId], limit: u32) -> Result<BTreeSet<VideoId>, StoreError>;

    /// Returns a video as everybody may see it: from the newest session on the home page that shows it. What was only in
    /// other sessions is shown to nobody.
    async fn shown_video(&self, video: &VideoId) -> Result<Option<ShownVideo>, StoreError>;

    /// Replaces a list, unless a newer one is there. Of somebody who is no user of this server none is kept.
    async fn put_list(&self, list: &StoredRecommendations) -> Result<(), StoreError>;

    /// Returns the list of somebody, by its variant.
    async fn list(&self, subject: &Subject, variant: &str) -> Result<Option<StoredRecommendations>, StoreError>;

    /// Replaces what is kept of a circle, unless something newer is there. Where one of its members is no user of this server
    /// nothing is kept.
    async fn put_circle(&self, circle: &StoredCircle) -> Result<(), StoreError>;

    /// Returns what is kept of these people as a circle: of all of them, and of nobody else.
    async fn circle(&self, members: &BTreeSet<MemberId>) -> Result<Option<StoredCircle>, StoreError>;

    /// Says of the lists and circles that were made at `made_at` that they would be the same now. Returns how many.
    async fn renew_lists(&self, made_at: Timestamp, now: Timestamp) -> Result<u64, StoreError>;

    /// Takes out lists and circles that were made before `before`. Returns how many.
    async fn sweep_lists(&self, before: Timestamp) -> Result<u64, StoreError>;

    /// Keeps what somebody says to a recommendation. Of the same video the last word counts; beyond `most` videos the
    /// oldest are forgotten.
    async fn put_feedback(
        &self,
        user: &MemberId,
        video: &VideoId,
        feedback: Feedback,
        at: Timestamp,
        most: u32,
    ) -> Result<(), StoreError>;

    /// Returns what somebody said, the last first.
    async fn feedback(&self, user: &MemberId) -> Result<Vec<(VideoId, Feedback)>, StoreError>;

    /// Returns at most `limit` ratings after that of a video by a user, by user and video.
    async fn ratings(&self, after: Option<&Rating>, limit: u32) -> Result<Vec<Rating>, StoreError>;
}

/// Somebody has watched something of a video.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Viewing {
    /// In which session.
    pub session: SessionId,
    /// Who.
    pub member: MemberId,
    /// What.
    pub video: VideoId,
    /// How much of it.
    pub watched: Watched,
    /// How long it is, where that is known.
    pub length: Option<Timecode>,
    /// When they did last.
    pub at: Timestamp,
    /// When they began.
    pub begun_at: Timestamp,
}

/// Where a page of viewings begins: after a row of one database among several.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ViewingsFrom {
    pub(crate) shard: usize,
    pub(crate) after: [String; 3],
}

impl ViewingsFrom {
    pub(crate) fn of_database(shard: usize) -> Self {
        Self { shard, ..Self::default() }
    }
}

/// A video as everybody may see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShownVideo {
    /// The session that shows it.
    pub session: SessionId,
    /// Its address.
    pub url: String,
    /// What it is.
    pub kind: VideoKind,
    /// The title of the session that shows it.
    pub title: Title,
    /// How long it is, where that is known.
    pub length: Option<Timecode>,
    /// When that session began.
    pub at: Timestamp,
}

/// For whom a list is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    /// Everybody.
    All,
    /// One person.
    User(MemberId),
}

/// A list, best first.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredRecommendations {
    /// For whom.
    pub subject: Subject,
    /// By which recommender.
    pub variant: String,
    /// When it was made.
    pub made_at: Timestamp,
    /// What is recommended.
    pub items: Vec<StoredRecommendation>,
}

/// People who watch together, and what they have in common.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredCircle {
    /// Who, and how well each of them was served when they last watched together.
    pub members: BTreeMap<MemberId, f32>,
    /// How many videos they have watched together.
    pub videos: u32,
    /// When this was worked out.
    pub made_at: Timestamp,
    /// What fits what they watched together, best first.
    pub items: Vec<StoredRecommendation>,
}

/// What is recommended.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredRecommendation {
    /// The video.
    pub video: VideoId,
    /// How strongly.
    pub score: f32,
    /// Why, the strongest first.
    pub reasons: Vec<StoredReason>,
}

/// Why something is recommended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StoredReason {
    /// Who watched that watched this.
    BecauseOf(VideoId),
    /// This was often watched soon after that.
    NextAfter(VideoId),
    /// It is like this, by what stands about both.
    SimilarTo(VideoId),
    /// Many watch it now.
    Hot,
    /// It fits what was watched.
    Fits,
}

/// What somebody says to a video.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Feedback {
    /// They do not want it.
    NotInterested,
    /// They know it already.
    Seen,
    /// They have watched it, and it was good.
    Liked,
    /// They have watched it, and it was not.
    Disliked,
}

/// Somebody has said how a video was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rating {
    /// Who.
    pub user: MemberId,
    /// Of what.
    pub video: VideoId,
    /// Whether it was good.
    pub is_liked: bool,
    /// When.
    pub at: Timestamp,
}
