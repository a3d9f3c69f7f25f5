//! Lists of videos, a page at a time.

use crate::entries::Unread;
use crate::key::Key;
use crate::video::Video;

/// The most videos that one page of a list takes.
pub const PAGE_VIDEOS_MAX: usize = 100;
/// The longest place in a list, in bytes.
pub const CURSOR_BYTES_MAX: usize = 512;

/// Which page of a list: the first, or what comes after a place that the page before has told. What a place looks like is
/// the provider's own affair.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page {
    after: Option<String>,
}

impl Page {
    /// Returns the first page.
    pub fn first() -> Self {
        Self::default()
    }

    /// Returns the page after a place; nothing where the place is too long to be one.
    pub fn after(place: &str) -> Option<Self> {
        (!place.is_empty() && place.len() <= CURSOR_BYTES_MAX).then(|| Self { after: Some(place.to_owned()) })
    }

    /// Returns the place after which it begins.
    pub fn place(&self) -> Option<&str> {
        self.after.as_deref()
    }

    /// Returns the place as a number, for providers that count.
    pub fn number(&self) -> u32 {
        self.place().and_then(|place| place.parse().ok()).unwrap_or(0)
    }
}

/// A page of videos.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Listing {
    /// What it is a list of, where it is one that has a name (a playlist).
    pub of: Option<Key>,
    /// At most [`PAGE_VIDEOS_MAX`] videos. Entries of the provider that could not be read are left out.
    pub videos: Vec<Video>,
    /// What could not be read.
    pub unread: Unread,
    /// The next page, unless this is the last one.
    pub next: Option<Page>,
}

impl Listing {
    /// Takes the videos that could be read, up to the most that a page has.
    pub fn of_videos(videos: impl IntoIterator<Item = Video>) -> Self {
        let videos = videos.into_iter().take(PAGE_VIDEOS_MAX).map(Video::bounded).collect();
        Self { videos, ..Self::default() }
    }

    /// Adds what could not be read.
    #[must_use]
    pub fn but(mut self, unread: Unread) -> Self {
        self.unread = unread;
        self
    }

    /// Adds what comes next.
    #[must_use]
    pub fn then(mut self, next: Option<Page>) -> Self {
        self.next = next;
        self
    }
}
