//! The ids that films of the library have in the catalogue.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use library::{FileId, Library, address};

use crate::video;

/// The ids of all films, made anew after each look through the folders, when somebody asks.
#[derive(Default)]
pub(crate) struct Ids(Mutex<Option<Made>>);

struct Made {
    looks: u64,
    files: Arc<HashMap<String, FileId>>,
}

impl Ids {
    /// Returns which file an id is of, however it was played when it got it.
    pub(crate) fn file(&self, library: &Library, id: &str) -> Option<FileId> {
        self.files(library).get(id).cloned()
    }

    fn files(&self, library: &Library) -> Arc<HashMap<String, FileId>> {
        let mut made = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let looks = library.looks();
        if let Some(made) = made.as_ref().filter(|made| made.looks == looks) {
            return Arc::clone(&made.files);
        }
        let mut files = HashMap::new();
        library.each(|entry| {
            let videos = address::both(entry).into_iter().filter_map(|url| video::from_url(&url).ok());
            files.extend(videos.map(|video| (video.id.to_string(), entry.id.clone())));
        });
        let files = Arc::new(files);
        *made = Some(Made { looks, files: Arc::clone(&files) });
        files
    }
}
