//! Work in the background: one driver, and one file per worker.
//!
//! A worker writes straight into the database, and the public services read what is there: whether a worker runs, waits or
//! is dead changes nothing for anybody who watches. It is given nothing but what it needs to look at the database anew, so
//! each run begins without input, may be cut off at any moment, and may be done twice.

mod all;
mod catalogue;
mod driver;
mod metadata;
mod recommendations;
mod retention;
mod experiment_outcomes;
mod experiment_results;
mod own_videos;
mod run;
mod words;
mod worker;
pub mod memory;

pub use all::{ELSEWHERE, all};
pub use catalogue::Catalogue;
pub use driver::{Driver, Drivers};
pub use experiment_outcomes::ExperimentOutcomes;
pub use experiment_results::ExperimentResults;
pub use metadata::Metadata;
pub use own_videos::OwnVideos;
pub use recommendations::Recommendations;
pub use retention::Retention;
pub use run::LEASE_MS;
pub use worker::{Context, Failure, Progress, Report, Worker};
