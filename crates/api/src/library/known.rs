//! A film of the library as any other video that this server knows of.

use library::{Entry, FileId, Kinds, Wanted, address};
use session::{Video, VideoId, VideoKind};
use store::{StoredSubtitles, StoredVideo, VideoPlace};

use crate::failure::Failure;
use crate::state::Api;
use crate::video;

/// Who has the films of this server's folders.
pub(crate) const PROVIDER: &str = "library";
const UNNAMED: &str = "Subtitles";

/// Returns which file of the library a video's address is of, and how it is played from there.
pub(crate) fn file_at(url: &str) -> Option<(FileId, VideoKind)> {
    let (id, is_streamed) = address::file_at(url)?;
    Some((id, if is_streamed { VideoKind::Hls } else { VideoKind::File }))
}

/// Returns what is known of a film; nothing where a video is none of the library, or of another server's.
pub(crate) fn known(api: &Api, video: &Video) -> Option<StoredVideo> {
    let (id, _) = address::file_at(&video.url)?;
    Some(stored(api, &entry(api, &id)?, video))
}

/// Returns the film that this server's folders have under an id of the catalogue.
pub(crate) fn by_id(api: &Api, id: &str) -> Option<StoredVideo> {
    let library = api.options().own_videos.as_ref()?;
    let file = api.film_ids().file(library, id)?;
    // As it is played now, it may have another address, and so another id; it stays the film that was asked for.
    let (entry, id) = (library.entry(&file)?, VideoId::parse(id).ok()?);
    let video = video::from_url(&address::of(&entry)).ok()?;
    Some(stored(api, &entry, &Video { id, ..video }))
}

/// Returns the film that this server's folders have under an id of the catalogue, unless nobody could watch it.
pub(crate) fn to_play(api: &Api, id: &str) -> Option<StoredVideo> {
    let library = api.options().own_videos.as_ref()?;
    let file = api.film_ids().file(library, id)?;
    library.is_to_play(&library.entry(&file)?).then(|| by_id(api, id)).flatten()
}

/// Lists films by title after a place, each with its own.
pub(crate) fn by_title(
    api: &Api,
    wanted: &Wanted,
    after: Option<&VideoPlace>,
    limit: usize,
) -> Result<Vec<(VideoPlace, StoredVideo)>, Failure> {
    let Some(library) = &api.options().own_videos else { return Ok(Vec::new()) };
    let after = after.map(|place| (place.key.as_str(), place.id.as_str()));
    let films = library.by_title(wanted, after, limit);
    let film = |entry: &Entry| {
        let (key, id) = entry.place();
        let place = VideoPlace { key: key.to_owned(), id: id.to_owned() };
        Ok((place, stored(api, entry, &video::from_url(&address::of(entry))?)))
    };
    films.iter().map(film).collect()
}

/// Returns what the films can be told apart by.
pub(crate) fn kinds(api: &Api) -> Kinds {
    api.options().own_videos.as_ref().map(|library| library.kinds()).unwrap_or_default()
}

/// Returns how often the folders were looked through.
pub(crate) fn looks(api: &Api) -> u64 {
    api.options().own_videos.as_ref().map_or(0, |library| library.looks())
}

fn stored(api: &Api, entry: &Entry, video: &Video) -> StoredVideo {
    let now = api.host().clock().now();
    StoredVideo {
        id: video.id.to_string(),
        provider: PROVIDER.to_owned(),
        external_id: entry.id.to_string(),
        url: video.url.to_string(),
        kind: video::kind_word(video.kind).to_owned(),
        source_url: video.url.to_string(),
        title: entry.title.clone(),
        length_ms: entry.facts.as_ref().map(|facts| facts.length_ms),
        live: false,
        picture: address::of_picture(entry),
        tags: entry.folder.clone().into_iter().collect(),
        year: entry.year,
        languages: Vec::new(),
        sources: Vec::new(),
        subtitles: subtitles(entry),
        // It is listed from the folders, not from the database.
        listed: false,
        described_at: Some(now),
        updated_at: now,
        gone_at: None,
    }
}

/// Tells whether a video is of the library and there no longer.
pub(crate) fn is_gone(api: &Api, video: &Video) -> bool {
    address::file_at(&video.url).is_some_and(|(id, _)| entry(api, &id).is_none())
}

/// Brings what is kept of a film up to date: more may be known by now.
pub(crate) fn renewed(api: &Api, stored: StoredVideo) -> StoredVideo {
    if stored.provider != PROVIDER {
        return stored;
    }
    video::from_stored(&stored).and_then(|video| known(api, &video)).unwrap_or(stored)
}

fn entry(api: &Api, id: &FileId) -> Option<Entry> {
    api.options().own_videos.as_ref()?.entry(id)
}

fn subtitles(entry: &Entry) -> Vec<StoredSubtitles> {
    let track = |(number, name): (usize, &str)| StoredSubtitles {
        language: if name.is_empty() { UNNAMED } else { name }.to_owned(),
        url: address::of_subtitles(entry, number),
    };
    entry.subtitles().enumerate().map(track).collect()
}
