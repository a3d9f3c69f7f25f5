//! The contract of a provider whose streams are passed on.

use async_trait::async_trait;
use bytes::Bytes;
use url::Url;

use super::playlist::Playlist;
use crate::error::ProviderError;
use crate::fetch::{Ask, Fetch};
use crate::key::Key;

/// Streams that only this server may ask for, because whoever knew how could ask for everything else too.
///
/// Like a provider it builds addresses and reads answers, and holds nothing. What it returns stays in this server: people get
/// a list of the same lengths with addresses of this server, and the bytes of the segments.
#[async_trait]
pub trait Streams: Send + Sync {
    /// Returns which video is meant, where this server itself has given out the address in which it is called so.
    fn named(&self, name: &str) -> Option<Key>;

    /// Returns how many may be made at one time.
    fn at_once_max(&self) -> usize;

    /// Asks for the segments of a video. That must not begin to make them.
    async fn playlist(&self, fetch: &Fetch, key: &Key) -> Result<Playlist, ProviderError>;

    /// Makes the question for a segment of its playlist. Segments that are asked for under the name of one run are made one
    /// after the other; a run that is asked for one far away goes on from there.
    fn segment(&self, at: &Url, run: &str) -> Result<Ask, ProviderError>;

    /// Asks which subtitles a video has that are text, by their numbers.
    async fn texts(&self, fetch: &Fetch, key: &Key) -> Result<Vec<u32>, ProviderError>;

    /// Asks for those of a video's subtitles that have this number, which is one of [`Self::texts`], as `WebVTT`.
    async fn subtitles(&self, fetch: &Fetch, key: &Key, number: u32) -> Result<Bytes, ProviderError>;
}
