//! The lists of an instance: its playlists, its channels, and what an account has in all of its channels.

use url::Url;

use crate::error::ProviderError;
use crate::key::{Key, ProviderId};
use crate::links::{is_id, parts, root};
use crate::sites::LIST;

/// The longest name of a channel or an account, in bytes, with the server that it is on.
const HANDLE_BYTES_MAX: usize = 300;

/// A list of an instance.
#[derive(Clone, Debug)]
pub(super) struct List {
    instance: Url,
    sort: Sort,
    name: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sort {
    Playlist,
    Channel,
    Account,
}

impl List {
    /// Reads an address of the sort that pages of lists have on every instance, also those of older versions.
    pub(super) fn read(url: &Url) -> Option<Self> {
        let (sort, name) = match parts(url).as_slice() {
            ["w", "p", id] | ["videos", "watch", "playlist", id] | ["video-playlists", "watch" | "embed", id] => {
                (Sort::Playlist, *id)
            }
            ["c" | "video-channels", name] | ["c" | "video-channels", name, "videos"] => (Sort::Channel, *name),
            ["a" | "accounts", name] | ["a" | "accounts", name, "videos" | "video-channels"] => (Sort::Account, *name),
            _ => return None,
        };
        let name = name.replace("%40", "@");
        let is_name = if sort == Sort::Playlist { is_id(&name, 10..=40) } else { is_handle(&name) };
        is_name.then(|| Self { instance: root(url), sort, name })
    }

    /// Finds the list that a key names; nothing where it names a video.
    pub(super) fn of(key: &Key) -> Result<Option<Self>, ProviderError> {
        let Some(address) = key.external.strip_prefix(LIST) else { return Ok(None) };
        Self::read(&Url::parse(address)?).map(Some).ok_or(ProviderError::Malformed)
    }

    /// Returns what names it: one name for all of its addresses.
    pub(super) fn key(&self, provider: &ProviderId) -> Option<Key> {
        let path = match self.sort {
            Sort::Playlist => "w/p",
            Sort::Channel => "c",
            Sort::Account => "a",
        };
        Key::new(provider, &format!("{LIST}{}{path}/{}", self.instance, self.name)).ok()
    }

    /// Returns where its videos are listed, in their order: that of the playlist, and of the others the newest first.
    pub(super) fn api(&self) -> Result<Url, ProviderError> {
        let sort = match self.sort {
            Sort::Playlist => "video-playlists",
            Sort::Channel => "video-channels",
            Sort::Account => "accounts",
        };
        let mut url = self.instance.join(&format!("/api/v1/{sort}/{}/videos", self.name))?;
        if !self.has_places() {
            url.query_pairs_mut().append_pair("sort", "-publishedAt");
        }
        Ok(url)
    }

    /// Tells whether it lists places, each with a video or without one.
    pub(super) fn has_places(&self) -> bool {
        self.sort == Sort::Playlist
    }
}

/// Tells whether a text is what channels and accounts are called: `films`, or `films@other.example` for one of another
/// instance.
fn is_handle(text: &str) -> bool {
    let is_plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.' | b':' | b'@');
    (1..=HANDLE_BYTES_MAX).contains(&text.len())
        && text.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_')
        && text.bytes().all(is_plain)
        && text.matches('@').count() <= 1
}
