//! What an add-on calls what it has.

use url::Url;

use crate::key::{Key, ProviderId};
use crate::links::is_id;
use crate::location::Location;

/// What an add-on calls something: its sort and its id, and which video of a series or a channel.
///
/// A key has it as `series/tt9#tt9:1:2`, and the address to share as `…/meta/series/tt9.json#tt9:1:2`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Name<'a> {
    pub(super) sort: &'a str,
    pub(super) id: &'a str,
    pub(super) episode: Option<&'a str>,
}

impl<'a> Name<'a> {
    /// Reads the name in a key.
    pub(super) fn of(key: &'a Key) -> Option<Self> {
        let (sort, rest) = key.external.split_once('/')?;
        let (id, episode) = rest.split_once('#').map_or((rest, None), |(id, episode)| (id, Some(episode)));
        Some(Self { sort, id, episode })
    }

    /// Returns what names it on this server; nothing where the add-on's words are none for a name.
    pub(super) fn key(&self, provider: &ProviderId) -> Option<Key> {
        let Self { sort, id, episode } = *self;
        let is_name = is_id(sort, 1..=20) && !id.is_empty() && !id.contains('#');
        let external = match episode {
            Some(episode) => format!("{sort}/{id}#{episode}"),
            None => format!("{sort}/{id}"),
        };
        Key::new(provider, &external).ok().filter(|_| is_name && episode != Some(""))
    }

    /// Returns the address to share, below which the add-on describes it.
    pub(super) fn address(&self, mut described: Url) -> Option<Location> {
        described.set_fragment(self.episode);
        // What is written otherwise there would be another name.
        (described.fragment() == self.episode).then(|| Location::of(&described)).flatten()
    }
}
