//! Segments of films, made when somebody asks for one, a few ahead each time, and shared by whoever watches.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::Command;
use tokio::sync::watch;
use tokio::time::timeout;

use crate::cuts::{Cuts, frames_of_segment};
use crate::facts::{Facts, Way};
use crate::programs::{Priority, Unsuccessful, reading, start, words};

/// How many segments are made at once: half a minute.
const RUN_SEGMENTS: usize = 8;
/// A run that takes longer is ended: what it has made stays, and the rest is asked for again by whoever still watches.
const RUN_WITHIN: Duration = Duration::from_secs(90);
/// No time in a segment is below zero, also that of pictures that are stored before others and shown after them.
const OFFSET_S: f64 = 10.0;
/// Pictures of the piece before the first segment, which is thrown away: sound begins a little late in it.
const LEAD_FRAMES: u32 = 5;
/// A run goes on for so long after its last segment: what ends it is then like within a run.
const TAIL_S: f64 = 0.5;
const HEIGHT_PX_MAX: u32 = 1_080;

/// A film to make segments of.
#[derive(Clone, Debug)]
pub(crate) struct Film {
    /// Its own in the folder of segments, and another one for another version of the file.
    pub(crate) name: String,
    pub(crate) facts: Facts,
    pub(crate) cuts: Cuts,
}

/// The folder of segments, and what is being made.
#[derive(Debug)]
pub(crate) struct Segments {
    folder: PathBuf,
    bytes_max: u64,
    runs: Mutex<Vec<Running>>,
    /// How many runs have begun.
    begun: AtomicU64,
}

#[derive(Debug)]
struct Running {
    film: String,
    to: usize,
    /// All before this one are made.
    made: watch::Receiver<usize>,
}

impl Running {
    /// Tells whether a run is still to make a segment. What it has made may have been cleared away since.
    fn makes(&self, film: &Film, number: usize) -> bool {
        self.film == film.name && (*self.made.borrow()..self.to).contains(&number)
    }
}

/// Some segments of a film that one program makes.
pub(crate) struct Run {
    /// No other run's.
    number: u64,
    film: Film,
    from: usize,
    to: usize,
    made: watch::Sender<usize>,
}

