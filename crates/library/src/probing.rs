//! Looking into files, one after the other: how long they are, how they can be played, and what they look like.

use std::io;
use std::path::Path;
use std::time::Duration;

use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::time::{Instant, timeout};

use crate::cuts::Cuts;
use crate::entry::Entry;
use crate::facts::{ASKED, Facts, Told, Way};
use crate::known::Seen;
use crate::programs::{Allowance, Priority, Unsuccessful, output, reading, start};
use crate::shelf::Library;
use crate::streaming::Converter;

/// How long `ffprobe` may take to tell of a file, and `ffmpeg` to find a picture in it.
const LOOK: Allowance =
    Allowance { priority: Priority::Background, within: Duration::from_mins(2), bytes_max: 1_000_000 };
/// To find where a film can be cut, it is read as a whole.
const CUTS_WITHIN: Duration = Duration::from_mins(5);
const KEYFRAMES_MAX: usize = 500_000;
/// Counting goes through all files.
const COUNT_EVERY: u32 = 50;
const PICTURE_PX: u32 = 480;

/// Why nothing is known of a file.
enum Unknown {
    /// There is nothing to play in it.
    Broken(String),
    /// It may be known after the next start.
    NotNow(String),
}

impl From<Unsuccessful> for Unknown {
    fn from(error: Unsuccessful) -> Self {
        match error {
            Unsuccessful::NotStarted(source) => {
                Self::NotNow(format!("a program of FFmpeg cannot be started: {source}"))
            }
            // The disk may be slow, or the machine busy.
            error @ Unsuccessful::TooLong(_) => Self::NotNow(error.to_string()),
            error => Self::Broken(error.to_string()),
        }
    }
}

impl Library {
    /// Looks into the files of which nothing is known, until it is time for something else.
    pub(crate) async fn look_into_files(&self, until: Instant) {
        let Some(converter) = self.converter() else { return };
        let (mut looked, mut broken) = (0_u32, 0_u32);
        for entry in self.unknown(&converter) {
            if Instant::now() >= until {
                break;
            }
            if looked % COUNT_EVERY == 0 {
                self.count(&converter);
            }
            looked += 1;
            let facts = match self.look_into(&converter, &entry).await {
                Ok(facts) => Some(facts),
                Err(Unknown::Broken(why)) => {
                    tracing::info!(file = %entry.path.display(), why, "a file of the library cannot be played");
                    broken += 1;
                    None
                }
                Err(Unknown::NotNow(why)) => {
                    tracing::info!(file = %entry.path.display(), why, "a file of the library was not looked into");
                    converter.put_off(entry.id);
                    continue;
                }
            };
            if let Err(error) = converter.known.keep(&entry.id, entry.version(), facts) {
                tracing::warn!(%error, "what is known of the library is not kept for the next start");
            }
        }
        let waiting = self.count(&converter);
        if looked > 0 {
            tracing::info!(looked, broken, waiting, "looked into files of the library");
        }
    }

    /// Counts for the metrics. Returns how many files nobody has looked into.
    fn count(&self, converter: &Converter) -> u32 {
        let (mut known, mut broken, mut waiting) = (0_u32, 0_u32, 0_u32);
        self.each(|entry| match converter.known.get(&entry.id, entry.version()) {
            Seen::Film(_) => known += 1,
            Seen::Broken => broken += 1,
            Seen::Unknown => waiting += 1,
        });
        for (state, files) in [("known", known), ("broken", broken), ("waiting", waiting)] {
            metrics::gauge!("sameframe_library_files", "state" => state).set(files);
        }
        waiting
    }

