//! The library: its folders, what was found there last, and looking again.

use std::collections::HashMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, RwLock, Weak};
use std::time::Duration;

use collation::folded;
use sha2::{Digest as _, Sha256};
use tokio::task::spawn_blocking;
use tokio::time::{Instant, sleep_until};

use crate::entry::{Entry, FileId, MediaType};
use crate::known::Seen;
use crate::open::{Opened, open_beneath};
use crate::scan::{Passed, Root, named, scan};
use crate::streaming::{Conversion, Converter};

/// The most entries of a page.
pub const PAGE_MAX: usize = 100;
const SEARCH_CHARS_MAX: usize = 100;
const AGAIN_AFTER: Duration = Duration::from_mins(5);

/// A folder that cannot be one of the library.
#[derive(Debug, thiserror::Error)]
#[error("cannot read the library folder {}", folder.display())]
pub struct BadFolder {
    folder: PathBuf,
    source: io::Error,
}

/// Folders of videos.
#[derive(Debug)]
pub struct Library {
    roots: Vec<Root>,
    key: [u8; 32],
    found: RwLock<Arc<Found>>,
    /// When it was looked through last.
    looked_at: Mutex<Option<Instant>>,
    converter: Option<Arc<Converter>>,
}

/// What was found at one look.
#[derive(Debug, Default)]
pub(crate) struct Found {
    /// In the order of their folders and titles.
    pub(crate) entries: Vec<Entry>,
    /// Where each is, in the order of titles and ids.
    pub(crate) by_title: Vec<usize>,
    pub(crate) passed: Passed,
    places: HashMap<FileId, usize>,
    /// How many looks there were before.
    looks: u64,
}

/// A page of the library.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Listing {
    /// In the order of their folders and titles.
    pub entries: Vec<Entry>,
    /// Where the next page begins, where there is one.
    pub next: Option<usize>,
}

impl Library {
    /// Takes the folders; `secret` is what ids are made with, and the same for all nodes of a server. Nothing is looked at
    /// before [`Library::look`].
    pub fn new(folders: &[PathBuf], secret: &[u8]) -> Result<Self, BadFolder> {
        let roots = folders.iter().map(|folder| root(folder)).collect::<Result<_, _>>()?;
        Ok(Self {
            roots,
            key: Sha256::digest(secret).into(),
            found: RwLock::default(),
            looked_at: Mutex::default(),
            converter: None,
        })
    }

    /// Looks into files too, and makes streams of those that browsers do not play.
    pub fn converting(self, conversion: Conversion) -> io::Result<Self> {
        Ok(Self { converter: Some(Arc::new(Converter::new(conversion)?)), ..self })
    }

    /// Looks through the folders in the background, and into the files, now and again and again, for as long as somebody keeps
    /// the library.
    pub fn keep_looking(self: &Arc<Self>) {
        let library = Arc::downgrade(self);
        tokio::spawn(async move {
            while let Some(library) = Weak::upgrade(&library) {
                let again = Instant::now() + AGAIN_AFTER;
                let looking = Arc::clone(&library);
                if spawn_blocking(move || looking.look_if_older(AGAIN_AFTER / 2)).await.is_err() {
                    tracing::error!("looking through the library failed");
                }
                library.look_into_files(again).await;
                drop(library);
                sleep_until(again).await;
            }
        });
    }

    /// Looks through the folders, unless they were looked through so lately. Whoever comes while somebody looks waits for that.
    pub fn look_if_older(&self, than: Duration) {
        let mut looked_at = self.looked_at.lock().unwrap_or_else(PoisonError::into_inner);
        if looked_at.is_none_or(|at| at.elapsed() >= than) {
            self.look();
            *looked_at = Some(Instant::now());
        }
    }

    /// Looks through the folders. Returns what was passed over.
    pub fn look(&self) -> Passed {
        let (entries, passed) = scan(&self.roots, &self.key);
        let places = entries.iter().enumerate().map(|(place, entry)| (entry.id.clone(), place)).collect();
        let mut by_title: Vec<usize> = (0..entries.len()).collect();
        by_title.sort_by(|a, b| entries[*a].place().cmp(&entries[*b].place()));
        let (videos, before) = (entries.len(), self.found());
        let looks = before.looks + 1;
        let found = Found { entries, by_title, passed: passed.clone(), places, looks };
        *self.found.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(found);
        let Passed { hidden, links, unreadable, named, too_many } = &passed;
        if before.entries.len() != videos || before.passed != passed {
            tracing::info!(videos, hidden, links, unreadable, ?named, too_many, "looked through the library");
        }
        passed
    }

