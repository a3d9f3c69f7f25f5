//! `cargo xtask join-bench`: what it costs a server when many people join one session, and when they leave it.

mod person;
mod server;
mod crowd;
mod report;
mod run;

pub(crate) use run::{Options, run};
