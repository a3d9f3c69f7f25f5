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
mod catalog;
mod films;
mod lists;
mod jellyfin;
mod recommendations;
mod recommendations_together;
mod recommend_eval;
mod roles;
mod synchrony;
mod outage;
mod postgres;
mod cluster;
mod services;
mod predictions;
mod chat;
mod faults;
mod trials;
mod upgrade;
mod workers;
mod nats;
mod operation;
mod documents;
mod saved;
mod library;
mod erasure;
mod experiments;
mod handshake;
mod private;
mod series;
mod accounts;
mod identity_provider;
mod openid;
mod https;
mod proxies;
mod behind_a_proxy;
