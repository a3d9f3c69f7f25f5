//! Every worker, cut off at each place where it waits and let down by the database at each row it writes: once it has run to
//! its end, everything is as if nothing had happened, and nothing else was touched in between.

#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

mod scripted;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::future::poll_fn;
use std::path::Path;
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;

use experiment::{Draft, Experiment};
use session::{VideoId, Visibility};
use sqlx::{AssertSqlSafe, Connection as _, Executor as _, SqliteConnection};
use store::{
    SqliteOptions, SqliteStore, Store, StoredExperiment, StoredExposure, StoredPlayback, StoredUser, TokenHash,
};
use tempfile::TempDir;
use testkit::{Log, member, name, opening};
use timeline::{Timecode, Timestamp, Watched};
use workers::{Catalogue, Context, Failure, Progress, Report, Worker, all};

use crate::scripted::{Scripted, wanted};

const DAY_MS: i64 = 24 * 3_600 * 1_000;
const NOW: Timestamp = Timestamp::from_ms(100 * DAY_MS);
const EARLIER: Timestamp = Timestamp::from_ms(99 * DAY_MS);
const EXPERIMENT: &str = r#"{ "key": "learnt", "unit": "user", "arm": [{ "name": "pulse" }, { "name": "taste" }],
    "metric": { "name": "started", "per": "unit" } }"#;

/// How many more rows a database takes that is about to be full.
const ROWS_LEFT: &str = "rows_left";

/// The rows of every table.
type Tables = BTreeMap<String, Vec<String>>;

/// A database in which every worker has something to do.
struct Scene {
    folder: TempDir,
}

impl Scene {
    async fn new() -> Self {
        let scene = Self { folder: tempfile::tempdir().unwrap() };
        let store = open(&scene.folder.path().join("seed")).await;
        for (number, who) in (1..).zip(["ana", "ben", "cat"]) {
            let user = StoredUser { id: member(who), name: name(who), created_at: EARLIER };
            store.create_user(user, TokenHash([number; 32])).await.unwrap();
        }
        watch(&*store, &["ana", "ben", "cat"]).await;
        expose(&*store).await;
        for id in ["one", "two"] {
            assert!(store.accounts().unwrap().spend(id, EARLIER.plus_ms(-DAY_MS)).await.unwrap());
        }
        let catalogue = store.catalogue().unwrap();
        for name in ["film", "clip", "away"] {
            catalogue.want_video(&wanted(name)).await.unwrap();
        }
        catalogue.keep_said("scripted/old", "{}", EARLIER).await.unwrap();
        let listed_before = Catalogue { providers: Scripted::new(&["a", "old"]).alone() };
        listed_before.run(&context(&store, EARLIER)).await.unwrap();
        scene
    }

    /// Returns the tables as they stand at the beginning.
    async fn tables(&self) -> Tables {
        tables(&self.folder.path().join("seed")).await
    }

    /// A database that stands as at the beginning.
    async fn bench(&self) -> Bench {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("db");
        let copy = format!("VACUUM INTO '{}'", file.display());
        connect(&self.folder.path().join("seed")).await.execute(AssertSqlSafe(copy)).await.unwrap();
        Bench { store: open(&file).await, folder }
    }
}

struct Bench {
    store: Arc<dyn Store>,
    folder: TempDir,
}

impl Bench {
    async fn run(&self, worker: &dyn Worker) -> Result<Report, Failure> {
        worker.run(&context(&self.store, NOW)).await
    }

    async fn tables(&self) -> Tables {
        tables(&self.folder.path().join("db")).await
    }

    /// Runs a worker until it has waited so often, and drops it there. Returns what came of it where it ended before.
    async fn run_and_cut_off(&self, worker: &dyn Worker, mut waits: u32) -> Option<Result<Report, Failure>> {
        let ended = {
            let mut run = pin!(self.run(worker));
            poll_fn(|task| match run.as_mut().poll(task) {
                Poll::Ready(result) => Poll::Ready(Some(result)),
                Poll::Pending if waits == 0 => Poll::Ready(None),
                Poll::Pending => {
                    waits -= 1;
                    Poll::Pending
                }
            })
            .await
        };
        self.settle().await;
        ended
    }

    /// Waits until what is asked of the database already is done: writes are done in their order, and this one does nothing.
    async fn settle(&self) {
        self.store.catalogue().unwrap().mark_gone("nobody", EARLIER, EARLIER).await.unwrap();
    }

    /// Lets the database take so many more rows, and then no more.
    async fn fail_after(&self, rows: u32) {
        let mut full = format!("BEGIN; CREATE TABLE {ROWS_LEFT} AS SELECT {rows} AS rows;");
        for table in self.tables().await.keys() {
            for change in ["INSERT", "UPDATE", "DELETE"] {
                write!(
                    full,
                    "CREATE TRIGGER full_{table}_{change} BEFORE {change} ON {table} BEGIN
                        SELECT RAISE(ABORT, 'the disk is full') FROM {ROWS_LEFT} WHERE rows = 0;
                        UPDATE {ROWS_LEFT} SET rows = rows - 1;
                    END;"
                )
                .unwrap();
            }
        }
        self.execute(full + "COMMIT").await;
    }

    /// Lets it take everything again.
    async fn recover(&self) {
        self.execute(format!("UPDATE {ROWS_LEFT} SET rows = 1000000")).await;
    }

    async fn execute(&self, sql: String) {
        connect(&self.folder.path().join("db")).await.execute(AssertSqlSafe(sql)).await.unwrap();
    }
}

async fn open(file: &Path) -> Arc<dyn Store> {
    Arc::new(SqliteStore::open(SqliteOptions::new(file)).await.unwrap())
}

