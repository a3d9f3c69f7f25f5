//! What this server knows of videos, and what providers have said.
//!
//! Written once over the two primitives of [`crate::handshake::tables::Tables`].

mod contract;
mod language;
mod keys;
mod kept;
mod facets;
pub(crate) mod sql;

pub use contract::{
    Catalogue, FACET_TAGS_MAX, Facets, SOUGHT_WORDS_MAX, StoredPicture, StoredSource, StoredSubtitles, StoredVideo,
    VideoPlace, VideosQuery,
};
pub use facets::most_frequent;
pub(crate) use keys::Keys;
