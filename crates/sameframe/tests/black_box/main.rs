//! The real binary on a port of its own, with real sockets.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "tests fail by panicking and say what they skip"
)]

mod server;
mod contract;
mod finding;
mod queue;
mod roles;
mod synchrony;
mod outage;
mod postgres;
mod cluster;
mod services;
mod predictions;
mod chat;
mod faults;
mod upgrade;
mod nats;
mod operation;
mod documents;
mod saved;
mod handshake;
mod https;
mod proxies;