async fn connect(file: &Path) -> SqliteConnection {
    SqliteConnection::connect(file.to_str().unwrap()).await.unwrap()
}

async fn tables(file: &Path) -> Tables {
    let mut database = connect(file).await;
    let names = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name <> $1";
    let names: Vec<String> = sqlx::query_scalar(names).bind(ROWS_LEFT).fetch_all(&mut database).await.unwrap();
    let mut tables = Tables::new();
    for name in names {
        let columns = "SELECT group_concat('quote(\"' || name || '\")', ' || '', '' || ') FROM pragma_table_info($1)";
        let columns: String = sqlx::query_scalar(columns).bind(&name).fetch_one(&mut database).await.unwrap();
        let rows = AssertSqlSafe(format!("SELECT {columns} FROM \"{name}\" ORDER BY 1"));
        tables.insert(name, sqlx::query_scalar(rows).fetch_all(&mut database).await.unwrap());
    }
    tables
}

fn context(store: &Arc<dyn Store>, now: Timestamp) -> Context {
    Context { store: Arc::clone(store), now, progress: Progress::default() }
}

/// A public evening at which these people have watched something.
async fn watch(store: &dyn Store, who: &[&str]) {
    let opening = session::Opening { visibility: Visibility::Public, ..opening("ana") };
    let log = Log::create(store, "evening", opening, EARLIER.ms()).await;
    let until = Timecode::from_us_clamped(3_600 * 1_000_000);
    let viewer = |who: &&str| StoredPlayback {
        member: member(who),
        video: VideoId::parse("v1").unwrap(),
        position: until,
        watched: Watched::from_stretches([(Timecode::ZERO, until)]),
        updated_at: EARLIER,
        begun_at: EARLIER,
    };
    store.save_playback(&log.id, who.iter().map(viewer).collect()).await.unwrap();
}

/// A running experiment in which two people take part.
async fn expose(store: &dyn Store) {
    let draft: Draft = serde_json::from_str(EXPERIMENT).unwrap();
    let experiment = Experiment::define(None, draft.check().unwrap()).unwrap().start(&[]).unwrap();
    let (phase, started_at) = (experiment.phase, EARLIER.plus_ms(-DAY_MS));
    let stored = StoredExperiment {
        experiment,
        started_at: Some(started_at),
        stopped_at: None,
        created_at: started_at,
        updated_at: started_at,
    };
    let experiments = store.experiments().unwrap();
    assert!(experiments.keep_experiment(&stored, None).await.unwrap());
    for (unit, arm) in [("ana", "taste"), ("ben", "pulse")] {
        let (experiment, unit, arm) = ("learnt".to_owned(), unit.to_owned(), arm.to_owned());
        let exposure = StoredExposure { experiment, phase, unit, arm, is_delivered: true, at: started_at };
        experiments.expose(&exposure).await.unwrap();
    }
}

/// All workers, anew: whatever the last ones held in memory is lost.
fn workers() -> Vec<Arc<dyn Worker>> {
    all(&Scripted::new(&["a", "b", "c"]).alone(), None)
}

fn worker(named: &str) -> Arc<dyn Worker> {
    workers().into_iter().find(|worker| worker.name() == named).unwrap()
}

fn differing(one: &Tables, other: &Tables) -> BTreeSet<String> {
    one.iter().filter(|(table, rows)| other.get(*table) != Some(*rows)).map(|(table, _)| table.clone()).collect()
}

/// What a worker does when nothing happens to it: the tables after it, and which of them it has changed.
async fn undisturbed(scene: &Scene, named: &str) -> (Tables, BTreeSet<String>) {
    let bench = scene.bench().await;
    bench.run(&*worker(named)).await.unwrap();
    let (before, after) = (scene.tables().await, bench.tables().await);
    let its_own = differing(&after, &before);
    assert!(!its_own.is_empty(), "{named} has nothing to do: give it something in the scene of these tests");
    (after, its_own)
}

#[tokio::test]
async fn a_worker_that_is_cut_off_anywhere_has_done_no_harm() {
    let scene = Scene::new().await;
    let before = scene.tables().await;
    for named in workers().iter().map(|worker| worker.name()) {
        let (after, its_own) = undisturbed(&scene, named).await;
        for waits in 0.. {
            let bench = scene.bench().await;
            let ended = bench.run_and_cut_off(&*worker(named), waits).await;
            let touched = differing(&bench.tables().await, &before);
            assert!(touched.is_subset(&its_own), "{named}, cut off at {waits}, has touched {touched:?}");
            bench.run(&*worker(named)).await.unwrap();
            assert_eq!(differing(&bench.tables().await, &after), BTreeSet::new(), "{named}, cut off at {waits}");
            if ended.is_some() {
                assert!(waits > 0, "{named} was never cut off");
                break;
            }
        }
    }
}

#[tokio::test]
async fn a_worker_that_the_database_lets_down_has_done_no_harm() {
    let scene = Scene::new().await;
    let before = scene.tables().await;
    for named in workers().iter().map(|worker| worker.name()) {
        let (after, its_own) = undisturbed(&scene, named).await;
        for rows in 0.. {
            let bench = scene.bench().await;
            bench.fail_after(rows).await;
            let result = bench.run(&*worker(named)).await;
            bench.recover().await;
            let touched = differing(&bench.tables().await, &before);
            assert!(touched.is_subset(&its_own), "{named}, let down at {rows}, has touched {touched:?}");
            bench.run(&*worker(named)).await.unwrap();
            assert_eq!(differing(&bench.tables().await, &after), BTreeSet::new(), "{named}, let down at {rows}");
            if result.is_ok() {
                assert!(rows > 0, "{named} does not notice that nothing is kept");
                break;
            }
        }
    }
}