impl Segments {
    /// Takes a folder, and empties it: what an earlier start has left may be half.
    pub(crate) fn new(folder: PathBuf, bytes_max: u64) -> io::Result<Self> {
        match fs::remove_dir_all(&folder) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => fs::create_dir_all(&folder)?,
        }
        Ok(Self { folder, bytes_max, runs: Mutex::default(), begun: AtomicU64::default() })
    }

    /// Opens a segment that is made.
    pub(crate) fn open(&self, film: &Film, number: usize) -> Option<File> {
        File::open(self.path(film, number)).ok()
    }

    /// Returns what tells of a run that makes a segment, where there is one.
    pub(crate) fn awaited(&self, film: &Film, number: usize) -> Option<watch::Receiver<usize>> {
        let runs = self.runs.lock().unwrap_or_else(PoisonError::into_inner);
        runs.iter().find(|run| run.makes(film, number)).map(|run| run.made.clone())
    }

    /// Begins a run from a segment on, up to what is there or is being made; nothing where that segment is.
    pub(crate) fn begin(&self, film: &Film, from: usize) -> Option<Run> {
        let mut runs = self.runs.lock().unwrap_or_else(PoisonError::into_inner);
        let is_there =
            |number: &usize| self.path(film, *number).exists() || runs.iter().any(|run| run.makes(film, *number));
        if is_there(&from) {
            return None;
        }
        let last = film.cuts.len().min(from + RUN_SEGMENTS);
        let to = (from + 1..last).find(is_there).unwrap_or(last);
        let (made, awaited) = watch::channel(from);
        runs.push(Running { film: film.name.clone(), to, made: awaited });
        let number = self.begun.fetch_add(1, Ordering::Relaxed);
        Some(Run { number, film: film.clone(), from, to, made })
    }

    /// Makes the segments of a run, and then room for others.
    pub(crate) async fn make(&self, run: Run, ffmpeg: &Path, file: File) {
        let half_made = self.folder.join(&run.film.name).join(format!("making-{}", run.number));
        let made = match timeout(RUN_WITHIN, self.follow(&run, ffmpeg, file, &half_made)).await {
            Ok(made) => made,
            Err(_) => Err(Unsuccessful::TooLong(RUN_WITHIN)),
        };
        if let Err(error) = made {
            tracing::warn!(film = run.film.name, from = run.from, %error, "a film was not made into a stream");
        }
        self.runs
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .retain(|other| !other.made.same_channel(&run.made.subscribe()));
        let (folder, bytes_max) = (self.folder.clone(), self.bytes_max);
        let swept = tokio::task::spawn_blocking(move || {
            fs::remove_dir_all(half_made)?;
            sweep(&folder, bytes_max)
        });
        if let Ok(Err(error)) = swept.await {
            tracing::debug!(%error, "segments were not cleared away");
        }
    }

    /// Each segment goes to its place as soon as it is whole.
    async fn follow(&self, run: &Run, ffmpeg: &Path, file: File, half_made: &Path) -> Result<(), Unsuccessful> {
        fs::create_dir_all(half_made).map_err(Unsuccessful::NotStarted)?;
        let mut command = run.command(ffmpeg, file);
        command.current_dir(half_made).stdout(Stdio::piped());
        let mut child = start(command, Priority::Watched)?;
        let complaint = tokio::spawn(words(child.stderr.take()));
        let mut lines = child.stdout.take().map(|stdout| BufReader::new(stdout).lines());
        while let Some(lines) = &mut lines
            && let Ok(Some(line)) = lines.next_line().await
        {
            let number = line.split_once(".ts,").and_then(|(number, _)| number.parse::<usize>().ok());
            let Some(number) = number.filter(|number| (run.from..run.to).contains(number)) else { continue };
            let from = half_made.join(format!("{number}.ts"));
            fs::rename(from, self.path(&run.film, number)).map_err(Unsuccessful::NotStarted)?;
            run.made.send_replace(number + 1);
        }
        let status = child.wait().await.map_err(Unsuccessful::NotStarted)?;
        let complaint = complaint.await.unwrap_or_default();
        if status.success() { Ok(()) } else { Err(Unsuccessful::Failed { status, complaint }) }
    }

    fn path(&self, film: &Film, number: usize) -> PathBuf {
        self.folder.join(&film.name).join(format!("{number}.ts"))
    }
}

impl Run {
    /// Every run begins a little before its first segment, with a piece that is thrown away. So all segments are cut in the
    /// middle of something, and none differs from what another run would make of it.
    fn command(&self, ffmpeg: &Path, file: File) -> Command {
        let Self { film: Film { facts, cuts, .. }, from, to, .. } = self;
        let is_first = *from == 0;
        let lead_s = f64::from(LEAD_FRAMES * facts.rate.1) / f64::from(facts.rate.0);
        let seek_s = match facts.way {
            _ if is_first => 0.0,
            Way::Copied => cuts.start_s(from - 1),
            Way::AsItIs | Way::Encoded => cuts.start_s(*from) - lead_s,
        };
        let mut before = vec!["-nostdin".to_owned()];
        if !is_first {
            before.extend(["-ss".to_owned(), format!("{seek_s:.6}")]);
        }
        let mut after: Vec<String> =
            ["-map", "0:v:0", "-map", "0:a:0?", "-sn", "-dn", "-map_metadata", "-1"].map(str::to_owned).into();
        let mut add = |name: &str, value: String| after.extend([name.to_owned(), value]);
        let (end_s, goes_on) = (cuts.start_s(*to) - seek_s, *to < cuts.len());
        if goes_on || facts.way != Way::Copied {
            add("-t", format!("{:.6}", end_s + if goes_on { TAIL_S } else { 0.0 }));
        }
        if facts.way == Way::Copied {
            add("-c:v", "copy".to_owned());
        } else {
            encoded(facts, &mut add);
            if !is_first {
                add("-force_key_frames", format!("{lead_s:.6}"));
            }
        }
        if facts.way == Way::Copied && facts.audio.as_deref() == Some("aac") {
            add("-c:a", "copy".to_owned());
        } else {
            sound(&mut add);
        }
        let times = (from + usize::from(is_first)..=*to).filter(|number| *number < cuts.len());
        let times = times.map(|number| format!("{:.6}", cuts.start_s(number) + OFFSET_S)).collect::<Vec<_>>();
        add("-output_ts_offset", format!("{:.6}", seek_s + OFFSET_S));
        add("-avoid_negative_ts", "disabled".to_owned());
        add("-muxdelay", "0".to_owned());
        add("-muxpreload", "0".to_owned());
        add("-f", "segment".to_owned());
        add("-segment_format", "mpegts".to_owned());
        // Nothing to cut is said by a time that never comes.
        add("-segment_times", if times.is_empty() { "1000000".to_owned() } else { times.join(",") });
        add("-segment_start_number", from.saturating_sub(1).to_string());
        add("-segment_list", "pipe:1".to_owned());
        add("-segment_list_type", "csv".to_owned());
        after.push("%d.ts".to_owned());
        reading(ffmpeg, &before, file, &after)
    }
}

