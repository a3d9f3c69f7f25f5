//! What is made of files, by real programs.

#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::fs;
use std::io::Read as _;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

use library::{Conversion, Entry, Library, NotServed, Programs, Way};
use tempfile::TempDir;
use tokio::time::{sleep, timeout};

/// The programs; nothing where they are not installed, which fails with `SAMEFRAME_CI`.
fn programs() -> Option<Programs> {
    let found = Programs::find(None);
    assert!(found.is_some() || std::env::var_os("SAMEFRAME_CI").is_none(), "CI must have ffmpeg installed");
    found
}

/// Twelve seconds of a test picture and a tone.
fn film(path: &Path, how: &[&str]) {
    let sources =
        ["-f", "lavfi", "-i", "testsrc=size=320x180:rate=25:duration=12", "-f", "lavfi", "-i", "sine=duration=12"];
    let made = Command::new("ffmpeg")
        .args(["-v", "error", "-y"])
        .args(sources)
        .args(how)
        .args(["-pix_fmt", "yuv420p"])
        .arg(path)
        .status()
        .unwrap();
    assert!(made.success());
}

fn open(programs: &Programs, films: &TempDir, folder: &TempDir) -> Arc<Library> {
    let conversion =
        Conversion { programs: programs.clone(), folder: folder.path().to_owned(), at_once: 1, bytes_max: 100_000_000 };
    Arc::new(Library::new(&[films.path().to_owned()], b"secret").unwrap().converting(conversion).unwrap())
}

/// Waits until so many films are known.
async fn known(library: &Arc<Library>, number: usize) -> Vec<Entry> {
    library.keep_looking();
    timeout(Duration::from_mins(1), async {
        loop {
            let entries = library.list("", 0, 100).entries;
            if entries.iter().filter(|entry| entry.facts.is_some()).count() >= number {
                return entries;
            }
            sleep(Duration::from_millis(20)).await;
        }
    })
    .await
    .unwrap()
}

/// When the picture and the sound of a segment begin, as they are stored.
fn begins(segment: fs::File, folder: &Path) -> (f64, f64) {
    let path = folder.join("segment.ts");
    let (mut from, mut to) = (segment, fs::File::create(&path).unwrap());
    std::io::copy(&mut from, &mut to).unwrap();
    let first = |stream: &str| {
        let asked = ["-v", "error", "-select_streams", stream, "-show_entries", "packet=dts_time", "-of", "csv=p=0"];
        let said = Command::new("ffprobe").args(asked).arg(&path).output().unwrap();
        let said = String::from_utf8(said.stdout).unwrap();
        said.lines().next().unwrap().trim_end_matches(',').parse::<f64>().unwrap()
    };
    (first("v:0"), first("a:0"))
}

/// LIB-5
#[tokio::test]
async fn files_are_looked_into_once_whatever_their_names_and_broken_ones_are_left_out() {
    let Some(programs) = programs() else { return };
    let (films, folder) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let odd = films.path().join("-i file:http:%d 'odd'.mp4");
    film(&odd, &["-c:v", "libx264", "-c:a", "aac"]);
    fs::write(films.path().join("broken.mkv"), "no film").unwrap();
    fs::write(films.path().join("broken.mp4"), "no film").unwrap();
    // What names another file must not be followed there.
    fs::write(films.path().join("list.ts"), format!("#EXTM3U\n#EXTINF:10,\n{}\n#EXT-X-ENDLIST\n", odd.display()))
        .unwrap();
    let library = open(&programs, &films, &folder);
    timeout(Duration::from_mins(1), async {
        drop(known(&library, 1).await);
        while library.list("", 0, 9).entries.len() != 1 || library.standing().waiting > 0 {
            sleep(Duration::from_millis(20)).await;
        }
    })
    .await
    .unwrap();
    let broken = library.standing().broken;
    assert!(broken.count == 3 && broken.named.iter().any(|name| name.ends_with("/broken.mkv")), "{broken:?}");
    let entry = library.list("", 0, 9).entries.remove(0);
    let facts = entry.facts.clone().unwrap();
    assert_eq!((facts.width, facts.height, facts.way, entry.is_streamed()), (320, 180, Way::AsItIs, false));
    assert!((12_000..12_200).contains(&facts.length_ms), "{}", facts.length_ms);
    let mut picture = Vec::new();
    library.picture(&entry.id).await.unwrap().read_to_end(&mut picture).unwrap();
    assert!(picture.starts_with(&[0xff, 0xd8]) && picture.len() < 100_000);

    // A restart knows it from the first look on.
    drop(library);
    let again = open(&programs, &films, &folder);
    again.look();
    let list = again.list("", 0, 9).entries;
    assert_eq!((list.len(), list[0].facts.clone()), (1, Some(facts)));
}

