//! What the experiments say, kept day by day.

#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::sync::Arc;

use experiment::{Draft, Experiment, State, Verdict, assign};
use store::{SqliteOptions, SqliteStore, Store, StoredExperiment, StoredExposure, day_of};
use tempfile::TempDir;
use timeline::Timestamp;
use workers::{Context, ExperimentResults, Progress, Report, Worker as _};

const DAY_MS: i64 = 86_400_000;
const START: i64 = 100;

struct Bench {
    store: Arc<dyn Store>,
    _folder: TempDir,
}

impl Bench {
    /// An experiment that runs from a day on.
    async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = SqliteStore::open(SqliteOptions::new(folder.path().join("db"))).await.unwrap();
        let bench = Self { store: Arc::new(store), _folder: folder };
        assert!(bench.store.experiments().unwrap().keep_experiment(&stored(State::Running), None).await.unwrap());
        bench
    }

    async fn run(&self, day: i64) -> Report {
        let context = Context { store: Arc::clone(&self.store), now: at(day), progress: Progress::default() };
        ExperimentResults.run(&context).await.unwrap()
    }

    async fn show(&self, units: std::ops::Range<u32>, day: i64) {
        for unit in units {
            let unit = format!("circle-{unit}");
            let arm = definition().arms()[assign(&definition(), 1, &unit).shown()].name.clone();
            let experiment = "order".to_owned();
            let exposure = StoredExposure { experiment, phase: 1, unit, arm, is_delivered: true, at: at(day) };
            self.store.experiments().unwrap().expose(&exposure).await.unwrap();
        }
    }

    /// The days of the results, with how many units the smallest arm had, as far as there were too few.
    async fn results(&self) -> Vec<(i64, Option<u32>)> {
        let results = self.store.experiments().unwrap().results("order", 1, 100).await.unwrap();
        let few = |verdict| match verdict {
            Verdict::TooFew { units, .. } => Some(units),
            _ => None,
        };
        results.into_iter().map(|result| (day_of(result.at), few(result.reading.verdict))).collect()
    }
}

fn at(day: i64) -> Timestamp {
    Timestamp::from_ms(day * DAY_MS + 1_000)
}

fn definition() -> experiment::Definition {
    let draft = serde_json::json!({
        "key": "order", "arm": [{"name": "control"}, {"name": "new"}], "metric": {"name": "accepted", "per": "unit"},
    });
    serde_json::from_value::<Draft>(draft).unwrap().check().unwrap()
}

fn stored(state: State) -> StoredExperiment {
    StoredExperiment {
        experiment: Experiment { definition: definition(), state, phase: 1 },
        started_at: Some(at(START)),
        stopped_at: (state == State::Stopped).then(|| at(START + 2)),
        created_at: at(START),
        updated_at: at(START),
    }
}

#[tokio::test]
async fn each_day_has_one_result_however_often_it_is_read() {
    let bench = Bench::new().await;
    assert_eq!(bench.run(START).await.note(), "1 experiments read");
    bench.show(0..1_000, START + 1).await;
    for _ in 0..3 {
        bench.run(START + 1).await;
    }
    assert_eq!(bench.results().await, [(START + 1, None), (START, Some(0))]);
}

#[tokio::test]
async fn a_clock_that_jumps_leaves_nothing_wrong() {
    let bench = Bench::new().await;
    bench.run(START + 1).await;
    bench.run(START + 50_000).await;
    assert_eq!(bench.run(START - 1).await.done, 0, "nothing of it has happened yet");
    bench.run(START + 2).await;
    assert_eq!(bench.results().await, [(START + 2, Some(0)), (START + 1, Some(0))]);
}

#[tokio::test]
async fn what_nobody_counts_to_its_end_is_not_read_for_ever() {
    let bench = Bench::new().await;
    let stopped = StoredExperiment { updated_at: at(START + 2), ..stored(State::Stopped) };
    assert!(bench.store.experiments().unwrap().keep_experiment(&stopped, Some(at(START))).await.unwrap());
    assert_eq!(bench.run(START + 92).await.done, 1);
    assert_eq!(bench.run(START + 93).await.done, 0);
}

#[tokio::test]
async fn what_has_stopped_is_read_until_it_is_counted_to_its_end_and_once_more() {
    let bench = Bench::new().await;
    bench.run(START + 1).await;
    let stopped = StoredExperiment { updated_at: at(START + 2), ..stored(State::Stopped) };
    assert!(bench.store.experiments().unwrap().keep_experiment(&stopped, Some(at(START))).await.unwrap());
    assert_eq!(bench.run(START + 2).await.done, 1);
    bench.store.experiments().unwrap().end_count("order", 1, at(START + 12)).await.unwrap();
    assert_eq!(bench.run(START + 13).await.done, 1);
    assert_eq!(bench.run(START + 14).await.note(), "no experiment runs");
    assert_eq!(bench.results().await.len(), 3);
}
