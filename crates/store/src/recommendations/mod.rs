//! What is recommended to people, from what it is learnt, and what they said to it.
//!
//! Written once over the two primitives of [`crate::handshake::tables::Tables`].

mod circles;
mod contract;
mod items;
mod kept;
pub(crate) mod sql;

pub use contract::{
    Feedback, Rating, Recommendations, ShownVideo, StoredCircle, StoredReason, StoredRecommendation,
    StoredRecommendations, Subject, Viewing, ViewingsFrom,
};
