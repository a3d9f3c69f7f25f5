//! The public services over HTTP and WebSocket: users, session, timecode, message, prediction,
//! recommendation. One folder each, and none
//! names another.
//!
//! This crate alone knows the wire (with `protocol`), tokens, and what a browser may do. It decides nothing about a
//! session: it turns requests into commands for `host` and outcomes into responses.

mod options;
mod drain;
mod state;
mod status;
mod failure;
mod faults;
mod address;
mod admin;
mod body;
mod excerpt;
mod cursor;
mod link;
mod token;
mod agent;
mod seal;
mod sign_outs;
mod identity;
mod limiter;
mod lockout;
mod passwords;
mod upgrade;
mod handshake;
mod video;
mod bringing;
mod describing;
mod following_up;
mod picture;
mod removal;
mod to_wire;
mod to_domain;
mod encode;
mod users;
mod session;
mod timecode;
mod prediction;
mod recommendation;
mod message;
mod catalog;
mod asking;
mod media;
mod library;
mod relay;
mod preview;
mod pages;
mod health;
mod entrance;
mod openapi;
mod router;

pub use admin::{ExperimentError, define_experiment, start_experiment, stop_experiment};
pub use encode::WireEncode;
pub use entrance::Entrance;
pub use openapi::openapi_json;
pub use options::{ApiOptions, OpenIdOptions, Service, Services, Timer};
pub use router::router;
pub use session::{ImportError, export, import};
pub use state::{Api, Keys};
pub use users::{SignInLinkError, sign_in_link, user_named};
