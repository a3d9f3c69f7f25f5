//! All providers of this server, and which of them an address belongs to.

use std::fmt;
use std::sync::Arc;

use bytes::Bytes;
use url::Url;

use crate::cache::{Cache, Keeping, MemoryCache};
use crate::error::ProviderError;
use crate::fetch::{Fetch, Patience, Scope, Standing, Streamed};
use crate::key::{Key, ProviderId};
use crate::listing::{Listing, Page};
use crate::location::Location;
use crate::provider::{Capabilities, Claim, Provider};
use crate::relay::{Relay, RelayError, Streams};
use crate::video::{Source, SourceKind, Video};

/// The providers of this server, in the order in which they are asked whether an address is theirs. Cheap to clone.
#[derive(Clone)]
pub struct Providers {
    all: Arc<[Registered]>,
    keeping: Keeping,
}

#[derive(Clone)]
struct Registered {
    provider: Arc<dyn Provider>,
    /// For what people ask.
    fetch: Fetch,
    /// For what is passed on to those who watch: no link that somebody pastes takes anything from them.
    streaming: Fetch,
    /// For what workers ask, which nobody notices.
    background: Fetch,
    relay: Option<Arc<Relay>>,
}

/// What an address leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// A video.
    One(Box<Video>),
    /// A playlist or a channel: see [`Providers::expand`].
    Several(Key),
}

impl Providers {
    /// Registers providers, each with the scope of its questions.
    pub fn new(
        fetch: &Fetch,
        cache: Arc<dyn Cache>,
        providers: impl IntoIterator<Item = (Arc<dyn Provider>, Scope)>,
    ) -> Self {
        let register = |(provider, scope): (Arc<dyn Provider>, Scope)| {
            let relay = provider.streams().map(|streams| Arc::new(Relay::new(streams)));
            let fetch = fetch.scoped(scope);
            let (streaming, background) = (fetch.beside(), fetch.beside().with_patience(Patience::Background));
            Registered { provider, fetch, streaming, background, relay }
        };
        Self { all: providers.into_iter().map(register).collect(), keeping: Keeping::new(cache) }
    }

    /// Returns the same providers for workers: their questions take nothing from those of people.
    #[must_use]
    pub fn in_background(&self) -> Self {
        let aside = |own: &Registered| Registered {
            fetch: own.background.clone().with_patience(Patience::Somebody),
            ..own.clone()
        };
        Self { all: self.all.iter().map(aside).collect(), keeping: self.keeping.clone() }
    }

    /// Returns what there is, with what each can do.
    pub fn iter(&self) -> impl Iterator<Item = (&ProviderId, Capabilities)> {
        self.all.iter().map(|registered| (registered.provider.id(), registered.provider.capabilities()))
    }

    /// Tells whether a provider, by its name, may know more of how a video plays than its lists say.
    pub fn tells_later(&self, provider: &str) -> bool {
        self.iter().any(|(id, can)| id.as_str() == provider && can.tells_later)
    }

    /// Tells whether what is said of a video leaves out how it plays, as lists do: its provider may have told more before.
    pub fn leaves_out(&self, video: &Video) -> bool {
        let says_how = |source: &Source| !matches!(source.kind, SourceKind::Page | SourceKind::List);
        !video.sources.first().is_some_and(says_how) && self.tells_later(video.key.provider.as_str())
    }

    /// Returns the video that an address is certainly of, without asking anybody.
    pub fn claim(&self, url: &Url) -> Option<Key> {
        self.all.iter().find_map(|own| match own.provider.claim(url) {
            Claim::Exact(key) => Some(key),
            Claim::Several(_) | Claim::Maybe(_) | Claim::No => None,
        })
    }

    /// Returns the picture of a video that its provider names without being asked.
    pub fn picture(&self, key: &Key) -> Option<Location> {
        self.all.iter().find(|own| *own.provider.id() == key.provider)?.provider.picture(key)
    }

    /// Describes what is at an address. The first provider that is certain is the only one asked; without one, those that may
    /// have it are asked one after the other, until one has.
    pub async fn resolve(&self, url: &Url) -> Result<Found, ProviderError> {
        let claims: Vec<_> = self.all.iter().map(|own| (own, own.provider.claim(url))).collect();
        for (own, claim) in &claims {
            match claim {
                Claim::Exact(key) => return self.describe_or_list(own, key).await,
                Claim::Several(key) => return Ok(Found::Several(key.clone())),
                Claim::Maybe(_) | Claim::No => {}
            }
        }
        let mut error = ProviderError::Unsupported;
        for (own, claim) in &claims {
            let Claim::Maybe(key) = claim else { continue };
            match self.describe_or_list(own, key).await {
                Ok(found) => return Ok(found),
                // Whom nobody reaches once is not asked for by everybody.
                Err(found @ (ProviderError::Away | ProviderError::Blocked)) => return Err(found),
                Err(found) => error = found,
            }
        }
        Err(error)
    }

