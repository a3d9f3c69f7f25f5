//! The workers that look after videos, with a provider that does as it is told, on a real database.

#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

mod scripted;

use std::sync::Arc;
use std::sync::atomic::Ordering;

use providers::Providers;
use store::{SqliteOptions, SqliteStore, Store, VideosQuery};
use tempfile::TempDir;
use timeline::Timestamp;
use workers::{Catalogue, Context, Metadata, Progress, Worker as _};

use crate::scripted::{Scripted, wanted};

async fn scene(listed: &[&'static str]) -> (TempDir, Arc<dyn Store>, Arc<Scripted>, Providers) {
    let folder = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(SqliteOptions::new(folder.path().join("db"))).await.unwrap();
    let scripted = Scripted::new(listed);
    let providers = scripted.alone();
    (folder, Arc::new(store), scripted, providers)
}

fn context(store: &Arc<dyn Store>, ms: i64) -> Context {
    Context { store: Arc::clone(store), now: Timestamp::from_ms(ms), progress: Progress::default() }
}

async fn titles(store: &Arc<dyn Store>) -> Vec<String> {
    let query = VideosQuery { limit: 10, ..VideosQuery::default() };
    let videos = store.catalogue().unwrap().videos(&query).await.unwrap();
    videos.into_iter().map(|(_, video)| video.title).collect()
}

#[tokio::test]
async fn what_is_listed_is_kept_and_what_is_no_longer_is_gone() {
    let (_folder, store, scripted, providers) = scene(&["one", "two", "three"]).await;
    let catalogue = Catalogue { providers };
    for at in [1_000, 2_000] {
        let report = catalogue.run(&context(&store, at)).await.unwrap();
        assert_eq!((report.done, titles(&store).await.len()), (3, 3), "{}", report.note());
    }
    *scripted.listed.lock().unwrap() = vec!["two", "four"];
    scripted.fails_at.store(1, Ordering::SeqCst);
    let failure = catalogue.run(&context(&store, 3_000)).await.unwrap_err();
    assert!(failure.0.contains("scripted: 1 listed, then the provider cannot be reached"), "{}", failure.0);
    assert_eq!(titles(&store).await, ["one", "three", "two"], "who was not heard to the end has lost nothing");
    scripted.fails_at.store(u32::MAX, Ordering::SeqCst);
    let report = catalogue.run(&context(&store, 4_000)).await.unwrap();
    assert!(report.note().starts_with("scripted: 2 listed, 2 gone"), "{}", report.note());
    assert_eq!(titles(&store).await, ["four", "two"]);
}

#[tokio::test]
async fn what_stands_on_pages_that_were_not_read_is_not_gone() {
    let (_folder, store, scripted, providers) = scene(&["old"]).await;
    let catalogue = Catalogue { providers };
    catalogue.run(&context(&store, 1_000)).await.unwrap();
    *scripted.listed.lock().unwrap() = vec!["film"; 201];
    let report = catalogue.run(&context(&store, 2_000)).await.unwrap();
    let says = "scripted: 200 listed, and it has more: 200 pages are read, the rest was not";
    assert!(report.note().starts_with(says), "{}", report.note());
    assert_eq!(titles(&store).await, ["film", "old"]);
    scripted.listed.lock().unwrap().pop();
    catalogue.run(&context(&store, 3_000)).await.unwrap();
    assert_eq!(titles(&store).await, ["film"], "now the last page was the last one");
}

#[tokio::test]
async fn what_somebody_brought_is_described_and_what_cannot_be_is_asked_for_again() {
    let (_folder, store, scripted, providers) = scene(&[]).await;
    let metadata = Metadata { providers };
    let catalogue = store.catalogue().unwrap();
    for name in ["film", "away"] {
        catalogue.want_video(&wanted(name)).await.unwrap();
    }
    let report = metadata.run(&context(&store, 1_000)).await.unwrap();
    assert_eq!((report.done, report.note().as_str()), (1, "1 of 2 described, 1 asked for again later"));
    let film = catalogue.video("vfilm").await.unwrap().unwrap();
    assert_eq!((film.title.as_str(), film.listed), ("film", false), "it stays the video that was asked for");
    assert_eq!(catalogue.video("vaway").await.unwrap().unwrap().title, "");
    let report = metadata.run(&context(&store, 60_999)).await.unwrap();
    assert_eq!(report.note(), "nothing was asked for");
    let report = metadata.run(&context(&store, 61_000)).await.unwrap();
    assert_eq!(report.note(), "0 of 1 described, 1 asked for again later");
    let report = metadata.run(&context(&store, 180_999)).await.unwrap();
    assert_eq!(report.note(), "nothing was asked for", "the pause grows");
    scripted.is_back.store(true, Ordering::SeqCst);
    let report = metadata.run(&context(&store, 181_000)).await.unwrap();
    assert_eq!(report.note(), "1 of 1 described");
    assert_eq!(catalogue.video("vaway").await.unwrap().unwrap().title, "away");
}

#[tokio::test]
async fn a_provider_that_is_away_is_told_beside_what_the_others_have() {
    let folder = tempfile::tempdir().unwrap();
    let store: Arc<dyn Store> =
        Arc::new(SqliteStore::open(SqliteOptions::new(folder.path().join("db"))).await.unwrap());
    let (good, away) = (Scripted::named("good", &["one", "two"]), Scripted::named("away", &["three", "four"]));
    away.fails_at.store(1, Ordering::SeqCst);
    let catalogue = Catalogue { providers: scripted::together(&[good, Arc::clone(&away)]) };
    let report = catalogue.run(&context(&store, 1_000)).await.unwrap();
    assert_eq!((report.done, report.note().as_str()), (3, "good: 2 listed, 0 gone; 0 rows cleared away"));
    assert_eq!(report.trouble().as_deref(), Some("away: 1 listed, then the provider cannot be reached"));
    away.fails_at.store(u32::MAX, Ordering::SeqCst);
    assert_eq!(catalogue.run(&context(&store, 2_000)).await.unwrap().trouble(), None);
}
