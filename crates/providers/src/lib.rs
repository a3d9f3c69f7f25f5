//! Where videos come from: the contract of a provider, one folder for each, and the one guarded way out to them.
//!
//! A provider is an adapter between this server and somewhere that has videos. It reads addresses and answers and knows
//! nothing else: [`Fetch`] says where it may go, for how long, how often and how much.

mod adapters;
pub mod cache;
mod date;
mod entries;
mod error;
pub mod fetch;
mod head;
mod key;
mod links;
mod listing;
mod location;
mod media;
mod provider;
mod sites;
pub mod relay;
mod providers;
mod stored;
mod text;
mod video;

pub use adapters::{
    Archive, Dailymotion, Dash, Feed, File, Hls, Jellyfin, Manifest, Oembed, PeerTube, Stremio, Transcoding, Twitch,
    Vimeo, WebPage, YouTube,
};
pub use entries::Unread;
pub use error::ProviderError;
pub use fetch::Fetch;
pub use key::{BadKey, KEY_BYTES_MAX, Key, PROVIDER_ID_BYTES_MAX, ProviderId};
pub use listing::{CURSOR_BYTES_MAX, Listing, PAGE_VIDEOS_MAX, Page};
pub use location::Location;
pub use provider::{Capabilities, Claim, Provider};
pub use providers::{Found, Providers};
pub use sites::{Site, SiteLink};
pub use stored::{FoundBy, StoreCache, to_stored};
pub use text::{PlainText, TAG_CHARS_MAX, TAGS_MAX, TITLE_CHARS_MAX};
pub use video::{Source, SourceKind, Subtitles, Video, id_of};