    /// Describes a video by its name.
    pub async fn resolve_key(&self, key: &Key) -> Result<Video, ProviderError> {
        let own = self.of(&key.provider)?;
        self.describe(own, key).await
    }

    /// Lists what is in a playlist or a channel.
    pub async fn expand(&self, key: &Key, page: &Page) -> Result<Listing, ProviderError> {
        let own = self.of(&key.provider)?;
        own.provider.expand(&own.fetch, key, page).await
    }

    /// Lists what a provider offers for the catalogue, with the patience of the background: where enough has been asked it
    /// waits for its next question.
    pub async fn browse(&self, provider: &ProviderId, page: &Page) -> Result<Listing, ProviderError> {
        let own = self.of(provider)?;
        own.provider.browse(&own.background, page).await
    }

    /// Lets a provider look for words.
    pub async fn search(&self, provider: &ProviderId, words: &str, page: &Page) -> Result<Listing, ProviderError> {
        let own = self.of(provider)?;
        own.provider.search(&own.fetch, words, page).await
    }

    /// Returns the video whose stream this server passes on under a name that it has given out.
    pub fn streamed(&self, provider: &ProviderId, name: &str) -> Option<Key> {
        self.of(provider).ok()?.provider.streams()?.named(name)
    }

    /// Returns the playlist of a stream that this server passes on, as people get it.
    pub async fn playlist(&self, key: &Key) -> Result<String, RelayError> {
        let own = self.of(&key.provider)?;
        let (streams, relay) = own.streams()?;
        relay.playlist(streams, &own.streaming, key).await
    }

    /// Begins to pass on a segment of such a stream.
    pub async fn segment(&self, key: &Key, number: usize) -> Result<Streamed, RelayError> {
        let own = self.of(&key.provider)?;
        let (streams, relay) = own.streams()?;
        relay.segment(streams, &own.streaming, key, number).await
    }

    /// Returns the subtitles of a video that this server passes on under this number, as `WebVTT`.
    pub async fn subtitles(&self, key: &Key, number: u32) -> Result<Bytes, RelayError> {
        let own = self.of(&key.provider)?;
        let (streams, relay) = own.streams()?;
        relay.subtitles(streams, &own.streaming, key, number).await
    }

    /// Returns how the questions of each provider have fared.
    pub fn standings(&self) -> impl Iterator<Item = (&ProviderId, Capabilities, Standing)> {
        self.all.iter().map(|own| (own.provider.id(), own.provider.capabilities(), own.fetch.standing()))
    }

    /// Asks a provider for the least, to see whether it answers.
    pub async fn health(&self, provider: &ProviderId) -> Result<(), ProviderError> {
        let own = self.of(provider)?;
        own.provider.health(&own.fetch).await
    }

    fn of(&self, provider: &ProviderId) -> Result<&Registered, ProviderError> {
        self.all.iter().find(|own| own.provider.id() == provider).ok_or(ProviderError::Unsupported)
    }

    async fn describe_or_list(&self, own: &Registered, key: &Key) -> Result<Found, ProviderError> {
        match self.describe(own, key).await {
            Ok(video) => Ok(Found::One(Box::new(video))),
            Err(ProviderError::Unsupported) if own.provider.capabilities().expand => Ok(Found::Several(key.clone())),
            Err(error) => Err(error),
        }
    }

    async fn describe(&self, own: &Registered, key: &Key) -> Result<Video, ProviderError> {
        let Registered { provider, fetch, .. } = own.clone();
        let (now_ms, asked) = (fetch.now_ms(), key.clone());
        self.keeping.get(key, now_ms, async move { provider.resolve(&fetch, &asked).await.map(Video::bounded) }).await
    }
}

impl Registered {
    fn streams(&self) -> Result<(&dyn Streams, &Relay), ProviderError> {
        self.provider.streams().zip(self.relay.as_deref()).ok_or(ProviderError::Unsupported)
    }
}

/// None: every address is what it is.
impl Default for Providers {
    fn default() -> Self {
        Self { all: Arc::default(), keeping: Keeping::new(Arc::new(MemoryCache::default())) }
    }
}

impl fmt::Debug for Providers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter().map(|(id, _)| id)).finish()
    }
}
