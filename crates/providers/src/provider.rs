//! The contract of a provider.

use async_trait::async_trait;
use url::Url;

use crate::error::ProviderError;
use crate::fetch::Fetch;
use crate::key::{Key, ProviderId};
use crate::listing::{Listing, Page};
use crate::location::Location;
use crate::relay::Streams;
use crate::video::Video;

/// Somewhere that videos come from.
///
/// A provider builds addresses and reads answers; it holds no client, no cache and no clock. All that goes out goes through
/// the [`Fetch`] it is handed, which says where one may go, for how long and how much. `claim` does nothing but look at the
/// address. What a provider cannot do it leaves as it is here: [`ProviderError::Unsupported`].
#[async_trait]
pub trait Provider: Send + Sync {
    /// Returns its name, a part of the name of every video it has.
    fn id(&self) -> &ProviderId;

    /// Returns what it can do beside describing a video.
    fn capabilities(&self) -> Capabilities {
        Capabilities::default()
    }

    /// Tells whether an address is its own.
    fn claim(&self, url: &Url) -> Claim;

    /// Returns the picture of a video whose address follows from its key. It does nothing but look at the key.
    fn picture(&self, _key: &Key) -> Option<Location> {
        None
    }

    /// Returns its streams that this server passes on, where it has such.
    fn streams(&self) -> Option<&dyn Streams> {
        None
    }

    /// Describes a video. Who finds that it is a list says [`ProviderError::Unsupported`], and can expand it.
    async fn resolve(&self, fetch: &Fetch, key: &Key) -> Result<Video, ProviderError>;

    /// Lists what is in a playlist, a channel or a series.
    async fn expand(&self, _fetch: &Fetch, _key: &Key, _page: &Page) -> Result<Listing, ProviderError> {
        Err(ProviderError::Unsupported)
    }

    /// Looks for words.
    async fn search(&self, _fetch: &Fetch, _words: &str, _page: &Page) -> Result<Listing, ProviderError> {
        Err(ProviderError::Unsupported)
    }

    /// Lists all that it offers, for this server's catalogue.
    async fn browse(&self, _fetch: &Fetch, _page: &Page) -> Result<Listing, ProviderError> {
        Err(ProviderError::Unsupported)
    }

    /// Asks for the least, to see whether it answers. Who holds nothing of their own is always well.
    async fn health(&self, _fetch: &Fetch) -> Result<(), ProviderError> {
        Ok(())
    }
}

/// What a provider can do beside describing a video.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own, and any of them may go together")]
pub struct Capabilities {
    /// It has playlists or channels.
    pub expand: bool,
    /// It can look for words.
    pub search: bool,
    /// It has a list of its own for the catalogue.
    pub browse: bool,
    /// Its lists leave out how videos play: only asking for each tells.
    pub tells_later: bool,
}

/// Whose an address is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Claim {
    /// Certainly this video of the provider.
    Exact(Key),
    /// Certainly this playlist or channel.
    Several(Key),
    /// Perhaps, a video or several: only asking tells. The key is what to ask for.
    Maybe(Key),
    /// Not its own.
    No,
}
