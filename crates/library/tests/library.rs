//! The library on real folders.

#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::fs;
use std::io::Read as _;
use std::os::unix::fs::symlink;
use std::path::Path;

use library::{FileId, Library, Passed, Wanted};
use tempfile::TempDir;

fn put(folder: &Path, path: &str, content: &str) {
    let path = folder.join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, content).unwrap();
}

fn library(folder: &TempDir) -> Library {
    let library = Library::new(&[folder.path().to_owned()], b"secret").unwrap();
    assert_eq!(library.look().unreadable, 0);
    library
}

fn titles(library: &Library, words: &str) -> Vec<String> {
    library.list(words, 0, 100).entries.into_iter().map(|entry| entry.title).collect()
}

/// LIB-1
#[test]
fn videos_are_found_in_all_folders_and_what_is_none_is_passed_over() {
    let folder = TempDir::new().unwrap();
    for path in ["b.mp4", "A_film.webm", "series/two/02.mp4", "series/two/01.m4v", ".hidden.mp4", ".trash/x.mp4"] {
        put(folder.path(), path, "x");
    }
    put(folder.path(), "notes.txt", "x");
    let library = Library::new(&[folder.path().to_owned()], b"secret").unwrap();
    assert_eq!(library.look(), Passed { hidden: 2, ..Passed::default() });
    assert_eq!(titles(&library, ""), ["A film", "b", "01", "02"]);
    assert_eq!(titles(&library, "TWO 0"), ["01", "02"]);
    assert_eq!(titles(&library, "nothing"), Vec::<String>::new());
    let of_series = library.list("01", 0, 1).entries.remove(0);
    assert_eq!((of_series.folder.as_deref(), of_series.bytes), (Some("two"), 1));
    put(folder.path(), "new.mp4", "x");
    put(folder.path(), "empty.mp4", "");
    assert_eq!(library.look().unreadable, 1);
    assert_eq!(titles(&library, "new"), ["new"]);
}

/// LIB-10, VID-7
#[test]
fn names_are_found_and_ordered_as_people_read_them() {
    let folder = TempDir::new().unwrap();
    for path in ["Season 10/Episode 1.mp4", "Season 2/Episode 10.mp4", "Season 2/episode 2.mp4", "Amélie (2001).mp4"] {
        put(folder.path(), path, "x");
    }
    let library = library(&folder);
    assert_eq!(titles(&library, ""), ["Amélie (2001)", "episode 2", "Episode 10", "Episode 1"]);
    for words in ["amelie", "AMÉLIE", "Ame\u{301}lie"] {
        assert_eq!(titles(&library, words), ["Amélie (2001)"], "{words}");
    }
    assert_eq!(titles(&library, "séason 10"), ["Episode 10", "Episode 1"]);
}

/// LIB-10, VID-7
#[test]
fn by_title_films_are_told_apart_by_what_their_names_say() {
    let folder = TempDir::new().unwrap();
    for path in ["Show/Episode 10.mp4", "Show/Episode 2.mp4", "Classics/Metropolis (1927).mp4", "b.mp4", "none.mkv"] {
        put(folder.path(), path, "x");
    }
    let library = library(&folder);
    let by_title = |wanted: &Wanted, after: Option<(&str, &str)>, limit: usize| {
        library.by_title(wanted, after, limit).into_iter().map(|entry| entry.title).collect::<Vec<_>>()
    };
    let all = Wanted::default();
    assert_eq!(by_title(&all, None, 9), ["b", "Episode 2", "Episode 10", "Metropolis (1927)"]);
    let second = library.by_title(&all, None, 2).remove(1);
    assert_eq!(by_title(&all, Some(second.place()), 1), ["Episode 10"]);
    assert_eq!(by_title(&all, Some(("zz", "")), 9), [""; 0]);
    let of = |text: &str| Wanted { folder: Some(text.to_owned()), ..Wanted::default() };
    assert_eq!(by_title(&of("SHOW"), None, 9), ["Episode 2", "Episode 10"]);
    let years = Wanted { years: Some(1920..=1929), ..Wanted::default() };
    assert_eq!(by_title(&years, None, 9), ["Metropolis (1927)"]);
    let short = Wanted { lengths_ms: Some(0..u64::MAX), ..Wanted::default() };
    assert_eq!(by_title(&short, None, 9), [""; 0], "nobody knows how long they are");
    let kinds = library.kinds();
    assert_eq!((kinds.films, kinds.years.get(&1927), kinds.folders.get("Show")), (4, Some(&1), Some(&2)));
}

