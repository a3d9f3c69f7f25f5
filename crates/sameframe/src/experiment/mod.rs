//! `sameframe experiment`: experiments from the command line, beside a server that may be running.

mod task;
mod words;

pub(crate) use task::{ExperimentTask, run};
