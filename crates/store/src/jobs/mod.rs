//! What workers did last, and whose turn it is.
//!
//! Written once over the two primitives of [`crate::handshake::tables::Tables`].

mod contract;
mod kept;
pub(crate) mod sql;

pub use contract::{ERASURE, JobState, Jobs, OWN_VIDEOS, RunEnd, StoredJob};
