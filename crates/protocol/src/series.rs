//! Parties that come back: series and their evenings.

use serde::{Deserialize, Serialize};

use crate::handshake::Person;
use crate::model::{Session, Visibility};

/// A party that comes back: one link that stays, and a session for each evening.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Series {
    /// Its id.
    pub id: String,
    /// Its title, and that of its evenings.
    pub title: String,
    /// The link to send to the others, which never changes.
    pub link: String,
    /// Who looks after it, and is host of its evenings.
    pub owner: Person,
    /// Who may find it: whoever may find its last evening.
    pub visibility: Visibility,
    /// Whether it goes on.
    pub state: SeriesState,
    /// When its evenings are; at no fixed time where empty.
    pub weekly: Vec<WeeklyTime>,
    /// In which time zone, by its IANA name.
    pub time_zone: String,
    /// When the next evening is, while none goes on: RFC 3339.
    pub next_at: Option<String>,
    /// From when anybody may open it: RFC 3339.
    pub opens_at: Option<String>,
    /// The evening that goes on, or that people meet for already.
    pub current: Option<Session>,
    /// Whether I look after it: I may change it, and open the next evening at any time.
    pub may_change: bool,
}

/// Whether a series goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum SeriesState {
    /// It does.
    Running,
    /// It rests: no evening begins until it goes on.
    Paused,
    /// It is over, for ever. Its replays stay.
    Ended,
}

/// A time of every week.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct WeeklyTime {
    /// On which day.
    pub day: Weekday,
    /// When, by the clocks of the time zone: `20:00`.
    pub time: String,
}

/// A day of the week.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[expect(missing_docs, reason = "everybody knows the days of the week")]
pub enum Weekday {
    Monday,
    Tuesday,
    Wednesday,
    Thursday,
    Friday,
    Saturday,
    Sunday,
}

/// The body of `POST /api/series`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct MakeSeries {
    /// The session that becomes its first evening.
    pub session: String,
    /// When its evenings are: at most 7; at no fixed time where missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional))]
    pub weekly: Option<Vec<WeeklyTime>>,
    /// In which time zone, by its IANA name, such as `Europe/Berlin`; `UTC` where missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional))]
    pub time_zone: Option<String>,
}

/// The body of `PATCH /api/series/{id}`; what is missing stays as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ChangeSeries {
    /// Its title, and that of the evenings to come.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional))]
    pub title: Option<String>,
    /// All its times.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional))]
    pub weekly: Option<Vec<WeeklyTime>>,
    /// The time zone of its times.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional))]
    pub time_zone: Option<String>,
    /// Whether it goes on. What has ended stays so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional))]
    pub state: Option<SeriesState>,
}

/// The answer to `GET /api/series`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct SeriesList {
    /// Those that I look after or have been at, then the public ones.
    pub series: Vec<Series>,
}

/// The answer to `GET /api/sessions/{id}/series`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct SeriesOfSession {
    /// The series of which the session is an evening, if it is one.
    pub series: Option<Series>,
}

/// The answer to `GET /api/series/{id}/evenings`, the last one first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct EveningList {
    /// One page.
    pub evenings: Vec<Evening>,
    /// What to send as `before` for the next page, where there is one.
    pub next: Option<u32>,
}

/// One evening of a series.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Evening {
    /// The how manieth it is, from 1.
    pub number: u32,
    /// The session: what was watched, and its replay.
    pub session: Session,
}
