//! Between what providers say and what the database keeps.

use std::collections::HashSet;
use std::sync::Arc;

use async_trait::async_trait;
use store::{Catalogue, Store, StoreError, StoredSource, StoredSubtitles, StoredVideo};
use timeline::Timestamp;

use crate::cache::{Cache, CacheError, Kept};
use crate::key::Key;
use crate::text::PlainText;
use crate::video::{Source, SourceKind, Video};

/// Who has brought a video here, and so whether everybody may find it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FoundBy {
    /// Its provider lists it.
    Provider,
    /// Somebody has brought its address: nobody else finds it.
    Somebody,
}

/// Makes of a video what is kept of it, as described at a time.
pub fn to_stored(video: &Video, found_by: FoundBy, now: Timestamp) -> StoredVideo {
    let texts = |texts: &[PlainText]| texts.iter().map(|text| text.as_str().to_owned()).collect();
    let source = video.sources.first();
    let track = |track: &crate::video::Subtitles| StoredSubtitles {
        language: track.language.as_str().to_owned(),
        url: track.url.to_string(),
    };
    StoredVideo {
        id: video.id(),
        provider: video.key.provider.to_string(),
        external_id: video.key.external.clone(),
        url: video.url.to_string(),
        kind: source.map_or("page", |source| source.kind.name()).to_owned(),
        source_url: source.map_or_else(|| video.url.to_string(), |source: &Source| source.url.to_string()),
        sources: qualities(&video.sources),
        title: video.title.as_ref().map(|title| title.as_str().to_owned()).unwrap_or_default(),
        length_ms: video.length_ms,
        live: video.live,
        picture: video.picture.as_ref().map(ToString::to_string),
        tags: texts(&video.tags),
        year: video.year.map(u32::from),
        languages: texts(&video.languages),
        subtitles: video.subtitles.iter().map(track).collect(),
        listed: found_by == FoundBy::Provider,
        described_at: Some(now),
        updated_at: now,
        gone_at: None,
    }
}

/// Returns where a video can be played in one quality or another: nothing where there is no choice. The player of a site has its
/// own, and what plays elsewhere is none.
fn qualities(sources: &[Source]) -> Vec<StoredSource> {
    let may_change = |source: &&Source| matches!(source.kind, SourceKind::File | SourceKind::Hls | SourceKind::Dash);
    if !sources.first().is_some_and(|usual| may_change(&usual)) {
        return Vec::new();
    }
    let mut known = HashSet::new();
    let others = sources.iter().filter(may_change).filter(|source| known.insert(source.url.as_str()));
    let kept: Vec<_> = others.map(quality).collect();
    if kept.len() > 1 { kept } else { Vec::new() }
}

fn quality(source: &Source) -> StoredSource {
    StoredSource {
        kind: source.kind.name().to_owned(),
        url: source.url.to_string(),
        height: source.height,
        name: source.name.as_ref().map(|name| name.as_str().to_owned()),
    }
}

/// Keeps what providers say in the database, for all processes.
pub struct StoreCache(pub Arc<dyn Store>);

impl StoreCache {
    fn catalogue(&self) -> Result<&dyn Catalogue, CacheError> {
        self.0.catalogue().ok_or_else(|| CacheError("this database keeps no videos".into()))
    }
}

#[async_trait]
impl Cache for StoreCache {
    async fn get(&self, key: &Key, now_ms: i64) -> Result<Option<Kept>, CacheError> {
        let said = self.catalogue()?.said(&key.to_string(), Timestamp::from_ms(now_ms)).await?;
        // What another version has written differently is asked for again.
        Ok(said.and_then(|said| serde_json::from_str(&said).ok()))
    }

    async fn put(&self, key: &Key, kept: &Kept) -> Result<(), CacheError> {
        let said = serde_json::to_string(kept).map_err(|error| CacheError(error.into()))?;
        let until = Timestamp::from_ms(kept.until_ms());
        Ok(self.catalogue()?.keep_said(&key.to_string(), &said, until).await?)
    }
}

impl From<StoreError> for CacheError {
    fn from(error: StoreError) -> Self {
        Self(error.into())
    }
}

#[cfg(test)]
mod tests {
    use timeline::Timestamp;

    use super::{FoundBy, to_stored};
    use crate::{Key, Location, PlainText, ProviderId, Source, SourceKind, Video};

    fn kept(sources: &[(SourceKind, &str)]) -> Vec<String> {
        let at = |name: &str| Location::parse(&format!("https://example.org/{name}")).unwrap();
        let key = Key::new(&ProviderId::parse("peertube").unwrap(), "a").unwrap();
        let mut video = Video::new(key, at(""), Source::new(SourceKind::Page, at("")));
        video.sources = sources.iter().map(|&(kind, name)| Source::new(kind, at(name))).collect();
        video.sources[0].height = Some(720);
        video.sources[0].name = PlainText::tag("HD");
        let stored = to_stored(&video, FoundBy::Provider, Timestamp::from_ms(0));
        assert_eq!(stored.source_url, video.sources[0].url.as_str());
        let line = |source: &store::StoredSource| {
            let name = source.name.clone().unwrap_or_default();
            format!("{} {} {name}", source.kind, source.url.rsplit('/').next().unwrap())
        };
        stored.sources.iter().map(line).collect()
    }

    #[test]
    fn what_there_is_to_choose_from_is_kept() {
        use SourceKind::{File, Hls, List, Page, YouTube};
        assert_eq!(
            kept(&[(Hls, "a.m3u8"), (File, "a.mp4"), (YouTube, "y"), (File, "a.mp4"), (Page, "p"), (File, "b.mp4")]),
            ["hls a.m3u8 HD", "file a.mp4 ", "file b.mp4 "]
        );
        for no_choice in
            [&[(File, "a.mp4")][..], &[(File, "a"), (YouTube, "y")], &[(YouTube, "y"), (File, "a"), (File, "b")]]
        {
            assert_eq!(kept(no_choice), [""; 0]);
        }
        assert_eq!(kept(&[(List, "a")]), [""; 0]);
    }
}