    async fn look_into(&self, converter: &Converter, entry: &Entry) -> Result<Facts, Unknown> {
        let told = self.ask(converter, entry).await?;
        let facts = told.facts(entry.media_type).ok_or_else(|| Unknown::Broken("there is no film in it".to_owned()))?;
        if let Err(Unknown::Broken(why) | Unknown::NotNow(why)) = self.take_picture(converter, entry, &facts).await {
            tracing::debug!(file = %entry.path.display(), why, "a file of the library has no picture");
        }
        if facts.way != Way::Copied {
            return Ok(facts);
        }
        let cuts = match timeout(CUTS_WITHIN, self.find_cuts(converter, entry, &facts, told.start_s())).await {
            Ok(cuts) => cuts?,
            Err(_) => None,
        };
        let Some(cuts) = cuts else { return Ok(Facts { way: Way::Encoded, ..facts }) };
        let kept = converter.known.keep_cuts(&entry.id, entry.version(), &cuts);
        kept.map_err(|error| Unknown::NotNow(error.to_string()))?;
        Ok(facts)
    }

    async fn ask(&self, converter: &Converter, entry: &Entry) -> Result<Told, Unknown> {
        let asked = ["-show_entries", ASKED, "-of", "json"].map(str::to_owned);
        let file = self.file_of(entry).await?;
        let told = output(reading(&converter.programs.ffprobe, &asked, file, &[]), LOOK).await?;
        serde_json::from_slice(&told).map_err(|error| Unknown::Broken(error.to_string()))
    }

    /// Not the first one, which is black in many a film.
    async fn take_picture(&self, converter: &Converter, entry: &Entry, facts: &Facts) -> Result<(), Unknown> {
        let from = ["-nostdin".to_owned(), "-ss".to_owned(), format!("{}ms", facts.length_ms / 10)];
        let scale = format!("scale='min({PICTURE_PX},iw)':-2");
        let how = ["-frames:v", "1", "-an", "-vf", &scale, "-pix_fmt", "yuvj420p", "-c:v", "mjpeg", "-q:v", "5"];
        let to = how.into_iter().chain(["-f", "image2pipe", "pipe:1"]).map(str::to_owned).collect::<Vec<_>>();
        let file = self.file_of(entry).await?;
        let picture = output(reading(&converter.programs.ffmpeg, &from, file, &to), LOOK).await?;
        if picture.is_empty() {
            return Err(Unknown::Broken("there is no picture there".to_owned()));
        }
        put(&converter.known.picture(&entry.id), &picture).await.map_err(|error| Unknown::NotNow(error.to_string()))
    }

    /// Reads where pictures stand that can stand alone.
    async fn find_cuts(
        &self,
        converter: &Converter,
        entry: &Entry,
        facts: &Facts,
        start_s: f64,
    ) -> Result<Option<Cuts>, Unknown> {
        let asked = ["-select_streams", "v:0", "-show_entries", "packet=pts_time,flags", "-of", "csv=p=0"];
        let file = self.file_of(entry).await?;
        let mut command = reading(&converter.programs.ffprobe, &asked.map(str::to_owned), file, &[]);
        command.stderr(std::process::Stdio::null());
        let mut child = start(command, Priority::Background)?;
        let Some(stdout) = child.stdout.take() else { return Ok(None) };
        let (mut lines, mut keyframes_s) = (BufReader::new(stdout).lines(), Vec::new());
        while let Ok(Some(line)) = lines.next_line().await {
            if let Some((at, flags)) = line.split_once(',')
                && flags.starts_with('K')
                && let Ok(at) = at.parse::<f64>()
                && keyframes_s.len() < KEYFRAMES_MAX
            {
                keyframes_s.push(at - start_s);
            }
        }
        let ended_well = child.wait().await.is_ok_and(|status| status.success());
        Ok(ended_well.then(|| Cuts::at(keyframes_s, facts)).flatten())
    }

    async fn file_of(&self, entry: &Entry) -> Result<std::fs::File, Unknown> {
        match self.open(&entry.id).await {
            Ok(Some(opened)) => Ok(opened.file),
            Ok(None) => Err(Unknown::NotNow("it is gone".to_owned())),
            Err(error) => Err(Unknown::NotNow(error.to_string())),
        }
    }
}

/// Writes a file so that nobody ever sees half of it.
pub(crate) async fn put(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let fresh = path.with_extension("new");
    tokio::fs::write(&fresh, bytes).await?;
    tokio::fs::rename(&fresh, path).await
}
