//! Experiments, as operators define, start, read and stop them.

mod change;
mod wire;
mod rest;

pub use change::{ExperimentError, define_experiment, start_experiment, stop_experiment};
pub(crate) use rest::*;
