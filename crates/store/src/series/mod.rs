//! Parties that come back: series, their evenings, and who has been at one.
//!
//! Written once over the two primitives of [`crate::handshake::tables::Tables`].

mod contract;
mod kept;
pub(crate) mod sql;

pub use contract::{AllSeries, SeriesState, StoredEvening, StoredSeries};