/// LIB-11
#[test]
fn what_cannot_be_read_is_counted_and_the_first_few_are_named() {
    let folder = TempDir::new().unwrap();
    for number in 0..9 {
        put(folder.path(), &format!("deep/{}{number}.mp4", "long ".repeat(30)), "");
    }
    put(folder.path(), "good.mp4", "x");
    let library = Library::new(&[folder.path().to_owned()], b"secret").unwrap();
    library.look();
    let standing = library.standing();
    assert_eq!((standing.videos, standing.passed.unreadable, standing.passed.named.len()), (1, 9, 5));
    assert!(standing.passed.named.iter().all(|name| name.chars().count() <= 81 && name.contains(".mp4")));
    assert_eq!(titles(&library, ""), ["good"], "those who watch see nothing of it");
}

#[test]
fn a_list_has_pages() {
    let folder = TempDir::new().unwrap();
    for number in 0..7 {
        put(folder.path(), &format!("film {number}.mp4"), "x");
    }
    put(folder.path(), "other.mp4", "x");
    let library = library(&folder);
    let (mut from, mut found) = (0, Vec::new());
    loop {
        let page = library.list("film", from, 3);
        assert!(page.entries.len() <= 3);
        found.extend(page.entries.into_iter().map(|entry| entry.title));
        let Some(next) = page.next else { break };
        from = next;
    }
    assert_eq!(found, (0..7).map(|number| format!("film {number}")).collect::<Vec<_>>());
}

/// LIB-2
#[tokio::test]
async fn links_are_not_followed_whether_they_lead_out_round_or_nowhere() {
    let (folder, outside) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    put(outside.path(), "secret.mp4", "secret");
    put(folder.path(), "inside/film.mp4", "film");
    symlink(outside.path(), folder.path().join("out")).unwrap();
    symlink(outside.path().join("secret.mp4"), folder.path().join("link.mp4")).unwrap();
    symlink(folder.path(), folder.path().join("inside/round")).unwrap();
    symlink("nowhere", folder.path().join("broken.mp4")).unwrap();
    let library = Library::new(&[folder.path().to_owned()], b"secret").unwrap();
    assert_eq!(library.look(), Passed { links: 4, ..Passed::default() });
    assert_eq!(titles(&library, ""), ["film"]);
}

/// LIB-2
#[tokio::test]
async fn what_is_put_in_the_place_of_a_file_later_is_not_opened() {
    let (folder, outside) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    put(outside.path(), "film.mp4", "secret");
    put(folder.path(), "inside/film.mp4", "film");
    let library = library(&folder);
    let id = library.list("", 0, 1).entries.remove(0).id;
    let mut read = String::new();
    library.open(&id).await.unwrap().unwrap().file.read_to_string(&mut read).unwrap();
    assert_eq!(read, "film");

    let inside = folder.path().join("inside");
    fs::remove_file(inside.join("film.mp4")).unwrap();
    assert!(library.open(&id).await.unwrap().is_none(), "gone");
    symlink(outside.path().join("film.mp4"), inside.join("film.mp4")).unwrap();
    assert!(library.open(&id).await.unwrap().is_none(), "a link in the place of the file");
    fs::remove_dir_all(&inside).unwrap();
    symlink(outside.path(), &inside).unwrap();
    assert!(library.open(&id).await.unwrap().is_none(), "a link in the place of its folder");
    fs::remove_file(&inside).unwrap();
    fs::create_dir_all(inside.join("film.mp4")).unwrap();
    assert!(library.open(&id).await.unwrap().is_none(), "a folder in the place of the file");
    let unknown = FileId::parse(&"a".repeat(24)).unwrap();
    assert!(library.open(&unknown).await.unwrap().is_none());
}

#[test]
fn a_folder_that_is_not_there_is_told() {
    let folder = TempDir::new().unwrap();
    let error = Library::new(&[folder.path().join("none")], b"secret").unwrap_err();
    assert!(error.to_string().contains("none"));
}

#[test]
fn a_file_keeps_its_id_when_its_folder_is_moved_elsewhere() {
    let (here, there) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let ids = [&here, &there].map(|folder| {
        put(folder.path(), "films/a.mp4", "x");
        let library = Library::new(&[folder.path().join("films")], b"secret").unwrap();
        library.look();
        library.list("", 0, 1).entries.remove(0).id
    });
    assert_eq!(ids[0], ids[1]);
}
