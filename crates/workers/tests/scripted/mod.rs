//! A provider that does as it is told.

use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use providers::cache::MemoryCache;
use providers::fetch::{Scope, System};
use providers::{
    Capabilities, Claim, Fetch, Key, Listing, Location, Page, PlainText, Provider, ProviderError, ProviderId,
    Providers, Source, SourceKind, Video,
};
use store::StoredVideo;
use timeline::Timestamp;
use url::Url;

/// Lists videos one a page; then fails, if it shall.
pub(crate) struct Scripted {
    id: ProviderId,
    pub(crate) listed: Mutex<Vec<&'static str>>,
    pub(crate) fails_at: AtomicU32,
    /// The video `away` can be described.
    pub(crate) is_back: AtomicBool,
}

impl Scripted {
    pub(crate) fn new(listed: &[&'static str]) -> Arc<Self> {
        Self::named("scripted", listed)
    }

    pub(crate) fn named(name: &str, listed: &[&'static str]) -> Arc<Self> {
        let (listed, fails_at) = (Mutex::new(listed.to_vec()), AtomicU32::new(u32::MAX));
        let is_back = AtomicBool::new(false);
        Arc::new(Self { id: ProviderId::parse(name).unwrap(), listed, fails_at, is_back })
    }

    /// It is the only provider.
    pub(crate) fn alone(self: &Arc<Self>) -> Providers {
        together(&[Arc::clone(self)])
    }

    fn video(&self, name: &str) -> Video {
        let at = Location::parse(&format!("https://example.org/{name}")).unwrap();
        let key = Key::new(&self.id, name).unwrap();
        let mut video = Video::new(key, at.clone(), Source::new(SourceKind::File, at));
        video.title = PlainText::title(name);
        video
    }
}

#[async_trait]
impl Provider for Scripted {
    fn id(&self) -> &ProviderId {
        &self.id
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities { browse: true, ..Capabilities::default() }
    }

    fn claim(&self, url: &Url) -> Claim {
        Claim::Exact(Key::new(&self.id, url.path().trim_start_matches('/')).unwrap())
    }

    async fn resolve(&self, _: &Fetch, key: &Key) -> Result<Video, ProviderError> {
        match key.external.as_str() {
            "away" if !self.is_back.load(Ordering::SeqCst) => Err(ProviderError::Quota { retry_at_ms: None }),
            name => Ok(self.video(name)),
        }
    }

    async fn browse(&self, _: &Fetch, page: &Page) -> Result<Listing, ProviderError> {
        if page.number() == self.fails_at.load(Ordering::SeqCst) {
            return Err(ProviderError::Away);
        }
        let listed = self.listed.lock().unwrap().clone();
        let at = page.number() as usize;
        let next = (at + 1 < listed.len()).then(|| Page::after(&(at + 1).to_string())).flatten();
        Ok(Listing::of_videos(listed.get(at).map(|name| self.video(name))).then(next))
    }
}

/// There are no others.
pub(crate) fn together(all: &[Arc<Scripted>]) -> Providers {
    let fetch = Fetch::new(Arc::new(System), Arc::new(|| 0));
    let all = all.iter().map(|one| (Arc::clone(one) as Arc<dyn Provider>, Scope::default()));
    Providers::new(&fetch, Arc::new(MemoryCache::default()), all)
}

/// A video that somebody has brought, of which nothing is known.
pub(crate) fn wanted(name: &str) -> StoredVideo {
    StoredVideo {
        id: format!("v{name}"),
        provider: "page".to_owned(),
        external_id: name.to_owned(),
        url: format!("https://example.org/{name}"),
        kind: "file".to_owned(),
        source_url: format!("https://example.org/{name}"),
        title: String::new(),
        length_ms: None,
        live: false,
        picture: None,
        tags: Vec::new(),
        year: None,
        languages: Vec::new(),
        sources: Vec::new(),
        subtitles: Vec::new(),
        listed: false,
        described_at: None,
        updated_at: Timestamp::from_ms(99 * 24 * 3_600 * 1_000),
        gone_at: None,
    }
}