/// No picture is stored before one that is shown earlier: so a segment's first is the first in every sense. Where the sound goes
/// on after the last picture, that one stays.
fn encoded(facts: &Facts, add: &mut impl FnMut(&str, String)) {
    let (over, under) = facts.rate;
    let frames = frames_of_segment(facts).to_string();
    let height = HEIGHT_PX_MAX.min(facts.height) / 2 * 2;
    add(
        "-vf",
        format!(
            "yadif=deint=interlaced,fps={over}/{under},tpad=stop=-1:stop_mode=clone,scale=-2:{height},setsar=1,format=yuv420p"
        ),
    );
    for (name, value) in [("-c:v", "libx264"), ("-preset", "veryfast"), ("-crf", "23"), ("-maxrate", "6M")] {
        add(name, value.to_owned());
    }
    for (name, value) in
        [("-bufsize", "12M"), ("-bf", "0"), ("-sc_threshold", "0"), ("-g", &frames), ("-keyint_min", &frames)]
    {
        add(name, value.to_owned());
    }
}

/// The first packet of the encoder lies before its beginning: what would be in it is left out.
fn sound(add: &mut impl FnMut(&str, String)) {
    for (name, value) in [("-c:a", "aac"), ("-ac", "2"), ("-ar", "48000"), ("-b:a", "160k")] {
        add(name, value.to_owned());
    }
    add("-af", "aresample=async=1:first_pts=0,atrim=start_sample=1024".to_owned());
}

/// Takes the oldest segments out until the rest is not more than so much.
fn sweep(folder: &Path, bytes_max: u64) -> io::Result<()> {
    let mut by_age: BTreeMap<(SystemTime, PathBuf), u64> = BTreeMap::new();
    for film in fs::read_dir(folder)? {
        let film = film?.path();
        for segment in fs::read_dir(&film)?.flatten() {
            let metadata = segment.metadata()?;
            if metadata.is_file() {
                by_age.insert((metadata.modified()?, segment.path()), metadata.len());
            }
        }
    }
    let mut bytes: u64 = by_age.values().sum();
    for ((_, path), length) in by_age {
        if bytes <= bytes_max {
            break;
        }
        fs::remove_file(path)?;
        bytes -= length;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::time::{Duration, SystemTime};

    use super::sweep;

    /// LIB-8
    #[test]
    fn the_oldest_segments_go_first() {
        let folder = tempfile::tempdir().unwrap();
        let film = folder.path().join("film");
        fs::create_dir(&film).unwrap();
        for (age, number) in [(30, 2), (10, 1), (20, 0)] {
            let path = film.join(format!("{number}.ts"));
            fs::write(&path, [0; 100]).unwrap();
            let segment = fs::File::options().write(true).open(&path).unwrap();
            segment.set_modified(SystemTime::UNIX_EPOCH + Duration::from_secs(1_000 - age)).unwrap();
        }
        sweep(folder.path(), 250).unwrap();
        let left = |number: u32| film.join(format!("{number}.ts")).exists();
        assert_eq!([left(0), left(1), left(2)], [true, true, false]);
    }
}
