//! What operators of this server see and do: `/api/admin`.

mod operator;
pub(crate) mod experiments;
mod providers;
mod workers;

pub(crate) use self::providers::*;
pub use experiments::{ExperimentError, define_experiment, start_experiment, stop_experiment};
pub(crate) use workers::*;
