//! Where videos come from, as it is set: the table `[providers]` of the settings.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context as _, bail};
use host::Clock;
use providers::fetch::{Origin, Scope, System};
use providers::relay::RelayKey;
use providers::{
    Archive, Dailymotion, Dash, Feed, Fetch, File, Hls, Jellyfin, Manifest, Oembed, PeerTube, Provider, ProviderId,
    Providers, StoreCache, Stremio, Transcoding, Twitch, Vimeo, WebPage, YouTube,
};
use serde::Deserialize;
use store::Store;
use url::Url;

/// What may be set of providers. Those that need nothing are always there.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Sources {
    /// Providers that are not wanted here.
    off: Vec<String>,
    /// Servers, such as <http://nas.lan:8080>, that links may lead to though they are not public.
    allowed_origins: Vec<String>,
    /// The file with a key to `YouTube`'s Data API.
    youtube_key_file: Option<PathBuf>,
    /// A collection of the Internet Archive for the catalogue.
    archive_collection: Option<String>,
    peertube: Vec<Named>,
    jellyfin: Vec<OwnJellyfin>,
    stremio: Vec<Named>,
    feed: Vec<Named>,
}

/// A server of somebody's own, or an add-on, or a feed.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Named {
    /// What it is called here.
    name: String,
    /// Where it is.
    url: Url,
}

/// A Jellyfin of somebody's own.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct OwnJellyfin {
    /// What it is called here.
    name: String,
    /// Where it is.
    url: Url,
    /// The file with an API key of it.
    token_file: Option<PathBuf>,
    /// How many films it may transcode for this server at one time; 0 for none.
    #[serde(default = "transcodings_default")]
    transcodings: u8,
}

fn transcodings_default() -> u8 {
    3
}

type Registered = (Arc<dyn Provider>, Scope);

impl Sources {
    /// Makes the providers. What they say is kept in the database.
    pub(crate) async fn providers(&self, store: &Arc<dyn Store>, clock: &Clock) -> anyhow::Result<Providers> {
        let clock = clock.clone();
        let fetch = Fetch::new(Arc::new(System), Arc::new(move || clock.now().ms()));
        let cache = Arc::new(StoreCache(Arc::clone(store)));
        // All nodes give the stream of a film the same address, and nobody else can make it up.
        let secret = store.secret("relay_key", rand::random::<[u8; 32]>().to_vec()).await;
        let key = RelayKey::new(&secret.context("cannot read the key of the streams that are passed on")?);
        Ok(Providers::new(&fetch, cache, self.all(&key)?))
    }

    /// In the order in which they are asked whether an address is theirs.
    fn all(&self, key: &RelayKey) -> anyhow::Result<Vec<Registered>> {
        let mut all = self.own(key)?;
        let allowed = self.allowed_origins.iter().map(|text| origin(text)).collect::<anyhow::Result<Vec<_>>>()?;
        let scope = Scope { allowed, ..Scope::default() };
        let key = self.youtube_key_file.as_deref().map(secret).transpose()?;
        let usual: [Arc<dyn Provider>; 12] = [
            Arc::new(YouTube::new(id("youtube")?, key.as_deref())),
            Arc::new(Vimeo::new(id("vimeo")?)),
            Arc::new(Dailymotion::new(id("dailymotion")?)),
            Arc::new(Twitch::new(id("twitch")?)),
            Arc::new(Archive::new(id("archive")?, self.archive_collection.clone())),
            Arc::new(Hls::new(id("hls")?)),
            Arc::new(Dash::new(id("dash")?)),
            Arc::new(Oembed::new(id("oembed")?)),
            Arc::new(PeerTube::new(id("peertube")?, None)),
            Arc::new(Manifest::new(id("manifest")?)),
            Arc::new(File::new(id("file")?)),
            Arc::new(WebPage::new(id("page")?)),
        ];
        all.extend(usual.into_iter().map(|provider| (provider, scope.clone())));
        let mut known = BTreeSet::new();
        for (provider, _) in &all {
            if !known.insert(provider.id().to_string()) {
                bail!("there are two providers {}; give them different names", provider.id());
            }
        }
        if let Some(unknown) = self.off.iter().find(|off| !known.contains(*off)) {
            bail!("there is no provider {unknown:?} to switch off; there are {}", Vec::from_iter(known).join(", "));
        }
        all.retain(|(provider, _)| !self.off.iter().any(|off| off == provider.id().as_str()));
        Ok(all)
    }

