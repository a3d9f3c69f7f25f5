//! What is kept of series.

use async_trait::async_trait;
use session::{MemberId, SessionId, Title, Visibility};
use timeline::Timestamp;

use crate::error::StoreError;

/// Series, their evenings, and who has been at one.
///
/// Beside the promises of [`crate::Store`]: of each number a series has one evening, whichever nodes make it at one moment.
#[async_trait]
pub trait AllSeries: Send + Sync {
    /// Keeps a new series, unless its owner has as many that are not over as they may have. Returns whether it did.
    async fn make_series(&self, series: &StoredSeries, owned_max: u32) -> Result<bool, StoreError>;

    /// Keeps what has changed of a series, all but its owner and its beginning, unless somebody else has changed it since
    /// `seen`. Returns whether it did.
    async fn change_series(&self, series: &StoredSeries, seen: Timestamp) -> Result<bool, StoreError>;

    /// Returns a series.
    async fn series(&self, id: &str) -> Result<Option<StoredSeries>, StoreError>;

    /// Returns at most `limit` public series that are not over, the last changed first.
    async fn public_series(&self, limit: u32) -> Result<Vec<StoredSeries>, StoreError>;

    /// Returns at most `limit` series that are not over, whose owner or regular somebody is, the last changed first.
    async fn series_of(&self, member: &MemberId, limit: u32) -> Result<Vec<StoredSeries>, StoreError>;

    /// Keeps an evening, unless the series has one of this number. Returns whether it did.
    async fn add_evening(&self, evening: &StoredEvening) -> Result<bool, StoreError>;

    /// Keeps for when an evening is whose session is not there yet, unless somebody else has changed it since `seen`.
    /// Returns whether it did.
    async fn move_evening(&self, evening: &StoredEvening, seen: Timestamp) -> Result<bool, StoreError>;

    /// Returns at most `limit` evenings of a series before a number, the last one first.
    async fn evenings(&self, series: &str, before: u32, limit: u32) -> Result<Vec<StoredEvening>, StoreError>;

    /// Returns which evening a session is.
    async fn evening_of(&self, session: &SessionId) -> Result<Option<StoredEvening>, StoreError>;

    /// Keeps that somebody has been at an evening.
    async fn add_regular(&self, series: &str, member: &MemberId) -> Result<(), StoreError>;

    /// Returns whether somebody has been at an evening.
    async fn is_regular(&self, series: &str, member: &MemberId) -> Result<bool, StoreError>;
}

/// A party that comes back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredSeries {
    /// Its id, which is in its link.
    pub id: String,
    /// Who looks after it, and is host of its evenings.
    pub owner: MemberId,
    /// Its title, and that of its evenings.
    pub title: Title,
    /// Who may find it: as its last evening says.
    pub visibility: Visibility,
    /// Whether it goes on.
    pub state: SeriesState,
    /// When its evenings are, such as `fri 20:00,sun 18:30`.
    pub weekly: String,
    /// In which zone, by its IANA name.
    pub time_zone: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it changed last.
    pub updated_at: Timestamp,
}

/// Whether a series goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SeriesState {
    /// It does.
    Running,
    /// It rests.
    Paused,
    /// It is over, for ever.
    Ended,
}

/// One evening of a series.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredEvening {
    /// Of which series.
    pub series: String,
    /// The how manieth: from 1, without a gap.
    pub number: u32,
    /// The session.
    pub session: SessionId,
    /// For when it was made: of those in between there are none any more.
    pub starts_at: Timestamp,
}
