//! Bodies of a user's own history.

use serde::{Deserialize, Serialize};

use crate::model::Session;

/// The answer to `GET /api/users/me/history`, the last visit first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct History {
    /// One page.
    pub visits: Vec<Visit>,
    /// The cursor of the next page, where there is one.
    pub next: Option<String>,
}

/// A session in which I have watched something.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Visit {
    /// The session.
    pub session: Session,
    /// What I have seen in it, the last video first.
    pub watched: Vec<Watched>,
    /// Some of those who watched in it too, the last first.
    pub with: Vec<Companion>,
    /// When I last watched: RFC 3339.
    pub at: String,
    /// Whether it goes on, and I may not come back.
    pub banned: bool,
}

/// How far I am in a video.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Watched {
    /// The id of the video.
    pub video: String,
    /// Where I was last, in seconds.
    pub position: f64,
    /// How much of it I have seen, in seconds.
    pub watched_s: f64,
    /// When: RFC 3339.
    pub updated_at: String,
}

/// Somebody I have watched with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Companion {
    /// Their id.
    pub id: String,
    /// Their name.
    pub name: String,
}
