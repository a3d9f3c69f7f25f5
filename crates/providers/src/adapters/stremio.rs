//! Stremio add-ons: what one that the operator names lists, as far as it plays in a browser by http. Torrents are refused.

mod manifest;
mod name;
mod stream;
mod told;

use std::collections::HashSet;

use async_trait::async_trait;
use futures_util::future::join_all;
use serde::de::DeserializeOwned;
use url::Url;

use self::manifest::Manifest;
use self::name::Name;
use self::stream::{Streams, Texts, Track};
use self::told::{About, Episode, Meta, Metas};
use crate::adapters::beside::beside;
use crate::entries::Entries;
use crate::error::ProviderError;
use crate::fetch::{Ask, Expect, Fetch};
use crate::key::{Key, ProviderId};
use crate::listing::{Listing, PAGE_VIDEOS_MAX, Page};
use crate::provider::{Capabilities, Claim, Provider};
use crate::video::{Subtitles, Video};

/// In how many catalogues of an add-on words are looked for.
const SEARCHES_MAX: usize = 4;

/// The provider `stremio:NAME`.
#[derive(Debug)]
pub struct Stremio {
    id: ProviderId,
    base: Url,
}

impl Stremio {
    /// Makes the provider, by the address of the add-on's manifest.
    pub fn new(id: ProviderId, manifest: Url) -> Self {
        let base = manifest.join(".").unwrap_or(manifest);
        Self { id, base }
    }

    async fn ask<T: DeserializeOwned>(&self, fetch: &Fetch, path: &[&str]) -> Result<T, ProviderError> {
        Ok(fetch.json(Ask::new(self.at(path).ok_or(ProviderError::Malformed)?, Expect::Json)).await?)
    }

    /// What stands between slashes is theirs, and may have slashes in it.
    fn at(&self, path: &[&str]) -> Option<Url> {
        let mut url = self.base.clone();
        url.path_segments_mut().ok()?.pop_if_empty().extend(path);
        Some(url)
    }

    async fn manifest(&self, fetch: &Fetch) -> Result<Manifest, ProviderError> {
        self.ask(fetch, &["manifest.json"]).await
    }

    async fn about(&self, fetch: &Fetch, name: &Name<'_>) -> Result<Meta, ProviderError> {
        let about: About = self.ask(fetch, &["meta", name.sort, &format!("{}.json", name.id)]).await?;
        about.meta.ok_or(ProviderError::NotFound)
    }

    /// Returns the subtitles that the add-on has for a video, where it has a part of its own for them.
    async fn subtitles(
        &self,
        fetch: &Fetch,
        manifest: &Manifest,
        sort: &str,
        video: &str,
    ) -> Result<Vec<Subtitles>, ProviderError> {
        if !manifest.has_subtitles(sort, video) {
            return Ok(Vec::new());
        }
        let told: Texts = self.ask(fetch, &["subtitles", sort, &format!("{video}.json")]).await?;
        Ok(told.subtitles.read.iter().filter_map(Track::read).collect())
    }

    fn listed(&self, metas: &Entries<Meta>) -> Vec<Video> {
        metas.read.iter().filter_map(|told| told.video(self)).collect()
    }
}

#[async_trait]
impl Provider for Stremio {
    fn id(&self) -> &ProviderId {
        &self.id
    }

    /// Whether it can look for words, an add-on says only when it is asked: one that cannot finds nothing.
    fn capabilities(&self) -> Capabilities {
        Capabilities { expand: true, search: true, browse: true, tells_later: true }
    }

    fn claim(&self, url: &Url) -> Claim {
        let mut whole = url.clone();
        whole.set_fragment(None);
        let path = whole.as_str().strip_prefix(self.base.as_str()).and_then(|path| path.strip_prefix("meta/"));
        let Some((sort, id)) = path.and_then(|path| path.strip_suffix(".json")?.split_once('/')) else {
            return Claim::No;
        };
        let name = Name { sort, id, episode: url.fragment().filter(|episode| !episode.is_empty()) };
        let is_plain = !id.contains(['/', '?', '%']) && name.episode.is_none_or(|episode| !episode.contains('%'));
        name.key(&self.id).filter(|_| is_plain).map_or(Claim::No, Claim::Exact)
    }

