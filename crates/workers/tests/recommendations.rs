//! The worker of recommendations, on a real database.

#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::sync::Arc;

use library::{Library, Wanted, address};
use session::{Opening, VideoId, Visibility};
use store::{
    Feedback, SqliteOptions, SqliteStore, Store, StoredCircle, StoredPlayback, StoredReason, StoredRecommendations,
    StoredUser, StoredVideo, Subject, TokenHash,
};
use tempfile::TempDir;
use testkit::{Log, member, name, opening, video};
use timeline::{Timecode, Timestamp, Watched};
use workers::{Context, Progress, Recommendations, Report, Worker as _};

const DAY_MS: i64 = 24 * 3_600 * 1_000;
const NOW_MS: i64 = 100 * DAY_MS;

async fn run(store: &Arc<dyn Store>, now_ms: i64) -> Report {
    let now = Timestamp::from_ms(now_ms);
    let context = Context { store: Arc::clone(store), now, progress: Progress::default() };
    let report = Recommendations::default().run(&context).await.unwrap();
    assert_eq!(context.progress.get(), (report.done, report.done));
    report
}

async fn list(store: &Arc<dyn Store>, subject: Subject, variant: &str) -> Option<StoredRecommendations> {
    store.recommendations().unwrap().list(&subject, variant).await.unwrap()
}

fn videos(list: &StoredRecommendations) -> Vec<&str> {
    list.items.iter().map(|item| item.video.as_str()).collect()
}

/// A session that shows a video, and who watched it whole.
async fn evening(store: &Arc<dyn Store>, what: &str, visibility: Visibility, who: &[&str], ms: i64) {
    let opening = Opening { video: video(what), visibility, ..opening("ana") };
    let log = Log::create(&**store, &format!("{what}-{ms}"), opening, ms).await;
    let until = Timecode::from_us_clamped(3_600 * 1_000_000);
    let viewer = |who: &&str| StoredPlayback {
        member: member(who),
        video: VideoId::parse(what).unwrap(),
        position: until,
        watched: Watched::from_stretches([(Timecode::ZERO, until)]),
        updated_at: Timestamp::from_ms(ms),
        begun_at: Timestamp::from_ms(ms),
    };
    store.save_playback(&log.id, who.iter().map(viewer).collect()).await.unwrap();
}

async fn store() -> (TempDir, Arc<dyn Store>) {
    let folder = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(SqliteOptions::new(folder.path().join("db"))).await.unwrap();
    for (number, who) in (1..).zip(["ana", "ben", "cat", "dan", "eve"]) {
        let user = StoredUser { id: member(who), name: name(who), created_at: Timestamp::from_ms(1) };
        store.create_user(user, TokenHash([number; 32])).await.unwrap();
    }
    (folder, Arc::new(store))
}

#[tokio::test]
async fn everybody_gets_a_list_of_what_they_have_not_seen_and_may_know_of() {
    let (_folder, store) = store().await;
    let before = NOW_MS - DAY_MS;
    evening(&store, "saga1", Visibility::Public, &["ana", "ben", "cat"], before).await;
    evening(&store, "saga2", Visibility::Public, &["ben", "cat"], before + 1).await;
    evening(&store, "noir", Visibility::Public, &["dan", "eve"], before - DAY_MS).await;
    evening(&store, "secret", Visibility::Private, &["ben", "cat", "dan", "eve"], before + 3).await;
    let report = run(&store, NOW_MS).await;
    assert_eq!(report.done, 10, "five people, four circles and everybody: {}", report.note());
    let ana = list(&store, Subject::User(member("ana")), "taste").await.unwrap();
    assert_eq!(videos(&ana), ["saga2", "noir"], "who watched the first watched the second");
    assert!(!ana.items[0].reasons.is_empty());
    let ben = list(&store, Subject::User(member("ben")), "taste").await.unwrap();
    assert_eq!(videos(&ben), ["noir"]);
    let all = list(&store, Subject::All, "pulse").await.unwrap();
    assert_eq!(videos(&all), ["saga1", "saga2", "noir"]);
    run(&store, NOW_MS + 1).await;
    let again = list(&store, Subject::User(member("ana")), "taste").await.unwrap();
    assert_eq!((&again.items, again.made_at.ms()), (&ana.items, NOW_MS + 1), "the same again");
}

