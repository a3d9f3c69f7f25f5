//! Streams that this server passes on: what their provider gives only to who has its key, the others get from here.
//!
//! ```text
//! browser ──/media/relay/…/index.m3u8──────> Relay ──the list of segments, with the key──> provider
//!         <──a list of this server's own──┘
//! browser ──/media/relay/…/segments/7.ts──> Relay ──its seventh segment, with the key──> provider
//!         <──piece by piece, as it arrives─┘
//! ```

mod address;
mod error;
mod films;
mod passing;
mod playlist;
mod runs;
mod lately;
mod streams;

pub use address::{RelayKey, named};
pub use error::RelayError;
pub(crate) use passing::Relay;
pub use playlist::Playlist;
pub use streams::Streams;