    /// Returns how often the folders were looked through: what is made of the list is good until that changes.
    pub fn looks(&self) -> u64 {
        self.found().looks
    }

    /// Lists what has all of the words in its title or in the name of its folder, `limit` at most, from a place on.
    pub fn list(&self, words: &str, from: usize, limit: usize) -> Listing {
        let words = folded(&words.chars().take(SEARCH_CHARS_MAX).collect::<String>());
        let words: Vec<&str> = words.split_whitespace().collect();
        let has_all = |entry: &Entry| words.iter().all(|word| entry.sought.contains(word));
        let found = self.found();
        let limit = limit.clamp(1, PAGE_MAX);
        let fitting = found.entries.iter().enumerate().skip(from).filter(|(_, entry)| has_all(entry));
        let mut fitting = fitting.filter_map(|(place, entry)| Some((place, self.to_play(entry)?)));
        let entries = fitting.by_ref().take(limit).map(|(_, entry)| entry).collect();
        Listing { entries, next: fitting.next().map(|(place, _)| place) }
    }

    /// Returns what is known of a file.
    pub fn entry(&self, id: &FileId) -> Option<Entry> {
        let found = self.found();
        let entry = found.places.get(id).and_then(|place| found.entries.get(*place))?.clone();
        let facts = match self.seen(&entry) {
            Seen::Film(facts) => Some(facts),
            Seen::Broken | Seen::Unknown => None,
        };
        Some(Entry { facts, ..entry })
    }

    /// Returns a file with what is known of it, unless nobody could watch it.
    pub(crate) fn to_play(&self, entry: &Entry) -> Option<Entry> {
        match self.seen(entry) {
            Seen::Film(facts) => Some(Entry { facts: Some(facts), ..entry.clone() }),
            Seen::Broken => None,
            Seen::Unknown => (entry.media_type != MediaType::Other).then(|| entry.clone()),
        }
    }

    fn seen(&self, entry: &Entry) -> Seen {
        let converter = self.converter.as_ref();
        converter.map_or(Seen::Unknown, |converter| converter.known.get(&entry.id, entry.version()))
    }

    pub(crate) fn converter(&self) -> Option<Arc<Converter>> {
        self.converter.clone()
    }

    /// Returns the files that nobody has looked into, in the order of the list.
    pub(crate) fn unknown(&self, converter: &Converter) -> Vec<Entry> {
        let found = self.found();
        let unknown = found.entries.iter().filter(|entry| converter.wants(entry));
        unknown.cloned().collect()
    }

    /// Calls for each file that was found, whether it can be played or not.
    pub fn each(&self, look: impl FnMut(&Entry)) {
        self.found().entries.iter().for_each(look);
    }

    /// Tells whether somebody could watch a file, as far as is known.
    pub fn is_to_play(&self, entry: &Entry) -> bool {
        let known = self.converter.as_ref().and_then(|it| it.known.can_be_played(&entry.id, entry.version()));
        known.unwrap_or(entry.media_type != MediaType::Other)
    }

    pub(crate) fn name_of(&self, entry: &Entry) -> String {
        named(self.roots.get(entry.root).map_or("", |root| &root.name), &entry.path)
    }

    pub(crate) fn folder_of(&self, entry: &Entry) -> Option<PathBuf> {
        self.roots.get(entry.root).map(|root| root.folder.clone())
    }

    /// Opens a file that was found; nothing where there is none of this name, or not any more.
    pub async fn open(&self, id: &FileId) -> io::Result<Option<Opened>> {
        let Some(entry) = self.entry(id) else { return Ok(None) };
        let Some(root) = self.folder_of(&entry) else { return Ok(None) };
        let opened = spawn_blocking(move || open_beneath(&root, &entry.path, entry.media_type)).await;
        match opened.map_err(io::Error::other)? {
            Ok(opened) => Ok(Some(opened)),
            Err(error) if is_gone(&error) => Ok(None),
            Err(error) => Err(error),
        }
    }

    pub(crate) fn found(&self) -> Arc<Found> {
        Arc::clone(&self.found.read().unwrap_or_else(PoisonError::into_inner))
    }
}

fn root(folder: &Path) -> Result<Root, BadFolder> {
    let bad = |source| BadFolder { folder: folder.to_owned(), source };
    let folder = folder.canonicalize().map_err(bad)?;
    std::fs::read_dir(&folder).map_err(bad)?;
    let name = folder.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    Ok(Root { folder, name })
}

/// It is not there any more, or something else, such as a link, is in its place.
fn is_gone(error: &io::Error) -> bool {
    let loops = rustix::io::Errno::LOOP.raw_os_error();
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory | io::ErrorKind::PermissionDenied)
        || error.raw_os_error() == Some(loops)
}