#[tokio::test]
async fn where_nothing_has_changed_nothing_is_learnt_and_the_lists_stay_fresh() {
    let (_folder, store) = store().await;
    evening(&store, "saga1", Visibility::Public, &["ana", "ben"], NOW_MS - DAY_MS).await;
    evening(&store, "saga2", Visibility::Public, &["ben"], NOW_MS - DAY_MS + 1).await;
    let worker = Recommendations::default();
    let run = async |ms: i64| {
        let context = Context { store: Arc::clone(&store), now: Timestamp::from_ms(ms), progress: Progress::default() };
        worker.run(&context).await.unwrap()
    };
    let learnt = run(NOW_MS).await;
    assert!(learnt.done > 0 && learnt.note().contains("; learnt in "), "{}", learnt.note());
    let ana = || list(&store, Subject::User(member("ana")), "taste");
    let before = ana().await.unwrap();
    let again = run(NOW_MS + 900_000).await;
    let says = "nothing has changed since it was learnt 15 min ago: 4 lists stay as they are";
    assert_eq!((again.done, again.note().as_str()), (0, says));
    let after = ana().await.unwrap();
    assert_eq!((after.items, after.made_at.ms()), (before.items, NOW_MS + 900_000));
    assert_eq!(run(NOW_MS + 1_800_000).await.done, 0);
    assert!(run(NOW_MS + DAY_MS).await.done > 0, "once a day it is learnt in any case");

    evening(&store, "saga3", Visibility::Public, &["ben"], NOW_MS + DAY_MS).await;
    assert!(run(NOW_MS + DAY_MS + 1).await.done > 0, "somebody has watched something");
    let feedback = store.recommendations().unwrap();
    let saga = VideoId::parse("saga1").unwrap();
    feedback.put_feedback(&member("ben"), &saga, Feedback::Disliked, Timestamp::from_ms(1), 10).await.unwrap();
    assert!(run(NOW_MS + DAY_MS + 2).await.done > 0, "somebody has said something");
    offer(&store, "new", "Saga the fourth", &[]).await;
    assert!(run(NOW_MS + DAY_MS + 3).await.done > 0, "there is something new");
    assert_eq!(run(NOW_MS + DAY_MS + 4).await.done, 0);
    feedback.sweep_lists(Timestamp::from_ms(NOW_MS + 9 * DAY_MS)).await.unwrap();
    assert!(run(NOW_MS + DAY_MS + 5).await.done > 0, "the lists are gone");
}

#[tokio::test]
async fn nobody_is_learnt_from_nothing_and_who_is_long_away_keeps_no_list() {
    let (_folder, store) = store().await;
    assert_eq!(run(&store, NOW_MS).await.done, 1, "an empty list for all");
    evening(&store, "saga1", Visibility::Public, &["ana"], NOW_MS).await;
    assert_eq!(run(&store, NOW_MS + 1).await.done, 2);
    assert!(list(&store, Subject::User(member("ana")), "taste").await.is_some());
    assert_eq!(run(&store, NOW_MS + 61 * DAY_MS).await.done, 1);
    assert_eq!(list(&store, Subject::User(member("ana")), "taste").await, None);
}

/// A video that a provider lists.
async fn offer(store: &Arc<dyn Store>, what: &str, title: &str, tags: &[&str]) {
    let video = StoredVideo {
        id: what.to_owned(),
        provider: "feed:club".to_owned(),
        external_id: what.to_owned(),
        url: format!("https://example.org/{what}.mp4"),
        kind: "file".to_owned(),
        source_url: format!("https://example.org/{what}.mp4"),
        title: title.to_owned(),
        length_ms: None,
        live: false,
        picture: None,
        tags: tags.iter().map(|tag| (*tag).to_owned()).collect(),
        year: None,
        languages: Vec::new(),
        sources: Vec::new(),
        subtitles: Vec::new(),
        listed: true,
        described_at: Some(Timestamp::from_ms(1)),
        updated_at: Timestamp::from_ms(1),
        gone_at: None,
    };
    store.catalogue().unwrap().keep_video(&video).await.unwrap();
}

#[tokio::test]
async fn what_nobody_has_watched_is_recommended_to_who_watched_something_like_it() {
    let (_folder, store) = store().await;
    offer(&store, "saga1", "Space Saga", &["scifi", "space"]).await;
    offer(&store, "saga2", "Space Saga Returns", &["scifi", "space"]).await;
    offer(&store, "pie", "Pie Night", &["cooking"]).await;
    offer(&store, "opera", "The Long Opera", &["music"]).await;
    evening(&store, "saga1", Visibility::Private, &["ana"], NOW_MS - DAY_MS).await;
    evening(&store, "noir", Visibility::Public, &["ben"], NOW_MS - DAY_MS).await;
    run(&store, NOW_MS).await;
    let ana = list(&store, Subject::User(member("ana")), "taste").await.unwrap();
    let ids: std::collections::BTreeSet<_> = videos(&ana).into_iter().collect();
    assert_eq!(ids, ["noir", "saga2"].into(), "what is like nothing of hers is not a guess");
    let saga = ana.items.iter().find(|item| item.video.as_str() == "saga2").unwrap();
    assert_eq!(saga.reasons, [StoredReason::SimilarTo(VideoId::parse("saga1").unwrap())]);
    let ben = list(&store, Subject::User(member("ben")), "taste").await.unwrap();
    assert_eq!(videos(&ben), ["saga1"], "it is listed, so that he may know of it");
}

