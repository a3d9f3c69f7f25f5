//! The providers, a file each.

mod archive;
mod beside;
mod dailymotion;
mod dash;
mod feed;
mod file;
mod hls;
mod jellyfin;
mod manifest;
mod oembed;
mod page;
mod peertube;
mod stremio;
mod twitch;
mod vimeo;
mod youtube;

pub use archive::Archive;
pub use dailymotion::Dailymotion;
pub use dash::Dash;
pub use feed::Feed;
pub use file::File;
pub use hls::Hls;
pub use jellyfin::{Jellyfin, Transcoding};
pub use manifest::Manifest;
pub use oembed::Oembed;
pub use page::WebPage;
pub use peertube::PeerTube;
pub use stremio::Stremio;
pub use twitch::Twitch;
pub use vimeo::Vimeo;
pub use youtube::YouTube;
