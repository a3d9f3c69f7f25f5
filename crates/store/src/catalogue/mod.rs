//! What this server knows of videos, and what providers have said.
//!
//! Written once over the two primitives of [`crate::handshake::tables::Tables`].

mod contract;
mod kept;
pub(crate) mod sql;

pub use contract::{Catalogue, StoredPicture, StoredSource, StoredSubtitles, StoredVideo, VideosQuery};