#[tokio::test]
async fn a_film_of_the_servers_own_is_recommended_before_anybody_has_watched_it() {
    let (folder, store) = store().await;
    let films = folder.path().join("films");
    std::fs::create_dir(&films).unwrap();
    for name in ["Space Saga Returns (1999).mp4", "Pie Night.webm", "Space Saga notes.txt", "Space Saga lost.mp4"] {
        std::fs::write(films.join(name), "a film").unwrap();
    }
    std::fs::write(films.join("Space Saga lost.mp4"), "").unwrap();
    let library = Arc::new(Library::new(&[films], b"secret").unwrap());
    let worker = Recommendations::with_films(Some(Arc::clone(&library)));
    offer(&store, "saga1", "Space Saga", &["space"]).await;
    evening(&store, "saga1", Visibility::Private, &["ana"], NOW_MS - DAY_MS).await;
    let now = Timestamp::from_ms(NOW_MS);
    let context = Context { store: Arc::clone(&store), now, progress: Progress::default() };
    worker.run(&context).await.unwrap();
    let ana = list(&store, Subject::User(member("ana")), "taste").await.unwrap();
    let returns = &library.by_title(&Wanted { words: vec!["returns".to_owned()], ..Wanted::default() }, None, 1)[0];
    assert_eq!(videos(&ana), [providers::id_of(&address::of(returns))]);
    assert_eq!(ana.items[0].reasons, [StoredReason::SimilarTo(VideoId::parse("saga1").unwrap())]);

    run(&store, NOW_MS + 1).await;
    let ana = list(&store, Subject::User(member("ana")), "taste").await.unwrap();
    assert!(ana.items.is_empty(), "a process without these folders knows nothing of them");
}

async fn circle(store: &Arc<dyn Store>, who: &[&str]) -> Option<StoredCircle> {
    store.recommendations().unwrap().circle(&who.iter().map(|who| member(who)).collect()).await.unwrap()
}

#[tokio::test]
async fn those_who_watch_together_again_have_a_list_and_a_debt_of_their_own() {
    let (_folder, store) = store().await;
    let before = NOW_MS - 10 * DAY_MS;
    for (number, who) in (0..).zip(["cat", "dan", "eve"]) {
        evening(&store, "pie1", Visibility::Public, &[who, "ana"], before + number).await;
        evening(&store, "pie2", Visibility::Public, &[who], before + 10 + number).await;
    }
    evening(&store, "saga1", Visibility::Public, &["ana", "ben"], before + 20).await;
    evening(&store, "pie3", Visibility::Public, &["cat", "dan", "eve"], before + 30).await;
    run(&store, NOW_MS).await;
    let both = circle(&store, &["ana", "ben"]).await.unwrap();
    assert_eq!(both.videos, 1);
    let ids: Vec<_> = both.items.iter().map(|item| item.video.as_str()).collect();
    assert!(ids.contains(&"pie2") && !ids.contains(&"saga1") && !ids.contains(&"pie1"), "Ana has seen it: {ids:?}");
    assert_eq!(circle(&store, &["ana", "ben", "cat"]).await, None, "they never met");

    let kept = store.recommendations().unwrap();
    let saga = VideoId::parse("saga1").unwrap();
    for (who, word) in [("ana", Feedback::Disliked), ("ben", Feedback::Liked)] {
        kept.put_feedback(&member(who), &saga, word, Timestamp::from_ms(NOW_MS), 9).await.unwrap();
    }
    run(&store, NOW_MS + 1).await;
    let served = circle(&store, &["ana", "ben"]).await.unwrap().members;
    assert_eq!(served.into_values().collect::<Vec<_>>(), [0.0, 1.0], "by what they said of it");
}

#[tokio::test]
async fn what_somebody_disliked_is_not_learnt_from_and_what_they_liked_elsewhere_is() {
    let (_folder, store) = store().await;
    let kept = store.recommendations().unwrap();
    for (number, who) in (0..).zip(["ana", "ben"]) {
        evening(&store, "saga1", Visibility::Public, &[who], NOW_MS - DAY_MS + number).await;
    }
    evening(&store, "noir", Visibility::Public, &["cat"], NOW_MS - 2 * DAY_MS).await;
    let hottest = async || videos(&list(&store, Subject::All, "pulse").await.unwrap())[0].to_owned();
    run(&store, NOW_MS).await;
    assert_eq!(hottest().await, "saga1");
    let words =
        [("ana", "saga1", Feedback::Disliked), ("ben", "saga1", Feedback::Disliked), ("dan", "noir", Feedback::Liked)];
    for (who, what, word) in words {
        let video = VideoId::parse(what).unwrap();
        kept.put_feedback(&member(who), &video, word, Timestamp::from_ms(NOW_MS), 9).await.unwrap();
    }
    let report = run(&store, NOW_MS + 1).await;
    assert_eq!(hottest().await, "noir");
    assert!(report.note().contains("learnt from 2 viewings"), "{}", report.note());
}
