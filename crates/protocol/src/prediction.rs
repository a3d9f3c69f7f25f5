//! Predictions: what is asked, what was picked, and what it came to.

use serde::{Deserialize, Serialize};

use crate::model::LogPosition;

/// When a prediction is locked by itself, if it is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "rule", rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum Closes {
    /// It is not: somebody locks it.
    ByHand {},
    /// At a time.
    Time {
        /// Server time in milliseconds.
        #[cfg_attr(feature = "typescript", ts(type = "number"))]
        at: i64,
    },
    /// When the video reaches a position.
    Position {
        /// The id of the video.
        video: String,
        /// Seconds from the start.
        position: f64,
    },
}

/// Why nobody can pick any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum LockReason {
    /// Somebody asked for it.
    Asked,
    /// The time was over.
    Time,
    /// The video had reached the position.
    Position,
}

/// Why a prediction was called off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum CancelReason {
    /// Somebody asked for it.
    Asked,
    /// The session ended before it came out.
    SessionEnded,
}

/// One outcome, as it was put.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Outcome {
    /// Its id within the prediction.
    pub id: String,
    /// What may happen.
    pub text: String,
}

/// What a member has picked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Pick {
    /// The id of the outcome.
    pub outcome: String,
    /// How many points are staked on it in all; 0 is a pick without a stake.
    #[cfg_attr(feature = "typescript", ts(type = "number"))]
    pub stake: u64,
}

/// What a member got out of a pool.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Payout {
    /// The id of the member.
    pub member: String,
    /// What they had staked.
    #[cfg_attr(feature = "typescript", ts(type = "number"))]
    pub stake: u64,
    /// What they got, the stake among it.
    #[cfg_attr(feature = "typescript", ts(type = "number"))]
    pub paid: u64,
}

/// How far a prediction is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum PredictionState {
    /// It takes picks.
    Open,
    /// It takes no picks any more.
    Locked,
    /// It came out.
    Resolved,
    /// It was called off.
    Cancelled,
}

/// One outcome with what is on it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct OutcomePool {
    /// Its id within the prediction.
    pub id: String,
    /// What may happen.
    pub text: String,
    /// How many people have picked it.
    pub picks: u32,
    /// How many points they have staked on it.
    #[cfg_attr(feature = "typescript", ts(type = "number"))]
    pub stakes: u64,
}

/// A question of what will happen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Prediction {
    /// Its id within the session.
    pub id: String,
    /// What is asked.
    pub question: String,
    /// What may happen, with what is on it.
    pub outcomes: Vec<OutcomePool>,
    /// The id of the member who opened it.
    pub by: Option<String>,
    /// RFC 3339.
    pub opened_at: String,
    /// When it is locked by itself.
    pub closes: Closes,
    /// How far it is.
    pub state: PredictionState,
    /// Since when it is locked, resolved or cancelled: RFC 3339; nothing while it is open.
    pub since: Option<String>,
    /// The id of the outcome that it was, once it is resolved.
    pub outcome: Option<String>,
    /// Whether all stakes went back.
    pub refunded: bool,
    /// How many people got a share of the pool.
    pub winners: u32,
    /// The largest of those shares, at most 20.
    pub payouts: Vec<Payout>,
    /// What I have picked, and what it came to.
    pub mine: Option<MyPick>,
}

/// What I have picked, and what it came to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct MyPick {
    /// The id of the outcome.
    pub outcome: String,
    /// How many points are staked on it in all.
    #[cfg_attr(feature = "typescript", ts(type = "number"))]
    pub stake: u64,
    /// What I got back, once it is over.
    #[cfg_attr(feature = "typescript", ts(type = "number | null"))]
    pub paid: Option<u64>,
}

/// What somebody's predictions have come to, those that came out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Score {
    /// The points that are left of those that everybody begins with, what is staked now among them.
    #[cfg_attr(feature = "typescript", ts(type = "number"))]
    pub points: u64,
    /// How many points were won, beyond what was staked.
    #[cfg_attr(feature = "typescript", ts(type = "number"))]
    pub won: u64,
    /// How many points were lost.
    #[cfg_attr(feature = "typescript", ts(type = "number"))]
    pub lost: u64,
    /// How often they were right.
    pub right: u32,
    /// How often they were wrong.
    pub wrong: u32,
}

/// One line of a leaderboard.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Leader {
    /// The id of the member.
    pub member: String,
    /// Their name.
    pub name: String,
    /// What their predictions have come to.
    pub score: Score,
}

/// Where I stand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct MyPoints {
    /// How many points I may still stake.
    #[cfg_attr(feature = "typescript", ts(type = "number"))]
    pub points: u64,
    /// What my predictions have come to.
    pub score: Score,
}

/// The answer to `GET …/predictions`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Predictions {
    /// Those that are open or locked, oldest first.
    pub open: Vec<Prediction>,
    /// The last ones that are over, newest first, at most 20; the log has them all.
    pub over: Vec<Prediction>,
    /// Who has most points, at most 20; only who has picked in one that came out.
    pub leaders: Vec<Leader>,
    /// Where I stand; nothing without a token.
    pub me: Option<MyPoints>,
    /// Up to which event this goes.
    pub head: LogPosition,
}

/// The body of `POST …/predictions`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct OpenPrediction {
    /// The sender's own id for it: a repeat with the same id is answered with the first outcome and done once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional))]
    pub id: Option<String>,
    /// What is asked: 1 to 100 characters.
    pub question: String,
    /// What may happen: two to ten different texts of 1 to 100 characters.
    pub outcomes: Vec<String>,
    /// After how many seconds it is locked, from 1 to 21,600; by hand where this and the next are missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional))]
    pub closes_in_s: Option<f64>,
    /// At which position of the video on screen it is locked, in seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional))]
    pub closes_at_position: Option<f64>,
}

/// The body of `POST …/pick`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct PickOutcome {
    /// The sender's own id for it: a repeat with the same id is answered with the first outcome and done once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional))]
    pub id: Option<String>,
    /// The id of the outcome.
    pub outcome: String,
    /// How many points to stake in all; what is staked already where missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional, type = "number"))]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<u64>))]
    pub stake: Option<serde_json::Number>,
}

/// The body of `POST …/resolve`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ResolvePrediction {
    /// The sender's own id for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional))]
    pub id: Option<String>,
    /// The id of the outcome that it was.
    pub outcome: String,
}

/// The body of `POST …/lock` and `POST …/cancel`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct DirectPrediction {
    /// The sender's own id for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional))]
    pub id: Option<String>,
}

/// One session in my history.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct SessionScore {
    /// The id of the session.
    pub session: String,
    /// Its title.
    pub title: String,
    /// What my predictions came to in it.
    pub score: Score,
    /// When the last one came out: RFC 3339.
    pub updated_at: String,
}

/// The answer to `GET /api/users/me/predictions`, the latest session first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct PredictionHistory {
    /// One page.
    pub sessions: Vec<SessionScore>,
    /// The cursor of the next page, where there is one.
    pub next: Option<String>,
}
