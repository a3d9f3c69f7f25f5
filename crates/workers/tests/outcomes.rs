//! The worker that counts what those did who take part in an experiment, on a real database.

#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::sync::Arc;

use experiment::{Draft, Experiment};
use session::VideoId;
use store::{
    Feedback, SqliteOptions, SqliteStore, Store, StoredExperiment, StoredExposure, StoredPlayback, StoredUser,
    StoredVideo, TokenHash, read_phase,
};
use testkit::{Log, member, name, opening};
use timeline::{Timecode, Timestamp, Watched};
use workers::{Context, ExperimentOutcomes, Progress, Worker as _};

const DAY_MS: i64 = 24 * 3_600 * 1_000;
const DEFINITION: &str = r#"{ "key": "learnt", "unit": "user", "arm": [{ "name": "pulse" }, { "name": "taste" }],
    "metric": { "name": "started", "per": "unit" }, "guardrail": [{ "name": "watched" }] }"#;

fn at(day: i64) -> Timestamp {
    Timestamp::from_ms(day * DAY_MS + 1_000)
}

async fn started(store: &dyn Store, day: i64) -> StoredExperiment {
    let draft: Draft = serde_json::from_str(DEFINITION).unwrap();
    let experiment = Experiment::define(None, draft.check().unwrap()).unwrap().start(&[]).unwrap();
    let stored = StoredExperiment {
        experiment,
        started_at: Some(at(day)),
        stopped_at: None,
        created_at: at(day),
        updated_at: at(day),
    };
    assert!(store.experiments().unwrap().keep_experiment(&stored, None).await.unwrap());
    stored
}

async fn watches(store: &dyn Store, log: &Log, who: &str, day: i64) {
    let seen = Timecode::from_us_clamped(1_000_000);
    let viewer = StoredPlayback {
        member: member(who),
        video: VideoId::parse("v1").unwrap(),
        position: seen,
        watched: Watched::from_stretches([(Timecode::ZERO, seen)]),
        updated_at: at(day),
    };
    store.save_playback(&log.id, vec![viewer]).await.unwrap();
}

async fn run(store: &Arc<dyn Store>, day: i64) -> String {
    let context = Context { store: Arc::clone(store), now: at(day), progress: Progress::default() };
    ExperimentOutcomes.run(&context).await.unwrap().note
}

/// What is counted for the unit of an arm.
async fn counted(store: &dyn Store, stored: &StoredExperiment) -> Vec<(String, i64)> {
    let outcomes = store.experiments().unwrap().outcomes(("learnt", stored.experiment.phase), 0..=1_000, None, 100);
    let of_metric = outcomes.await.unwrap().into_iter().filter(|outcome| outcome.metric == "started");
    of_metric.map(|outcome| (format!("{} {}", outcome.unit, outcome.day), outcome.numerator)).collect()
}

#[tokio::test]
async fn what_units_watch_is_counted_from_their_exposure_on_and_once() {
    let folder = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(SqliteOptions::new(folder.path().join("db"))).await.unwrap();
    let store: Arc<dyn Store> = Arc::new(store);
    for (number, who) in (1..).zip(["ana", "ben"]) {
        let user = StoredUser { id: member(who), name: name(who), created_at: at(1) };
        store.create_user(user, TokenHash([number; 32])).await.unwrap();
    }
    assert_eq!(run(&store, 99).await, "nobody takes part in an experiment");
    let stored = started(&*store, 99).await;
    let before = Log::create(&*store, "before", opening("ana"), 1_000).await;
    let evening = Log::create(&*store, "evening", opening("ana"), 1_000).await;
    watches(&*store, &before, "ana", 99).await;
    watches(&*store, &evening, "ana", 100).await;
    watches(&*store, &evening, "ben", 100).await;
    let exposure = StoredExposure {
        experiment: "learnt".to_owned(),
        phase: stored.experiment.phase,
        unit: "ana".to_owned(),
        arm: "taste".to_owned(),
        is_delivered: true,
        at: at(100),
    };
    store.experiments().unwrap().expose(&exposure).await.unwrap();

    assert_eq!(run(&store, 100).await, "1 units counted");
    assert_eq!(counted(&*store, &stored).await, [("ana 100".to_owned(), 1)], "nothing before, and nobody else");
    assert_eq!(run(&store, 100).await, "1 units counted");
    assert_eq!(counted(&*store, &stored).await, [("ana 100".to_owned(), 1)], "it is not counted twice");

    watches(&*store, &evening, "ana", 101).await;
    run(&store, 101).await;
    let gone_on = [("ana 100".to_owned(), 0), ("ana 101".to_owned(), 1)];
    assert_eq!(counted(&*store, &stored).await, gone_on, "who goes on another day has still watched one video");
    let video = VideoId::parse("v1").unwrap();
    let recommendations = store.recommendations().unwrap();
    recommendations.put_feedback(&member("ana"), &video, Feedback::Disliked, at(101), 9).await.unwrap();
    run(&store, 101).await;
    let outcomes = store.experiments().unwrap().outcomes(("learnt", stored.experiment.phase), 101..=101, None, 100);
    let counted: Vec<_> =
        outcomes.await.unwrap().into_iter().map(|one| (one.metric, one.numerator, one.denominator)).collect();
    let expected = [("finished", 0, 1), ("liked", 0, 1), ("rated", 1, 1), ("started", 1, 1), ("watched", 0, 1)];
    assert_eq!(counted, expected.map(|(metric, numerator, denominator)| (metric.to_owned(), numerator, denominator)));
    let phase = stored.phase().unwrap();
    read_phase(store.experiments().unwrap(), &phase).await.unwrap();
}

/// An evening with a queue: its session has only the length of what it shows last.
#[tokio::test]
async fn what_was_seen_whole_counts_as_finished_also_early_in_a_queue() {
    let folder = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(SqliteOptions::new(folder.path().join("db"))).await.unwrap();
    let store: Arc<dyn Store> = Arc::new(store);
    let stored = started(&*store, 99).await;
    let evening = Log::create(&*store, "evening", opening("ana"), 1_000).await;
    let film = StoredVideo {
        id: "v1".to_owned(),
        provider: "file".to_owned(),
        external_id: "v1".to_owned(),
        url: "https://example.org/v1.mp4".to_owned(),
        kind: "file".to_owned(),
        source_url: "https://example.org/v1.mp4".to_owned(),
        title: "Short".to_owned(),
        length_ms: Some(1_000),
        live: false,
        picture: None,
        tags: Vec::new(),
        year: None,
        languages: Vec::new(),
        sources: Vec::new(),
        subtitles: Vec::new(),
        listed: false,
        described_at: Some(at(1)),
        updated_at: at(1),
        gone_at: None,
    };
    store.catalogue().unwrap().keep_video(&film).await.unwrap();
    watches(&*store, &evening, "ana", 100).await;
    let (experiment, unit, arm) = ("learnt".to_owned(), "ana".to_owned(), "taste".to_owned());
    let phase = stored.experiment.phase;
    let exposure = StoredExposure { experiment, phase, unit, arm, is_delivered: true, at: at(100) };
    store.experiments().unwrap().expose(&exposure).await.unwrap();
    run(&store, 100).await;
    let outcomes = store.experiments().unwrap().outcomes(("learnt", phase), 100..=100, None, 100).await.unwrap();
    let of =
        |metric: &str| outcomes.iter().find(|one| one.metric == metric).map(|one| (one.numerator, one.denominator));
    assert_eq!((of("watched"), of("finished")), (Some((1, 1)), Some((1, 1))));
}
