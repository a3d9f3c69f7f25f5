//! The worker that counts what those did who take part in an experiment, on a real database.

#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::sync::Arc;

use experiment::{Draft, Experiment, Outcome};
use session::VideoId;
use store::{
    Experiments, Feedback, SqliteOptions, SqliteStore, Store, StoredExperiment, StoredExposure, StoredPlayback,
    StoredUser, StoredVideo, TokenHash,
};
use tempfile::TempDir;
use testkit::{Log, member, name, opening};
use timeline::{Timecode, Timestamp, Watched};
use workers::{Context, ExperimentOutcomes, Progress, Worker as _};

const MINUTE_MS: i64 = 60 * 1_000;
const DAY_MS: i64 = 24 * 60 * MINUTE_MS;
const DEFINITION: &str = r#"{ "key": "learnt", "unit": "user", "arm": [{ "name": "pulse" }, { "name": "taste" }],
    "metric": { "name": "started", "per": "unit" },
    "guardrail": [{ "name": "watched" }, { "name": "finished" }, { "name": "rated" }, { "name": "liked" }] }"#;

fn at(day: i64) -> Timestamp {
    Timestamp::from_ms(day * DAY_MS + 1_000)
}

/// A database in which Ana and Ben are known, and an evening on which they watch.
struct Bench {
    store: Arc<dyn Store>,
    evening: Log,
    _folder: TempDir,
}

impl Bench {
    async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = SqliteStore::open(SqliteOptions::new(folder.path().join("db"))).await.unwrap();
        for (number, who) in (1..).zip(["ana", "ben"]) {
            let user = StoredUser { id: member(who), name: name(who), created_at: at(1) };
            store.create_user(user, TokenHash([number; 32])).await.unwrap();
        }
        let evening = Log::create(&store, "evening", opening("ana"), 1_000).await;
        Self { store: Arc::new(store), evening, _folder: folder }
    }

    fn experiments(&self) -> &dyn Experiments {
        self.store.experiments().unwrap()
    }

    /// Begins the next phase, and keeps the one before.
    async fn start(&self, now: Timestamp) {
        let known = self.experiments().experiment("learnt").await.unwrap();
        if let Some(over) = known.as_ref().and_then(StoredExperiment::phase) {
            self.experiments().keep_phase(&over).await.unwrap();
        }
        let draft: Draft = serde_json::from_str(DEFINITION).unwrap();
        let before = known.as_ref().map(|known| &known.experiment);
        let experiment = Experiment::define(before, draft.check().unwrap()).unwrap().start(&[]).unwrap();
        let started_at = Some(now);
        let stored = StoredExperiment { experiment, started_at, stopped_at: None, created_at: at(1), updated_at: now };
        assert!(self.experiments().keep_experiment(&stored, known.map(|known| known.updated_at)).await.unwrap());
    }

    async fn stop(&self, now: Timestamp) {
        let known = self.experiments().experiment("learnt").await.unwrap().unwrap();
        let experiment = known.experiment.stop().unwrap();
        let stopped = StoredExperiment { experiment, stopped_at: Some(now), updated_at: now, ..known.clone() };
        assert!(self.experiments().keep_experiment(&stopped, Some(known.updated_at)).await.unwrap());
    }

    async fn shows(&self, who: &str, phase: u32, at: Timestamp) {
        let exposure = StoredExposure {
            experiment: "learnt".to_owned(),
            phase,
            unit: who.to_owned(),
            arm: "taste".to_owned(),
            is_delivered: true,
            at,
        };
        self.experiments().expose(&exposure).await.unwrap();
    }

    /// Somebody is in a video from one moment to another, and sees the first second.
    async fn watches(&self, who: &str, video: &str, begun_at: Timestamp, updated_at: Timestamp) {
        let seen = Timecode::from_us_clamped(1_000_000);
        let watched = Watched::from_stretches([(Timecode::ZERO, seen)]);
        let (member, video) = (member(who), VideoId::parse(video).unwrap());
        let viewer = StoredPlayback { member, video, position: seen, watched, updated_at, begun_at };
        self.store.save_playback(&self.evening.id, vec![viewer]).await.unwrap();
    }

    async fn run(&self, now: Timestamp) -> String {
        let context = Context { store: Arc::clone(&self.store), now, progress: Progress::default() };
        ExperimentOutcomes.run(&context).await.unwrap().note()
    }

    /// What is counted of a phase: unit, metric, numerator and denominator.
    async fn counted(&self, phase: u32) -> Vec<String> {
        let outcomes = self.experiments().outcomes("learnt", phase, None, 100).await.unwrap();
        let words = |Outcome { unit, metric, numerator, denominator }: Outcome| {
            format!("{unit} {metric} {numerator}/{denominator}")
        };
        outcomes.into_iter().map(words).collect()
    }

    async fn started(&self, phase: u32) -> Vec<String> {
        self.counted(phase).await.into_iter().filter(|words| words.contains("started")).collect()
    }
}

