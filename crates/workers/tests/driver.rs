//! The driver, with workers that do as they are told, on a real database.

#![expect(clippy::unwrap_used, clippy::panic, reason = "tests fail by panicking")]

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use store::{JobState, SqliteOptions, SqliteStore, Store, StoredJob};
use tempfile::TempDir;
use timeline::Timestamp;
use tokio::sync::Notify;
use tokio::time::timeout;
use workers::{Context, Driver, Drivers, Failure, LEASE_MS, Progress, Report, Retention, Worker};

const EVERY: Duration = Duration::from_mins(10);
const PATIENCE: Duration = Duration::from_secs(20);

/// What a worker of these tests does.
#[derive(Clone, Copy)]
enum Does {
    Work,
    WorkPartly,
    Fail,
    Panic,
    Hang,
    HangBriefly,
}

struct Scripted {
    does: Does,
    runs: AtomicU64,
    begun: Notify,
}

#[async_trait]
impl Worker for Scripted {
    fn name(&self) -> &'static str {
        "scripted"
    }

    fn about(&self) -> &'static str {
        "Does as it is told."
    }

    fn every(&self) -> Duration {
        EVERY
    }

    fn within(&self) -> Duration {
        match self.does {
            Does::HangBriefly => Duration::from_millis(50),
            _ => Duration::from_mins(10),
        }
    }

    async fn run(&self, context: &Context) -> Result<Report, Failure> {
        self.runs.fetch_add(1, Ordering::SeqCst);
        self.begun.notify_one();
        context.progress.set_total(7);
        context.progress.add(7);
        match self.does {
            Does::Work => Ok(Report::new(7, "seven things")),
            Does::WorkPartly => {
                let troubles = vec!["tube: away".to_owned(), "feed: odd".to_owned()];
                Ok(Report { troubles, ..Report::new(5, "five things") })
            }
            Does::Fail => Err(Failure("no seven things".to_owned())),
            Does::Panic => panic!("on purpose"),
            Does::Hang | Does::HangBriefly => std::future::pending().await,
        }
    }
}

/// One database, with a clock that is set by hand.
struct Bench {
    store: Arc<dyn Store>,
    now: Arc<AtomicI64>,
    _folder: TempDir,
}

impl Bench {
    async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = SqliteStore::open(SqliteOptions::new(folder.path().join("db"))).await.unwrap();
        Self { store: Arc::new(store), now: Arc::new(AtomicI64::new(1_000_000)), _folder: folder }
    }

    fn driver(&self, worker: &Arc<Scripted>, holder: &str) -> Driver {
        let (now, worker) = (Arc::clone(&self.now), Arc::clone(worker));
        let clock = Arc::new(move || Timestamp::from_ms(now.load(Ordering::SeqCst)));
        Driver::new(worker, Arc::clone(&self.store), clock, holder.into())
    }

    fn passes(&self, ms: i64) {
        self.now.fetch_add(ms, Ordering::SeqCst);
    }

    async fn stands(&self) -> StoredJob {
        self.store.jobs().unwrap().jobs().await.unwrap().pop().unwrap()
    }
}

fn worker(does: Does) -> Arc<Scripted> {
    Arc::new(Scripted { does, runs: AtomicU64::new(0), begun: Notify::new() })
}

async fn run(driver: &Driver) -> Option<Result<Report, String>> {
    let ran = driver.run_if_due(&Progress::default()).await.unwrap();
    ran.map(|result| result.map_err(|Failure(why)| why))
}

#[tokio::test]
async fn of_several_processes_one_runs_a_worker_and_then_it_rests() {
    let (bench, worker) = (Bench::new().await, worker(Does::Work));
    let (one, two) = (bench.driver(&worker, "one"), bench.driver(&worker, "two"));
    let (first, second) = tokio::join!(run(&one), run(&two));
    let done = Ok(Report::new(7, "seven things"));
    assert_eq!(first.or(second), Some(done));
    assert_eq!(worker.runs.load(Ordering::SeqCst), 1);
    let stands = bench.stands().await;
    assert_eq!((stands.done, stands.note.as_str(), stands.failures), (7, "seven things", 0));

    bench.passes(i64::try_from(EVERY.as_millis()).unwrap() - 1);
    assert_eq!(run(&two).await, None);
    bench.passes(1);
    assert!(run(&two).await.is_some());
    bench.store.jobs().unwrap().ask_for_run("scripted", bench.stands().await.begun_at.plus_ms(1)).await.unwrap();
    bench.passes(1);
    assert!(run(&one).await.is_some(), "somebody has asked");
    assert_eq!(worker.runs.load(Ordering::SeqCst), 3);
}

