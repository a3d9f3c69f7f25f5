//! A film of the library as any other video that this server knows of.

use library::{Entry, FileId};
use session::Video;
use store::{StoredSubtitles, StoredVideo};

use super::address;
use crate::state::Api;
use crate::video;

/// Who has the films of this server's folders.
pub(crate) const PROVIDER: &str = "library";
const UNNAMED: &str = "Subtitles";

/// Returns what is known of a film; nothing where a video is none of the library, or of another server's.
pub(crate) fn known(api: &Api, video: &Video) -> Option<StoredVideo> {
    let (id, _) = address::file_at(&video.url)?;
    let entry = entry(api, &id)?;
    let now = api.host().clock().now();
    Some(StoredVideo {
        id: video.id.to_string(),
        provider: PROVIDER.to_owned(),
        external_id: entry.id.to_string(),
        url: video.url.to_string(),
        kind: video::kind_word(video.kind).to_owned(),
        source_url: video.url.to_string(),
        title: entry.title.clone(),
        length_ms: entry.facts.as_ref().map(|facts| facts.length_ms),
        live: false,
        picture: address::of_picture(&entry),
        tags: entry.folder.clone().into_iter().collect(),
        year: None,
        languages: Vec::new(),
        sources: Vec::new(),
        subtitles: subtitles(&entry),
        // The library has a list of its own.
        listed: false,
        described_at: Some(now),
        updated_at: now,
        gone_at: None,
    })
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
