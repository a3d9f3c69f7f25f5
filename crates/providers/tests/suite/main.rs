//! The way out and the providers, in a network and on a clock of the tests' own.

#![expect(clippy::unwrap_used, clippy::panic, reason = "tests fail by panicking")]

mod adapters;
mod answers;
mod background;
mod caching;
mod guard;
mod patience;
mod relay;
mod subtitles;
mod support;