/// EXP-5
#[tokio::test]
async fn only_what_is_begun_between_the_exposure_and_the_end_of_a_phase_is_counted() {
    let bench = Bench::new().await;
    assert_eq!(bench.run(at(99)).await, "nobody takes part in an experiment");
    bench.start(at(99)).await;
    let minute = |minutes| at(100).plus_ms(minutes * MINUTE_MS);
    bench.watches("ana", "before", minute(-10), minute(90)).await;
    bench.shows("ana", 1, minute(0)).await;
    bench.watches("ana", "after", minute(10), minute(20)).await;
    bench.watches("ben", "after", minute(10), minute(20)).await;
    assert_eq!(bench.run(minute(30)).await, "1 units counted");
    assert_eq!(bench.started(1).await, ["ana started 1/1"], "not what was begun ten minutes before, and nobody else's");
    bench.run(minute(31)).await;
    assert_eq!(bench.started(1).await, ["ana started 1/1"], "it is not counted twice");

    bench.stop(minute(40)).await;
    bench.watches("ana", "late", minute(50), minute(60)).await;
    bench.run(minute(61)).await;
    assert_eq!(bench.started(1).await, ["ana started 1/1"], "not what was begun after the end");

    bench.start(minute(70)).await;
    bench.shows("ana", 2, minute(71)).await;
    bench.run(minute(80)).await;
    assert_eq!(bench.started(2).await, Vec::<String>::new(), "nor in another phase what was begun in the first");
    bench.watches("ana", "again", minute(81), minute(82)).await;
    bench.run(minute(90)).await;
    assert_eq!(
        (bench.started(1).await, bench.started(2).await),
        (vec!["ana started 1/1".to_owned()], vec!["ana started 1/1".to_owned()])
    );
}

#[tokio::test]
async fn who_goes_on_days_later_has_watched_one_video() {
    let bench = Bench::new().await;
    bench.start(at(99)).await;
    bench.shows("ana", 1, at(100)).await;
    bench.watches("ana", "v1", at(100).plus_ms(1), at(100).plus_ms(2)).await;
    bench.run(at(101)).await;
    bench.watches("ana", "v1", at(109), at(109)).await;
    bench.run(at(109)).await;
    assert_eq!(bench.started(1).await, ["ana started 1/1"]);
}

#[tokio::test]
async fn only_what_was_said_to_a_video_since_it_was_begun_is_an_outcome() {
    let bench = Bench::new().await;
    bench.start(at(99)).await;
    bench.shows("ana", 1, at(100)).await;
    let recommendations = bench.store.recommendations().unwrap();
    let video = VideoId::parse("v1").unwrap();
    recommendations.put_feedback(&member("ana"), &video, Feedback::Liked, at(50), 9).await.unwrap();
    bench.watches("ana", "v1", at(101), at(101)).await;
    bench.run(at(102)).await;
    assert_eq!(bench.counted(1).await, ["ana finished 0/1", "ana rated 0/1", "ana started 1/1", "ana watched 0/1"]);
    recommendations.put_feedback(&member("ana"), &video, Feedback::Disliked, at(102), 9).await.unwrap();
    bench.run(at(103)).await;
    let rated = ["ana finished 0/1", "ana liked 0/1", "ana rated 1/1", "ana started 1/1", "ana watched 0/1"];
    assert_eq!(bench.counted(1).await, rated);
}