    async fn resolve(&self, fetch: &Fetch, key: &Key) -> Result<Video, ProviderError> {
        let name = Name::of(key).ok_or(ProviderError::NotFound)?;
        let meta = self.about(fetch, &name).await?.called(&name);
        let played = meta.played(&name)?;
        let file = format!("{}.json", played.id);
        let streams = async {
            match played.episode.and_then(Episode::streams) {
                Some(told) => Ok(told),
                None => self.ask::<Streams>(fetch, &["stream", name.sort, &file]).await,
            }
        };
        let texts = beside(async {
            let manifest = self.manifest(fetch).await?;
            self.subtitles(fetch, &manifest, name.sort, played.id).await
        });
        let (streams, texts) = tokio::join!(streams, texts);
        let streams = streams?;
        let video = match played.episode.filter(|_| name.episode.is_some()) {
            Some(episode) => meta.episode_video(self, episode),
            None => meta.video(self),
        };
        let mut video = video.ok_or(ProviderError::Malformed)?;
        let now_ms = fetch.now_ms();
        video.good_until_ms = streams.cache_max_age.map(|seconds| now_ms.saturating_add(i64::from(seconds) * 1_000));
        video.told_in_part = texts.is_none();
        video.sources = streams.sources();
        if video.sources.is_empty() {
            return Err(ProviderError::NothingPlays);
        }
        let all = streams.subtitles().chain(texts.unwrap_or_default());
        for track in all {
            if !video.subtitles.contains(&track) {
                video.subtitles.push(track);
            }
        }
        Ok(video)
    }

    /// Lists the episodes of a series, or the videos of a channel, by the number of the first one.
    async fn expand(&self, fetch: &Fetch, key: &Key, page: &Page) -> Result<Listing, ProviderError> {
        let name = Name::of(key).filter(|name| name.episode.is_none()).ok_or(ProviderError::Unsupported)?;
        let meta = self.about(fetch, &name).await?.called(&name);
        let from = usize::try_from(page.number()).unwrap_or(usize::MAX);
        let episodes = meta.episodes();
        let shown = episodes.iter().skip(from).take(PAGE_VIDEOS_MAX);
        let listing = Listing::of_videos(shown.filter_map(|episode| meta.episode_video(self, episode)));
        let next = from.saturating_add(PAGE_VIDEOS_MAX);
        let next = (next < episodes.len()).then(|| Page::after(&next.to_string())).flatten();
        Ok(listing.but(meta.videos.unread.clone()).then(next))
    }

    async fn search(&self, fetch: &Fetch, words: &str, _page: &Page) -> Result<Listing, ProviderError> {
        let manifest = self.manifest(fetch).await?;
        // What has a meaning where the words stand is no word.
        let has_meaning = |c: char| matches!(c, '&' | '=' | '+' | ';' | '#' | '?' | '%' | '/' | '\\');
        let words: String = words.chars().map(|c| if has_meaning(c) { ' ' } else { c }).collect();
        let file = format!("search={words}.json");
        let searched = manifest.catalogs.iter().filter(|catalog| catalog.searches()).take(SEARCHES_MAX);
        let asked = searched.map(async |catalog| {
            let found: Metas = self.ask(fetch, &["catalog", &catalog.sort, &catalog.id, &file]).await?;
            Ok(self.listed(&found.metas))
        });
        let mut answers: Vec<Result<Vec<Video>, ProviderError>> = join_all(asked).await;
        if !answers.is_empty() && answers.iter().all(Result::is_err) {
            return answers.remove(0).map(Listing::of_videos);
        }
        let mut known = HashSet::new();
        let found = answers.into_iter().flatten().flatten();
        Ok(Listing::of_videos(found.filter(|video| known.insert(video.key.clone()))))
    }

    /// A page is a page of one catalogue of the add-on: `CATALOGUE.SKIP`.
    async fn browse(&self, fetch: &Fetch, page: &Page) -> Result<Listing, ProviderError> {
        let manifest = self.manifest(fetch).await?;
        let place = page.place().and_then(|place| place.split_once('.'));
        let (number, skip): (usize, usize) = place
            .map_or(Some((0, 0)), |(n, skip)| Some((n.parse().ok()?, skip.parse().ok()?)))
            .ok_or(ProviderError::Malformed)?;
        let plain = manifest.catalogs.iter().filter(|catalog| catalog.is_plain());
        let Some(catalog) = plain.clone().nth(number) else { return Ok(Listing::default()) };
        let listed: Metas = if skip == 0 {
            self.ask(fetch, &["catalog", &catalog.sort, &format!("{}.json", catalog.id)]).await?
        } else {
            // Some say so where a catalogue has no more.
            match self.ask(fetch, &["catalog", &catalog.sort, &catalog.id, &format!("skip={skip}.json")]).await {
                Err(ProviderError::NotFound) => Metas { metas: Entries::default() },
                listed => listed?,
            }
        };
        let is_last = listed.metas.len() == 0 || !catalog.takes("skip");
        let next = if is_last { (number + 1, 0) } else { (number, skip.saturating_add(listed.metas.len())) };
        let more = next.0 < plain.count();
        let listing = Listing::of_videos(self.listed(&listed.metas)).but(listed.metas.unread);
        Ok(listing.then(more.then(|| Page::after(&format!("{}.{}", next.0, next.1))).flatten()))
    }
}
