//! Experiments: what they are, who was shown which arm, what they did, and what that amounts to.

mod contract;
mod kept;
mod reading;
mod told;
pub(crate) mod sql;
#[cfg(test)]
pub(crate) mod former;

pub use contract::{
    EXPERIMENTS_MAX, Experiments, PHASES_MAX, StoredExperiment, StoredExposure, StoredPhase, StoredResult, day_of,
};
pub use reading::{last_phase, read_phase};