#[tokio::test]
async fn what_only_stood_on_the_screen_was_not_begun() {
    let bench = Bench::new().await;
    bench.start(at(99)).await;
    bench.shows("ana", 1, at(100)).await;
    let viewer = StoredPlayback {
        member: member("ana"),
        video: VideoId::parse("v1").unwrap(),
        position: Timecode::ZERO,
        watched: Watched::default(),
        updated_at: at(101),
        begun_at: at(101),
    };
    bench.store.save_playback(&bench.evening.id, vec![viewer]).await.unwrap();
    bench.run(at(102)).await;
    assert_eq!(bench.counted(1).await, Vec::<String>::new());
}

#[tokio::test]
async fn however_long_nobody_counted_nothing_is_lost() {
    let bench = Bench::new().await;
    bench.start(at(100)).await;
    bench.shows("ana", 1, at(100)).await;
    bench.watches("ana", "v1", at(101), at(101)).await;
    bench.stop(at(102)).await;
    bench.start(at(103)).await;
    bench.shows("ana", 2, at(103)).await;
    bench.watches("ana", "v2", at(104), at(104)).await;
    assert_eq!(bench.run(at(140)).await, "2 units counted");
    assert_eq!(
        (bench.started(1).await, bench.started(2).await),
        (vec!["ana started 1/1".to_owned()], vec!["ana started 1/1".to_owned()])
    );

    let phases = [1, 2].map(|phase| bench.experiments().counted_at("learnt", phase));
    let [over, running] = phases;
    assert_eq!((over.await.unwrap(), running.await.unwrap()), (Some(at(140)), None));
    assert_eq!(bench.run(at(141)).await, "1 units counted", "what is counted to its end is left alone");
    bench.stop(at(142)).await;
    assert_eq!(bench.run(at(233)).await, "nobody takes part in an experiment", "after 90 days it is too late");
}

#[tokio::test]
async fn what_is_begun_may_go_on_for_three_days_after_the_end() {
    let bench = Bench::new().await;
    bench.start(at(100)).await;
    bench.shows("ana", 1, at(100)).await;
    bench.stop(at(102)).await;
    let counted = async || bench.experiments().counted_at("learnt", 1).await.unwrap();
    bench.run(at(104)).await;
    assert_eq!(counted().await, None);
    bench.run(at(105)).await;
    assert_eq!(counted().await, Some(at(105)));
}

/// Whatever a run has left behind that was cut off, or that a clock has led astray, the next one puts it right.
#[tokio::test]
async fn a_run_that_was_cut_off_or_saw_a_wrong_clock_leaves_nothing_wrong() {
    let bench = Bench::new().await;
    bench.start(at(100)).await;
    for who in ["ana", "ben"] {
        bench.shows(who, 1, at(100)).await;
        bench.watches(who, "v1", at(101), at(101)).await;
    }
    let half = Outcome { unit: "ana".to_owned(), metric: "started".to_owned(), numerator: 7, denominator: 7 };
    bench.experiments().keep_outcome("learnt", 1, &half).await.unwrap();
    for day in [90, 50_000, 102] {
        bench.run(at(day)).await;
        assert_eq!(bench.started(1).await, ["ana started 1/1", "ben started 1/1"], "on day {day}");
    }
    bench.stop(at(103)).await;
    bench.run(at(50_000)).await;
    bench.watches("ana", "v2", at(102), at(104)).await;
    bench.run(at(104)).await;
    assert_eq!(bench.started(1).await, ["ana started 2/2", "ben started 1/1"]);
}

/// An evening with a queue: its session has only the length of what it shows last.
#[tokio::test]
async fn what_was_seen_whole_counts_as_finished_also_early_in_a_queue() {
    let bench = Bench::new().await;
    bench.start(at(99)).await;
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
    bench.store.catalogue().unwrap().keep_video(&film).await.unwrap();
    bench.shows("ana", 1, at(100)).await;
    bench.watches("ana", "v1", at(100), at(100)).await;
    bench.run(at(100)).await;
    let counted = bench.counted(1).await;
    assert!(
        ["ana finished 1/1", "ana watched 1/1"].iter().all(|one| counted.contains(&(*one).to_owned())),
        "{counted:?}"
    );
}
