//! What a host promises, on a real store.

#![expect(clippy::unwrap_used, clippy::panic, reason = "tests fail by panicking")]

mod node;
mod sessions;
mod reactions;
mod holds;
mod nodes;
mod removals;
mod recovery;
mod versions;
mod bus;
mod crowds;
