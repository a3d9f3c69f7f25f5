//! The public services over HTTP and WebSocket: users, session, timecode, message, prediction. One folder each, and none
//! names another.
//!
//! This crate alone knows the wire (with `protocol`), tokens, and what a browser may do. It decides nothing about a
//! session: it turns requests into commands for `host` and outcomes into responses.

mod options;
mod drain;
mod state;
mod status;
mod failure;
mod address;
mod body;
mod cursor;
mod link;
mod token;
mod identity;
mod limiter;
mod upgrade;
mod handshake;
mod video;
mod removal;
mod to_wire;
mod to_domain;
mod encode;
mod users;
mod session;
mod timecode;
mod prediction;
mod message;
mod asking;
mod media;
mod preview;
mod pages;
mod health;
mod openapi;
mod router;

pub use encode::WireEncode;
pub use openapi::openapi_json;
pub use options::{ApiOptions, Service, Services, Timer};
pub use router::router;
pub use session::{ImportError, export, import};
pub use state::Api;