    /// Those with an address of their own, each of which may go there, wherever that is.
    fn own(&self, key: &RelayKey) -> anyhow::Result<Vec<Registered>> {
        let mut all: Vec<Registered> = Vec::new();
        for own in &self.jellyfin {
            all.push((Arc::new(own.provider(key)?), scope(&own.url)?));
        }
        for own in &self.stremio {
            all.push((Arc::new(Stremio::new(own.id("stremio")?, own.url.clone())), own.scope()?));
        }
        for own in &self.feed {
            all.push((Arc::new(Feed::new(own.id("feed")?, own.url.clone())), own.scope()?));
        }
        for own in &self.peertube {
            all.push((Arc::new(PeerTube::new(own.id("peertube")?, Some(own.url.clone()))), own.scope()?));
        }
        Ok(all)
    }
}

impl OwnJellyfin {
    fn provider(&self, key: &RelayKey) -> anyhow::Result<Jellyfin> {
        let token = self.token_file.as_deref().map(secret).transpose()?;
        let token = token.with_context(|| format!("jellyfin {:?} needs a token_file", self.name))?;
        let jellyfin = Jellyfin::new(id(&format!("jellyfin:{}", self.name))?, self.url.clone(), &token);
        let transcoding = Transcoding { key: key.clone(), at_once_max: self.transcodings.into() };
        Ok(jellyfin.transcoding(transcoding))
    }
}

impl Named {
    fn id(&self, sort: &str) -> anyhow::Result<ProviderId> {
        id(&format!("{sort}:{}", self.name))
    }

    fn scope(&self) -> anyhow::Result<Scope> {
        scope(&self.url)
    }
}

/// A provider of somebody's own may go to its own server, wherever that is.
fn scope(url: &Url) -> anyhow::Result<Scope> {
    Ok(Scope { allowed: vec![origin(url.as_str())?], ..Scope::default() })
}

fn id(text: &str) -> anyhow::Result<ProviderId> {
    ProviderId::parse(text)
        .with_context(|| format!("{text:?} is no name of a provider; use small letters, digits and -"))
}

fn origin(text: &str) -> anyhow::Result<Origin> {
    let url = Url::parse(text).ok().filter(|url| url.username().is_empty() && url.password().is_none());
    let origin = url.as_ref().and_then(Origin::of);
    origin.with_context(|| "a provider's address must begin with http:// or https://, without a password in it")
}

fn secret(file: &Path) -> anyhow::Result<String> {
    let text = std::fs::read_to_string(file);
    let text = text.with_context(|| format!("cannot read the secret in {}", file.display()))?;
    Ok(text.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use providers::relay::RelayKey;

    use super::Sources;

    fn ids(text: &str) -> anyhow::Result<Vec<String>> {
        let all = toml::from_str::<Sources>(text)?.all(&RelayKey::new(b"secret"))?;
        Ok(all.into_iter().map(|(provider, _)| provider.id().to_string()).collect())
    }

    #[test]
    fn providers_that_need_nothing_are_there_and_others_come_first() {
        let usual = ids("").unwrap();
        assert_eq!((usual.first().unwrap().as_str(), usual.last().unwrap().as_str()), ("youtube", "page"));
        let feed = "off = [\"page\"]\n[[feed]]\nname = \"club\"\nurl = \"http://192.168.1.9:8000/videos.json\"";
        let own = ids(feed).unwrap();
        assert_eq!((own.first().unwrap().as_str(), own.last().unwrap().as_str()), ("feed:club", "file"));
    }

    #[test]
    fn what_is_wrong_is_said() {
        for (text, said) in [
            ("of = []", "unknown field"),
            ("off = [\"netflix\"]", "there are"),
            ("allowed_origins = [\"nas.lan\"]", "must begin with"),
            ("allowed_origins = [\"http://a:b@nas.lan\"]", "without a password"),
            ("youtube_key_file = \"missing/key\"", "cannot read"),
            ("[[feed]]\nname = \"My Club\"\nurl = \"https://example.org\"", "small letters"),
            ("[[jellyfin]]\nname = \"home\"\nurl = \"https://example.org\"", "token_file"),
            ("[[jellyfin]]\nname = \"home\"\nurl = \"https://example.org\"\ntranscodings = 300", "300"),
            ("[[feed]]\nname = \"home\"\nurl = \"https://example.org\"\ntranscodings = 1", "unknown field"),
            ("[[feed]]\nname = \"a\"\nurl = \"https://a.org\"\n[[feed]]\nname = \"a\"\nurl = \"https://b.org\"", "two"),
        ] {
            let error = format!("{:#}", ids(text).unwrap_err());
            assert!(error.contains(said), "{text}: {error}");
        }
    }
}