/// LIB-7
#[tokio::test]
async fn whatever_segment_is_made_first_it_begins_where_the_playlist_says() {
    let Some(programs) = programs() else { return };
    let (films, folder) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    film(&films.path().join("a.mkv"), &["-c:v", "mpeg4", "-c:a", "libmp3lame"]);
    film(&films.path().join("b.mkv"), &["-c:v", "libx264", "-g", "30", "-bf", "2", "-c:a", "ac3"]);
    let library = open(&programs, &films, &folder);
    let entries = known(&library, 2).await;
    assert_eq!(
        entries.iter().map(|entry| entry.facts.as_ref().unwrap().way).collect::<Vec<_>>(),
        [Way::Encoded, Way::Copied]
    );
    for (entry, starts) in entries.iter().zip([[0.0, 4.0, 8.0], [0.0, 4.8, 9.6]]) {
        let playlist = library.playlist(&entry.id).unwrap();
        let lengths: Vec<f64> = playlist
            .lines()
            .filter_map(|line| line.strip_prefix("#EXTINF:")?.strip_suffix(',')?.parse().ok())
            .collect();
        assert!((lengths[0] - starts[1]).abs() < 0.01, "{playlist}");
        let mut offsets = Vec::new();
        // The middle one first: another run makes it than makes the first one.
        for number in [1, 0, 2] {
            let segment = library.segment(&entry.id, number).await.unwrap();
            let (picture, sound) = begins(segment, folder.path());
            offsets.push(picture - starts[number]);
            assert!(number == 0 || (0.0..0.05).contains(&(sound - picture)), "{number}: {picture} {sound}");
        }
        assert!(offsets.iter().all(|offset| (offset - offsets[0]).abs() < 0.001), "{offsets:?}");
        assert!(matches!(library.segment(&entry.id, 3).await, Err(NotServed::Gone)));
    }
}

/// LIB-8
#[tokio::test]
async fn those_who_watch_the_same_share_what_is_made_and_others_wait_or_are_told() {
    let Some(programs) = programs() else { return };
    let (films, folder) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    film(&films.path().join("a.avi"), &["-c:v", "mpeg4", "-c:a", "libmp3lame"]);
    let library = open(&programs, &films, &folder);
    let id = known(&library, 1).await.remove(0).id;
    let (one, two) = tokio::join!(library.segment(&id, 0), library.segment(&id, 0));
    assert_eq!(one.unwrap().metadata().unwrap().len(), two.unwrap().metadata().unwrap().len());
    assert!(matches!(library.segment(&id, 1_000).await, Err(NotServed::Gone)));

    // What was cleared away is made again, also while the run that had made it goes on.
    let segments = folder.path().join("segments");
    let of_film = fs::read_dir(&segments).unwrap().next().unwrap().unwrap().path();
    fs::remove_file(of_film.join("0.ts")).unwrap();
    library.segment(&id, 0).await.unwrap();

    fs::remove_file(films.path().join("a.avi")).unwrap();
    // At once, whatever is being made in it.
    fs::rename(segments, folder.path().join("gone")).unwrap();
    let gone = library.segment(&id, 0).await;
    assert!(matches!(gone, Err(NotServed::Gone)), "its file is gone: {gone:?}");
}

/// LIB-8
#[tokio::test]
async fn a_program_that_hangs_is_ended_and_meanwhile_others_are_told_to_come_back() {
    if programs().is_none() {
        return;
    }
    let (films, folder, bin) = (TempDir::new().unwrap(), TempDir::new().unwrap(), TempDir::new().unwrap());
    for name in ["a.avi", "b.avi"] {
        film(&films.path().join(name), &["-c:v", "mpeg4", "-c:a", "libmp3lame"]);
    }
    let pid = bin.path().join("pid");
    let script = |name: &str, text: String| {
        let path = bin.path().join(name);
        fs::write(&path, format!("#!/bin/sh\n{text}\n")).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    };
    script("ffprobe", "exec ffprobe \"$@\"".to_owned());
    let hang = format!("*segment_list*) echo $$ > {}; exec sleep 600;;", pid.display());
    script("ffmpeg", format!("case \"$*\" in {hang} esac; exit 1"));
    let library = open(&Programs::find(Some(bin.path())).unwrap(), &films, &folder);
    let entries = known(&library, 2).await;
    let [a, b] = [0, 1].map(|number: usize| entries[number].id.clone());
    let first = tokio::spawn({
        let (library, a) = (Arc::clone(&library), a.clone());
        async move { library.segment(&a, 0).await }
    });
    let is_running = || fs::read_to_string(&pid).is_ok_and(|pid| Path::new("/proc").join(pid.trim()).exists());
    while !is_running() {
        sleep(Duration::from_millis(10)).await;
    }
    tokio::time::pause();
    assert!(matches!(library.segment(&b, 0).await, Err(NotServed::TooMany)));
    assert!(matches!(first.await.unwrap(), Err(NotServed::NotYet)));
    while is_running() {
        sleep(Duration::from_secs(1)).await;
    }
}

/// LIB-9
#[tokio::test]
async fn subtitles_lie_beside_a_film_and_in_it() {
    let Some(programs) = programs() else { return };
    let (films, folder) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let subrip = "1\n00:00:01,000 --> 00:00:02,000\nHello\n";
    for name in ["Film.en.srt", "Film.srt", "Film 2.de.srt", "other.srt"] {
        fs::write(films.path().join(name), subrip).unwrap();
    }
    let path = films.path().join("Film.mkv");
    let inside = films.path().join("other.srt");
    film(
        &path,
        &[
            "-i",
            inside.to_str().unwrap(),
            "-c:v",
            "mpeg4",
            "-c:a",
            "libmp3lame",
            "-c:s",
            "srt",
            "-metadata:s:s:0",
            "language=fre",
        ],
    );
    let library = open(&programs, &films, &folder);
    let entry = known(&library, 1).await.remove(0);
    assert_eq!(entry.subtitles().collect::<Vec<_>>(), ["en", "", "fre"]);
    for number in 0..3 {
        let text = library.text(&entry.id, number).await.unwrap();
        assert!(text.starts_with("WEBVTT") && text.contains("00:01.0") && text.contains("Hello"), "{text}");
    }
    assert!(matches!(library.text(&entry.id, 3).await, Err(NotServed::Gone)));
}
