//! What a host promises, on a real store.

#![expect(clippy::unwrap_used, clippy::panic, reason = "tests fail by panicking")]

mod node;
mod sessions;
mod holds;
mod nodes;
mod recovery;
mod versions;
mod bus;
