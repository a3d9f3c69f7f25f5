//! Runs workers when they are due, in as many processes as wanted: of each worker one run goes on at a time.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt as _;
use store::{Jobs, RunEnd, Store, StoreError};
use timeline::Timestamp;
use tokio::task::JoinSet;
use tokio::time::{Instant, MissedTickBehavior, interval, interval_at, timeout};
use tokio_util::sync::CancellationToken;

use crate::run::{LEASE_MS, NextRun, may_begin, milliseconds, next_run};
use crate::words::bounded;
use crate::worker::{Context, Failure, Progress, Report, Worker};

/// How often it is looked whether a worker is due: somebody may have asked for a run.
const LOOK_EVERY: Duration = Duration::from_secs(5);
/// How often a run gives a sign of life, and tells how far it is.
const HOLD_EVERY: Duration = Duration::from_secs(5);

/// Runs one worker.
#[derive(Clone)]
pub struct Driver {
    worker: Arc<dyn Worker>,
    store: Arc<dyn Store>,
    clock: Arc<dyn Fn() -> Timestamp + Send + Sync>,
    holder: Arc<str>,
}

/// Several workers at work, until it is told to stop.
pub struct Drivers {
    stop: CancellationToken,
    running: JoinSet<()>,
}

impl Drivers {
    /// Sets workers to work. `holder` names this process, and no other has that name.
    pub fn start(drivers: impl IntoIterator<Item = Driver>) -> Self {
        let stop = CancellationToken::new();
        let mut running = JoinSet::new();
        for driver in drivers {
            running.spawn(driver.keep_running(stop.clone()));
        }
        Self { stop, running }
    }

    /// Ends all runs. What is cut off is done again by whoever comes next.
    pub async fn stop(self) {
        self.stop.cancel();
        self.running.join_all().await;
    }
}

impl Driver {
    /// Makes a driver. `holder` names this process, and no other has that name; `clock` is the time that all share.
    pub fn new(
        worker: Arc<dyn Worker>,
        store: Arc<dyn Store>,
        clock: Arc<dyn Fn() -> Timestamp + Send + Sync>,
        holder: Arc<str>,
    ) -> Self {
        Self { worker, store, clock, holder }
    }

    /// Returns the worker.
    pub fn worker(&self) -> &dyn Worker {
        &*self.worker
    }

    async fn keep_running(self, stop: CancellationToken) {
        let mut looks = interval_at(Instant::now() + LOOK_EVERY, LOOK_EVERY);
        looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                () = stop.cancelled() => return,
                _ = looks.tick() => {}
            }
            let progress = Progress::default();
            tokio::select! {
                () = stop.cancelled() => return self.give_back().await,
                result = self.run_if_due(&progress) => if let Err(error) = result {
                    tracing::debug!(worker = self.worker.name(), %error, "not run: the database does not answer");
                },
            }
        }
    }

    /// Lets others begin at once where a run was cut off.
    async fn give_back(&self) {
        let Some(jobs) = self.store.jobs() else { return };
        if let Err(error) = jobs.give_back(self.worker.name(), &self.holder).await {
            tracing::debug!(worker = self.worker.name(), %error, "its run is taken over once its lease is over");
        }
    }

    /// Runs the worker once, if it is due and nobody else does. Returns what came of it, and none where it was not run.
    pub async fn run_if_due(&self, progress: &Progress) -> Result<Option<Result<Report, Failure>>, StoreError> {
        let Some(jobs) = self.store.jobs() else { return Ok(None) };
        let (name, now) = (self.worker.name(), (self.clock)());
        let known = jobs.jobs().await?.into_iter().find(|job| job.name == name);
        if known.is_some_and(|job| !may_begin(&job, now, self.worker.every())) {
            return Ok(None);
        }
        let begun = jobs.begin_run(name, &self.holder, now, LEASE_MS, milliseconds(self.worker.every())).await?;
        let Some(run) = begun else { return Ok(None) };
        let context = Context { store: Arc::clone(&self.store), now, progress: progress.clone() };
        let result = tokio::select! {
            result = self.attempt(&context) => result,
            () = self.hold(jobs, run, progress) => {
                tracing::warn!(worker = name, "another process has taken the run over");
                return Ok(None);
            }
        };
        self.end(jobs, run, &result).await?;
        Ok(Some(result))
    }

    /// A worker that panics or hangs harms nobody but itself.
    async fn attempt(&self, context: &Context) -> Result<Report, Failure> {
        let attempt = AssertUnwindSafe(self.worker.run(context)).catch_unwind();
        match timeout(self.worker.within(), attempt).await {
            Ok(Ok(result)) => result,
            Ok(Err(_)) => {
                Err(Failure("it stopped by itself, which is a mistake in the program; see the log".to_owned()))
            }
            Err(_) => {
                let minutes = self.worker.within().as_secs() / 60;
                Err(Failure(format!("it was not done within {minutes} minutes, and goes on another time")))
            }
        }
    }

    /// Gives signs of life until another process has the run.
    async fn hold(&self, jobs: &dyn Jobs, run: u64, progress: &Progress) {
        let mut signs = interval(HOLD_EVERY);
        signs.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            signs.tick().await;
            let (done, total) = progress.get();
            let until = (self.clock)().plus_ms(LEASE_MS);
            // A database that does not answer takes nothing over either.
            if let Ok(false) = jobs.hold_run(self.worker.name(), run, until, done, total).await {
                return;
            }
        }
    }

    async fn end(&self, jobs: &dyn Jobs, run: u64, result: &Result<Report, Failure>) -> Result<(), StoreError> {
        let (name, now) = (self.worker.name(), (self.clock)());
        let outcome = match result {
            Ok(report) if report.troubles.is_empty() => "done",
            Ok(_) => "partly",
            Err(_) => "failed",
        };
        metrics::counter!("sameframe_worker_runs_total", "worker" => name, "outcome" => outcome).increment(1);
        let end = match result {
            Ok(report) => {
                let trouble = report.trouble();
                if let Some(trouble) = &trouble {
                    self.complain(jobs, trouble).await?;
                }
                let (note, due_at) = (report.note(), next_run(NextRun::Rested, now, self.worker.every()));
                RunEnd { at: now, done: report.done, note, trouble, failure: None, due_at }
            }
            Err(Failure(why)) => {
                tracing::warn!(worker = name, "failed: {why}");
                let failures =
                    jobs.jobs().await?.into_iter().find(|job| job.name == name).map_or(0, |job| job.failures);
                RunEnd {
                    at: now,
                    done: 0,
                    note: String::new(),
                    trouble: None,
                    failure: Some(bounded(why)),
                    due_at: next_run(NextRun::Failed(failures), now, self.worker.every()),
                }
            }
        };
        jobs.end_run(name, run, &end).await.map(drop)
    }

    /// Says in the log that a part failed, once for as long as the same does.
    async fn complain(&self, jobs: &dyn Jobs, trouble: &str) -> Result<(), StoreError> {
        let name = self.worker.name();
        let before = jobs.jobs().await?.into_iter().find(|job| job.name == name).and_then(|job| job.trouble);
        if before.as_deref() != Some(trouble) {
            tracing::warn!(worker = name, "a part of it failed: {trouble}");
        }
        Ok(())
    }
}
