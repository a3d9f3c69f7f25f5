//! Where videos come from, as it is set: the table `[providers]` of the settings.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context as _, bail};
use host::Clock;
use providers::fetch::{Origin, Scope, System};
use providers::{
    Archive, Dailymotion, Dash, Feed, Fetch, File, Hls, Jellyfin, Manifest, Oembed, PeerTube, Provider, ProviderId,
    Providers, StoreCache, Stremio, Twitch, Vimeo, WebPage, YouTube,
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
    jellyfin: Vec<Named>,
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
    /// The file with what this server shows to be let in.
    token_file: Option<PathBuf>,
}

type Registered = (Arc<dyn Provider>, Scope);

impl Sources {
    /// Makes the providers. What they say is kept in the database.
    pub(crate) fn providers(&self, store: &Arc<dyn Store>, clock: &Clock) -> anyhow::Result<Providers> {
        let clock = clock.clone();
        let fetch = Fetch::new(Arc::new(System), Arc::new(move || clock.now().ms()));
        let cache = Arc::new(StoreCache(Arc::clone(store)));
        Ok(Providers::new(&fetch, cache, self.all()?))
    }

    /// In the order in which they are asked whether an address is theirs.
    fn all(&self) -> anyhow::Result<Vec<Registered>> {
        let mut all = self.own()?;
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
    fn own(&self) -> anyhow::Result<Vec<Registered>> {
        let mut all: Vec<Registered> = Vec::new();
        for own in &self.jellyfin {
            let token = own.token()?.with_context(|| format!("jellyfin {:?} needs a token_file", own.name))?;
            all.push((Arc::new(Jellyfin::new(own.id("jellyfin")?, own.url.clone(), &token)), own.scope()?));
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

impl Named {
    fn id(&self, sort: &str) -> anyhow::Result<ProviderId> {
        id(&format!("{sort}:{}", self.name))
    }

    fn token(&self) -> anyhow::Result<Option<String>> {
        self.token_file.as_deref().map(secret).transpose()
    }

    fn scope(&self) -> anyhow::Result<Scope> {
        Ok(Scope { allowed: vec![origin(self.url.as_str())?], ..Scope::default() })
    }
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
    use super::Sources;

    fn ids(text: &str) -> anyhow::Result<Vec<String>> {
        let all = toml::from_str::<Sources>(text)?.all()?;
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
            ("[[feed]]\nname = \"a\"\nurl = \"https://a.org\"\n[[feed]]\nname = \"a\"\nurl = \"https://b.org\"", "two"),
        ] {
            let error = format!("{:#}", ids(text).unwrap_err());
            assert!(error.contains(said), "{text}: {error}");
        }
    }
}
