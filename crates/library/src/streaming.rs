//! Films that browsers do not play as they are, as streams (HLS).

use std::collections::HashSet;
use std::fs::File;
use std::io;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

use crate::cuts::Cuts;
use crate::entry::{Entry, FileId};
use crate::facts::Way;
use crate::known::{Known, Seen};
use crate::programs::Programs;
use crate::segments::{Film, Segments};
use crate::shelf::Library;

/// How long somebody waits for their turn.
const TURN_WITHIN: Duration = Duration::from_secs(5);
/// How long somebody waits for a segment.
const SEGMENT_WITHIN: Duration = Duration::from_secs(20);
/// So many segments ahead of what is asked for are made before that is asked for.
const AHEAD_SEGMENTS: usize = 4;

/// What looking into files, and making streams of them, takes.
#[derive(Clone, Debug)]
pub struct Conversion {
    /// The programs.
    pub programs: Programs,
    /// A folder for what is known and made, which may be deleted while nobody uses it.
    pub folder: PathBuf,
    /// How many programs make streams at once.
    pub at_once: usize,
    /// How much the segments of streams may take on the disk.
    pub bytes_max: u64,
}

/// Why something of a film is not served.
#[derive(Debug, thiserror::Error)]
pub enum NotServed {
    /// There is no such file, or nothing of the kind in it.
    #[error("there is no such file")]
    Gone,
    /// It is not made yet.
    #[error("it is not made yet")]
    NotYet,
    /// Others are served just now.
    #[error("as many programs run as may")]
    TooMany,
    /// It cannot be made.
    #[error("it cannot be made")]
    Failed,
}

impl From<io::Error> for NotServed {
    fn from(error: io::Error) -> Self {
        tracing::warn!(%error, "a file of the library cannot be read");
        Self::Failed
    }
}

/// What looks into files and makes streams.
#[derive(Debug)]
pub(crate) struct Converter {
    pub(crate) programs: Programs,
    pub(crate) known: Known,
    pub(crate) folder: PathBuf,
    pub(crate) segments: Segments,
    /// The subtitles that are being read.
    pub(crate) texts: Mutex<HashSet<PathBuf>>,
    /// The files that nobody looks into again before the next start.
    put_off: Mutex<HashSet<FileId>>,
    turns: Arc<Semaphore>,
}

impl Converter {
    pub(crate) fn new(conversion: Conversion) -> io::Result<Self> {
        let Conversion { programs, folder, at_once, bytes_max } = conversion;
        Ok(Self {
            programs,
            known: Known::open(&folder)?,
            segments: Segments::new(folder.join("segments"), bytes_max)?,
            folder,
            texts: Mutex::default(),
            put_off: Mutex::default(),
            turns: Arc::new(Semaphore::new(at_once.max(1))),
        })
    }

    pub(crate) fn put_off(&self, id: FileId) {
        self.put_off.lock().unwrap_or_else(PoisonError::into_inner).insert(id);
    }

    /// Tells whether a file is to be looked into.
    pub(crate) fn wants(&self, entry: &Entry) -> bool {
        let put_off = self.put_off.lock().unwrap_or_else(PoisonError::into_inner).contains(&entry.id);
        !put_off && matches!(self.known.get(&entry.id, entry.version()), Seen::Unknown)
    }

    pub(crate) async fn turn(&self) -> Result<OwnedSemaphorePermit, NotServed> {
        match timeout(TURN_WITHIN, Arc::clone(&self.turns).acquire_owned()).await {
            Ok(Ok(turn)) => Ok(turn),
            Ok(Err(_)) | Err(_) => Err(NotServed::TooMany),
        }
    }
}

impl Library {
    /// Opens a film's picture.
    pub async fn picture(&self, id: &FileId) -> Result<File, NotServed> {
        let converter = self.converter().ok_or(NotServed::Gone)?;
        let path = converter.known.picture(&self.entry(id).ok_or(NotServed::Gone)?.id);
        match tokio::fs::File::open(path).await {
            Ok(file) => Ok(file.into_std().await),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Err(NotServed::Gone),
            Err(error) => Err(error.into()),
        }
    }

    /// Returns the playlist of a film that is a stream.
    pub fn playlist(&self, id: &FileId) -> Result<String, NotServed> {
        let converter = self.converter().ok_or(NotServed::Gone)?;
        Ok(self.film(&converter, id)?.0.cuts.playlist())
    }

    /// Opens a segment of a film that is a stream, and makes it where it is not there.
    pub async fn segment(&self, id: &FileId, number: usize) -> Result<File, NotServed> {
        let converter = self.converter().ok_or(NotServed::Gone)?;
        let (film, entry) = self.film(&converter, id)?;
        if number >= film.cuts.len() {
            return Err(NotServed::Gone);
        }
        let segments = &converter.segments;
        // Asked first: what is made meanwhile is there when it is opened.
        let awaited = segments.awaited(&film, number);
        if let Some(file) = segments.open(&film, number) {
            self.go_on(&converter, &film, &entry, number + AHEAD_SEGMENTS).await;
            return Ok(file);
        }
        if awaited.is_none() {
            match converter.turn().await {
                Ok(turn) => self.begin(&converter, &film, &entry, (number, turn)).await?,
                // Somebody else may have had a turn for it.
                Err(error) if segments.awaited(&film, number).is_none() => {
                    return segments.open(&film, number).ok_or(error);
                }
                Err(_) => {}
            }
        }
        if let Some(mut made) = segments.awaited(&film, number) {
            match timeout(SEGMENT_WITHIN, made.wait_for(|next| *next > number)).await {
                // What ended may have made it.
                Ok(_) => {}
                Err(_) => return Err(NotServed::NotYet),
            }
        }
        segments.open(&film, number).ok_or(NotServed::Failed)
    }

    /// Makes what comes next before somebody asks for it, where nobody else waits for the turn.
    async fn go_on(&self, converter: &Arc<Converter>, film: &Film, entry: &Entry, number: usize) {
        let is_there = converter.segments.open(film, number).is_some();
        if is_there || number >= film.cuts.len() || converter.segments.awaited(film, number).is_some() {
            return;
        }
        if let Ok(turn) = Arc::clone(&converter.turns).try_acquire_owned()
            && let Err(error) = self.begin(converter, film, entry, (number, turn)).await
        {
            tracing::debug!(%error, "what comes next was not made");
        }
    }

    async fn begin(
        &self,
        converter: &Arc<Converter>,
        film: &Film,
        entry: &Entry,
        (number, turn): (usize, OwnedSemaphorePermit),
    ) -> Result<(), NotServed> {
        let opened = self.open(&entry.id).await?.ok_or(NotServed::Gone)?;
        if let Some(run) = converter.segments.begin(film, number) {
            let converter = Arc::clone(converter);
            tokio::spawn(async move {
                converter.segments.make(run, &converter.programs.ffmpeg, opened.file).await;
                drop(turn);
            });
        }
        Ok(())
    }

    fn film(&self, converter: &Converter, id: &FileId) -> Result<(Film, Entry), NotServed> {
        let entry = self.entry(id).ok_or(NotServed::Gone)?;
        let facts = entry.facts.clone().ok_or(NotServed::NotYet)?;
        let cuts = match facts.way {
            Way::Copied => converter.known.cuts(id, entry.version()).ok_or(NotServed::Failed)?,
            Way::Encoded => Cuts::even(&facts),
            Way::AsItIs => return Err(NotServed::Gone),
        };
        let name = format!("{id}-{:x}-{:x}", entry.bytes, entry.modified_ms);
        Ok((Film { name, facts, cuts }, entry))
    }
}
