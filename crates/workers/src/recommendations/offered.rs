//! What everybody may be shown, and what stands about it.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;
use std::time::Duration;

use library::{Entry, Library, Wanted, address};
use providers::id_of;
use session::VideoId;
use store::{Catalogue, Store, StoredVideo, VideosQuery};

use super::watched::Watched;
use crate::worker::Failure;

/// How many videos are candidates: films of the server's own folders first, then the catalogue's, each the first by title.
const CANDIDATES_MAX: usize = 20_000;
/// How many of them are films of the server's own, however many there are.
const FILMS_MAX: usize = 10_000;
/// How many of them are read at a time.
const PAGE: u32 = 1_000;
/// How many watched videos lend to new ones, those that most people watched.
const LENDERS_MAX: usize = 8_000;
/// A server looks through its folders by itself; where only workers are at work, this does it.
const LOOK_AGAIN_AFTER: Duration = Duration::from_mins(10);

/// What everybody may be shown, and what stands about it.
#[derive(Default)]
pub(super) struct Offered {
    /// Of the watched videos those that everybody may be shown.
    pub(super) shown: BTreeSet<u32>,
    /// What stands about each watched video; nothing of those that lend nothing.
    pub(super) texts: Vec<String>,
    /// What is in the server's own folders or on a provider's list, and nobody has watched, with what stands about it.
    pub(super) new: Vec<(VideoId, String)>,
}

impl Offered {
    pub(super) async fn read(
        store: &dyn Store,
        library: Option<&Arc<Library>>,
        watched: &Watched,
    ) -> Result<Self, Failure> {
        Self::read_some(store, library, watched, CANDIDATES_MAX).await
    }

    async fn read_some(
        store: &dyn Store,
        library: Option<&Arc<Library>>,
        watched: &Watched,
        most: usize,
    ) -> Result<Self, Failure> {
        let (Some(kept), catalogue) = (store.recommendations(), store.catalogue()) else { return Ok(Self::default()) };
        let Films { mut listed, twins } = match library {
            Some(library) => films(library).await?,
            None => Films::default(),
        };
        if let Some(catalogue) = catalogue {
            add_listed(&mut listed, catalogue, most).await?;
        }
        let lenders = lenders(watched);
        let mut offered = Self::default();
        for (number, video) in (0_u32..).zip(&watched.videos) {
            let of_list = listed.remove(video).or_else(|| listed.remove(twins.get(video)?));
            // Not all that is listed has been read.
            let by_id = match (&of_list, catalogue) {
                (None, Some(catalogue)) => catalogue.video(video.as_str()).await?,
                _ => None,
            };
            let is_listed =
                of_list.is_some() || by_id.as_ref().is_some_and(|video| video.listed && video.gone_at.is_none());
            if is_listed || kept.shown_video(video).await?.is_some() {
                offered.shown.insert(number);
            }
            // The title of a session says what evening it is, and not what the video is about.
            let text = of_list.or_else(|| by_id.as_ref().map(text_of)).filter(|_| lenders.contains(&number));
            offered.texts.push(text.unwrap_or_default());
        }
        offered.new = listed.into_iter().collect();
        // A map has an order of its own each time.
        offered.new.sort_unstable();
        Ok(offered)
    }
}

/// Films of the server's own, with what stands about each.
#[derive(Default)]
struct Films {
    listed: HashMap<VideoId, String>,
    /// What a film is called here by what it was called when it was played another way.
    twins: HashMap<VideoId, VideoId>,
}

/// Returns the films of the server's own folders, the first by title.
async fn films(library: &Arc<Library>) -> Result<Films, Failure> {
    let library = Arc::clone(library);
    let films = tokio::task::spawn_blocking(move || {
        library.look_if_older(LOOK_AGAIN_AFTER);
        let films = library.by_title(&Wanted::default(), None, FILMS_MAX);
        let mut found = Films::default();
        for film in &films {
            let Ok(id) = VideoId::parse(&id_of(&address::of(film))) else { continue };
            let both = address::both(film).into_iter().filter_map(|address| VideoId::parse(&id_of(&address)).ok());
            found.twins.extend(both.filter(|other| *other != id).map(|other| (other, id.clone())));
            found.listed.insert(id, text_of_film(film));
        }
        found
    });
    films.await.map_err(|error| Failure(format!("looking through the folders stopped: {error}")))
}

fn text_of_film(film: &Entry) -> String {
    [film.title.as_str(), film.folder.as_deref().unwrap_or_default()].join(" ").trim().to_owned()
}

async fn add_listed(
    listed: &mut HashMap<VideoId, String>,
    catalogue: &dyn Catalogue,
    most: usize,
) -> Result<(), Failure> {
    let left = most.saturating_sub(listed.len());
    let limit = PAGE.min(u32::try_from(left).unwrap_or(PAGE));
    let mut query = VideosQuery { limit, ..VideosQuery::default() };
    // What is written meanwhile may move, and come again.
    for _ in 0..left.div_ceil(PAGE as usize) {
        let page = catalogue.videos(&query).await?;
        let Some((last, _)) = page.last() else { break };
        query.after = Some(last.clone());
        let read = page.iter().filter_map(|(_, video)| Some((VideoId::parse(&video.id).ok()?, text_of(video))));
        listed.extend(read);
    }
    Ok(())
}

fn text_of(video: &StoredVideo) -> String {
    [&video.title, " ", &video.tags.join(" ")].concat().trim().to_owned()
}

fn lenders(watched: &Watched) -> BTreeSet<u32> {
    let mut viewers = vec![0_u32; watched.videos.len()];
    for row in &watched.rows {
        if let Some(count) = viewers.get_mut(row.video as usize) {
            *count += 1;
        }
    }
    let mut videos: Vec<(u32, u32)> = viewers.into_iter().zip(0_u32..).filter(|(count, _)| *count > 0).collect();
    videos.sort_unstable_by_key(|(count, video)| (std::cmp::Reverse(*count), *video));
    videos.into_iter().take(LENDERS_MAX).map(|(_, video)| video).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use session::VideoId;
    use store::{SqliteOptions, SqliteStore, Store as _, StoredVideo};
    use timeline::Timestamp;

    use super::{Offered, Watched};

    #[tokio::test]
    async fn what_people_watched_is_shown_wherever_its_title_stands_in_the_list() {
        let folder = tempfile::tempdir().unwrap();
        let store = SqliteStore::open(SqliteOptions::new(folder.path().join("db"))).await.unwrap();
        let catalogue = store.catalogue().unwrap();
        let gone_at = Some(Timestamp::from_ms(9));
        for (id, listed, gone_at) in [("a", true, None), ("y", true, gone_at), ("z", true, None), ("x", false, None)] {
            let (id, title, provider) = (id.to_owned(), id.to_owned(), "tube".to_owned());
            let video = StoredVideo { id, title, provider, listed, gone_at, ..StoredVideo::default() };
            catalogue.keep_video(&video).await.unwrap();
        }
        let videos = ["x", "y", "z"].map(|id| VideoId::parse(id).unwrap()).into();
        let watched = Watched { videos, ..Watched::default() };
        let offered = Offered::read_some(&store, None, &watched, 1).await.unwrap();
        assert_eq!(offered.shown, BTreeSet::from([2]), "not what nobody lists, or lists no longer");
        let new: Vec<_> = offered.new.iter().map(|(video, _)| video.as_str()).collect();
        assert_eq!(new, ["a"], "of those that nobody has watched there are only so many");
    }
}