#[tokio::test]
async fn a_run_of_which_a_part_failed_says_which_and_rests_as_one_that_is_done() {
    let (bench, worker) = (Bench::new().await, worker(Does::WorkPartly));
    let driver = bench.driver(&worker, "one");
    assert!(run(&driver).await.unwrap().is_ok());
    let stands = bench.stands().await;
    assert_eq!(stands.state(Timestamp::from_ms(0)), JobState::Partly);
    assert_eq!(
        (stands.done, stands.note.as_str(), stands.trouble.as_deref()),
        (5, "five things", Some("tube: away; feed: odd"))
    );
    assert_eq!((stands.failure, stands.failures, stands.due_at.ms_since(stands.begun_at)), (None, 0, 600_000));
}

#[tokio::test]
async fn what_fails_panics_or_hangs_is_told_and_tried_again() {
    let stopped = "it stopped by itself, which is a mistake in the program; see the log";
    let late = "it was not done within 0 minutes, and goes on another time";
    for (does, why) in [(Does::Fail, "no seven things"), (Does::Panic, stopped), (Does::HangBriefly, late)] {
        let (bench, worker) = (Bench::new().await, worker(does));
        let driver = bench.driver(&worker, "one");
        assert_eq!(run(&driver).await, Some(Err(why.to_owned())));
        let stands = bench.stands().await;
        assert_eq!((stands.failure.as_deref(), stands.failures), (Some(why), 1));
        bench.passes(30_000 - 1);
        assert_eq!(run(&driver).await, None);
        bench.passes(1);
        assert!(run(&driver).await.is_some());
        bench.passes(30_000);
        assert_eq!(run(&driver).await, None, "it is tried more and more seldom");
        assert_eq!(bench.stands().await.failures, 2);
    }
}

#[tokio::test]
async fn a_run_whose_process_died_is_taken_over() {
    let (bench, hangs, works) = (Bench::new().await, worker(Does::Hang), worker(Does::Work));
    let dead = bench.driver(&hangs, "dead");
    let progress = Progress::default();
    tokio::select! {
        _ = dead.run_if_due(&progress) => panic!("it hangs"),
        () = hangs.begun.notified() => {}
    }
    let next = bench.driver(&works, "next");
    assert_eq!(run(&next).await, None, "who knows whether it is dead");
    bench.passes(LEASE_MS);
    assert!(run(&next).await.is_some());
    assert_eq!(bench.stands().await.run, 2);
}

#[tokio::test]
async fn who_is_told_to_stop_gives_the_run_back() {
    let (bench, hangs, works) = (Bench::new().await, worker(Does::Hang), worker(Does::Work));
    let drivers = Drivers::start([bench.driver(&hangs, "stopping")]);
    timeout(PATIENCE, hangs.begun.notified()).await.unwrap();
    drivers.stop().await;
    assert!(run(&bench.driver(&works, "next")).await.is_some(), "nobody waits for the lease");
}

#[tokio::test]
async fn a_clock_that_jumped_back_keeps_no_worker_from_working() {
    let (bench, worker) = (Bench::new().await, worker(Does::Work));
    let driver = bench.driver(&worker, "one");
    bench.passes(1_000_000_000_000);
    assert!(run(&driver).await.is_some());
    bench.passes(-1_000_000_000_000);
    assert!(run(&driver).await.is_some());
}

#[tokio::test]
async fn what_has_been_over_for_long_is_cleared_away() {
    let bench = Bench::new().await;
    let now = Arc::clone(&bench.now);
    let clock = Arc::new(move || Timestamp::from_ms(now.load(Ordering::SeqCst)));
    let driver = Driver::new(Arc::new(Retention), Arc::clone(&bench.store), clock, "one".into());
    let accounts = bench.store.accounts().unwrap();
    assert!(accounts.spend("once", Timestamp::from_ms(1_000_000)).await.unwrap());
    assert!(!accounts.spend("once", Timestamp::from_ms(1_000_000)).await.unwrap());
    assert_eq!(run(&driver).await.unwrap().unwrap().note(), "nothing was due");
    bench.passes(24 * 3_600 * 1_000 + 1);
    assert_eq!(run(&driver).await.unwrap().unwrap().note(), "1 rows cleared away");
    assert!(accounts.spend("once", Timestamp::from_ms(1_000_000)).await.unwrap(), "it is forgotten");
}
