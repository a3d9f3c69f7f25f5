//! Subtitles, beside a film and in it, as browsers read them (WebVTT).

use std::collections::HashMap;
use std::ffi::OsStr;
use std::fmt::Write as _;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError};
use std::time::Duration;

use tokio::task::spawn_blocking;
use tokio::time::timeout;

use crate::entry::{Entry, FileId, MediaType, words};
use crate::open::open_beneath;
use crate::probing::put;
use crate::programs::{Allowance, Priority, output, reading};
use crate::shelf::Library;
use crate::streaming::{Converter, NotServed};

const BESIDE_MAX: usize = 40;
const BYTES_MAX: usize = 4_000_000;
/// A film is read as a whole to find what is said in it.
const READ: Allowance = Allowance { priority: Priority::Watched, within: Duration::from_mins(5), bytes_max: BYTES_MAX };
/// How long somebody waits for that.
const WAIT: Duration = Duration::from_secs(20);

/// Subtitles in a file of their own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Beside {
    /// What their file's name adds to the film's: mostly a language.
    pub(crate) name: String,
    pub(crate) path: PathBuf,
}

pub(crate) fn is_one(path: &Path) -> bool {
    path.extension().is_some_and(|end| end.eq_ignore_ascii_case("srt") || end.eq_ignore_ascii_case("vtt"))
}

/// Gives subtitles, each with the number of its folder, to the films that they lie beside: `Film.en.srt` to `Film.mkv`.
pub(crate) fn attach(entries: &mut [Entry], mut texts: Vec<(usize, PathBuf)>) {
    texts.sort();
    let mut films: HashMap<(usize, PathBuf), Vec<usize>> = HashMap::new();
    for (place, entry) in entries.iter().enumerate() {
        films.entry((entry.root, entry.path.with_extension(""))).or_default().push(place);
    }
    for (root, path) in texts {
        let whole = path.with_extension("");
        let mut film = whole.clone();
        let places = loop {
            if let Some(places) = films.get(&(root, film.clone())) {
                break places;
            }
            if film.extension().is_none() {
                break const { &Vec::new() };
            }
            film.set_extension("");
        };
        let length = film.file_name().map_or(0, OsStr::len);
        let rest = whole.file_name().and_then(OsStr::to_str).and_then(|name| name.get(length..)).unwrap_or_default();
        for place in places {
            if let Some(entry) = entries.get_mut(*place).filter(|entry| entry.beside.len() < BESIDE_MAX) {
                entry.beside.push(Beside { name: words(rest.trim_start_matches('.')), path: path.clone() });
            }
        }
    }
}

impl Library {
    /// Returns the subtitles of this number, as WebVTT.
    pub async fn text(&self, id: &FileId, number: usize) -> Result<String, NotServed> {
        let entry = self.entry(id).ok_or(NotServed::Gone)?;
        if let Some(beside) = entry.beside.get(number) {
            let root = self.folder_of(&entry).ok_or(NotServed::Gone)?;
            let path = beside.path.clone();
            let read = spawn_blocking(move || {
                let opened = open_beneath(&root, &path, MediaType::Other)?;
                let mut bytes = Vec::new();
                opened.file.take(BYTES_MAX as u64).read_to_end(&mut bytes)?;
                Ok::<_, std::io::Error>(bytes)
            });
            let bytes = read.await.map_err(std::io::Error::other)?.map_err(|_| NotServed::Gone)?;
            return Ok(to_vtt(&bytes));
        }
        let converter = self.converter().ok_or(NotServed::Gone)?;
        let inside = entry.facts.as_ref().and_then(|facts| facts.texts.get(number - entry.beside.len()));
        let stream = inside.ok_or(NotServed::Gone)?.stream;
        let name = format!("{id}-{:x}-{:x}-{stream}.vtt", entry.bytes, entry.modified_ms);
        let path = converter.folder.join("texts").join(name);
        if let Ok(text) = tokio::fs::read_to_string(&path).await {
            return Ok(text);
        }
        self.take_out(&converter, &entry, stream, path).await
    }

    /// Who waits too long asks again: the work goes on.
    async fn take_out(
        &self,
        converter: &Arc<Converter>,
        entry: &Entry,
        stream: u32,
        path: PathBuf,
    ) -> Result<String, NotServed> {
        if !converter.texts.lock().unwrap_or_else(PoisonError::into_inner).insert(path.clone()) {
            return Err(NotServed::NotYet);
        }
        let done = Doing { converter: Arc::clone(converter), path };
        let turn = converter.turn().await?;
        let file = self.open(&entry.id).await?.ok_or(NotServed::Gone)?.file;
        let work = tokio::spawn(async move {
            let after =
                ["-map".to_owned(), format!("0:{stream}"), "-f".to_owned(), "webvtt".to_owned(), "pipe:1".to_owned()];
            let command = reading(&done.converter.programs.ffmpeg, &["-nostdin".to_owned()], file, &after);
            let said = output(command, READ).await;
            drop(turn);
            let bytes = said.map_err(|error| {
                tracing::info!(%error, "the subtitles of a film cannot be read");
                NotServed::Failed
            })?;
            tokio::fs::create_dir_all(done.converter.folder.join("texts")).await?;
            put(&done.path, &bytes).await?;
            Ok(String::from_utf8_lossy(&bytes).into_owned())
        });
        match timeout(WAIT, work).await {
            Ok(done) => done.map_err(|_| NotServed::Failed)?,
            Err(_) => Err(NotServed::NotYet),
        }
    }
}

/// Subtitles that are being read, for as long as it is held.
struct Doing {
    converter: Arc<Converter>,
    path: PathBuf,
}

impl Drop for Doing {
    fn drop(&mut self) {
        self.converter.texts.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.path);
    }
}

/// Makes WebVTT of what mostly is SubRip, in Unicode or else in what Windows wrote before that.
fn to_vtt(bytes: &[u8]) -> String {
    let text =
        String::from_utf8(bytes.to_vec()).unwrap_or_else(|_| bytes.iter().map(|byte| char::from(*byte)).collect());
    let text = text.trim_start_matches('\u{feff}');
    if text.starts_with("WEBVTT") {
        return text.to_owned();
    }
    let mut vtt = "WEBVTT\n\n".to_owned();
    for line in text.lines() {
        let line = if line.contains("-->") { line.replace(',', ".") } else { line.to_owned() };
        // Writing to a text cannot fail.
        _ = writeln!(vtt, "{line}");
    }
    vtt
}

#[cfg(test)]
mod tests {
    use super::to_vtt;

    /// LIB-9
    #[test]
    fn subrip_becomes_webvtt() {
        let subrip = "\u{feff}1\r\n00:00:01,500 --> 00:00:02,000\r\nWell, well\r\n";
        let vtt = "WEBVTT\n\n1\n00:00:01.500 --> 00:00:02.000\nWell, well\n";
        assert_eq!(to_vtt(subrip.as_bytes()), vtt);
        assert_eq!(to_vtt(vtt.as_bytes()), vtt);
        assert_eq!(to_vtt(b"1\n00:01,0 --> 00:02,0\n\xe9t\xe9\n"), "WEBVTT\n\n1\n00:01.0 --> 00:02.0\nété\n");
    }
}
