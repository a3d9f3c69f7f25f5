//! What people may like to watch.

use serde::{Deserialize, Serialize};

use crate::Video;

/// The answer to `GET /api/users/me/recommendations` and `GET /api/sessions/{id}/recommendations`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Recommendations {
    /// What is recommended, best first.
    pub items: Vec<Recommendation>,
    /// How this list came about.
    pub served: Served,
    /// How old what it is made from is, in seconds; none where it was made just now.
    pub age_s: Option<f64>,
    /// Of which experiment this is an arm; none where it is of none.
    pub trial: Option<RecommendationTrial>,
}

/// The arm of an experiment that a list belongs to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct RecommendationTrial {
    /// The experiment's key.
    pub experiment: String,
    /// Its phase.
    pub phase: u32,
    /// The arm's name.
    pub arm: String,
}

/// The body of `POST` to `/shown` below a list's address: the list is in front of somebody.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct RecommendationsShown {
    /// As the list had it.
    pub trial: RecommendationTrial,
    /// As the list had it.
    pub served: Served,
}

/// A video that somebody may like.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Recommendation {
    /// The video.
    pub video: Video,
    /// What the catalogue calls it, or else the session on the home page that showed it last.
    pub title: String,
    /// The address of a picture.
    pub picture: Option<String>,
    /// Whether it is in the catalogue: its id is then what to start a session with, or to put into a queue.
    pub listed: bool,
    /// How long it is, in seconds, where that is known.
    pub length_s: Option<f64>,
    /// Why, the strongest first.
    pub reasons: Vec<RecommendationReason>,
}

/// Why something is recommended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum RecommendationReason {
    /// Who watched that watched this.
    BecauseOf {
        /// The title of what was watched.
        title: String,
    },
    /// This was often watched soon after that.
    NextAfter {
        /// The title of what was watched.
        title: String,
    },
    /// It is like this, by what stands about both.
    SimilarTo {
        /// The title of what was watched.
        title: String,
    },
    /// Many watch it now.
    Hot,
    /// It fits what was watched.
    Fits,
}

/// How a list of recommendations came about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum Served {
    /// It was worked out lately.
    Fresh,
    /// It was worked out a while ago, and what was watched since is taken out.
    Stale,
    /// It was put together just now from the lists of those present.
    Combined,
    /// It is what is hot.
    Heat,
    /// It is what came last.
    Newest,
    /// Nothing is known to recommend.
    Nothing,
}

/// The body of `POST /api/users/me/recommendations/feedback`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct RecommendationFeedback {
    /// The video's id.
    pub video: String,
    /// What I say to it.
    pub feedback: FeedbackWord,
}

/// What somebody says to a video. Whatever it is, it is not recommended to them again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum FeedbackWord {
    /// I do not want it.
    NotInterested,
    /// I know it already.
    Seen,
    /// I have watched it, and it was good.
    Liked,
    /// I have watched it, and it was not.
    Disliked,
}
