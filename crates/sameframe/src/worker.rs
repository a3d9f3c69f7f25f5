//! `sameframe worker`, and the workers of a server.

use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, bail};
use host::Clock;
use library::Library;
use providers::Providers;
use serde::Serialize;
use store::{JobState, Store, StoredJob};
use timeline::Timestamp;
use tokio::time::{MissedTickBehavior, interval};
use workers::{Driver, Drivers, ELSEWHERE, OwnVideos, Progress, Worker, all};

use crate::export::now;
use crate::settings::{Settings, Workers};
use crate::signals::Signals;
use crate::{parts, progress, telemetry};

/// How often a bar is moved.
const LOOK_EVERY: Duration = Duration::from_millis(250);

/// Sets workers to work in this process.
pub(crate) fn start(store: &Arc<dyn Store>, clock: &Clock, workers: Vec<Arc<dyn Worker>>) -> Drivers {
    Drivers::start(drivers(store, clock, workers))
}

/// Returns the workers of a server: all of them where it `works`, and the one for its own videos in any case, as no other process
/// has just these folders.
pub(crate) fn of_server(
    works: Workers,
    providers: &Providers,
    own_videos: Option<&Arc<Library>>,
) -> Vec<Arc<dyn Worker>> {
    let mut workers = if works == Workers::On { all(providers, own_videos) } else { Vec::new() };
    workers.extend(own_videos.map(|library| {
        let library = Arc::clone(library);
        Arc::new(OwnVideos { films: library }) as Arc<dyn Worker>
    }));
    workers
}

/// Does the work in the background until told to stop, and nothing else.
pub(crate) async fn work(settings: &Settings) -> anyhow::Result<()> {
    let store = parts::look_at_store(settings)?;
    let clock = Clock::follow(&*store).await.context("cannot ask the database for the time")?;
    let mut signals = Signals::new()?;
    let providers = settings.sources.providers(&store, &clock).await?;
    let films = settings.own_videos.names(&*store).await?;
    let drivers = start(&store, &clock, all(&providers, films.as_ref()));
    telemetry::say("the workers are at work; sameframe worker status shows what they do");
    let signal = signals.next().await;
    tracing::info!(signal, "stopping");
    drivers.stop().await;
    Ok(())
}

/// Runs one worker now, and shows how far it is.
pub(crate) async fn run(settings: &Settings, name: &str) -> anyhow::Result<ExitCode> {
    let store = parts::look_at_store(settings)?;
    let clock = Clock::follow(&*store).await.context("cannot ask the database for the time")?;
    let providers = settings.sources.providers(&store, &clock).await?;
    let asked = store.jobs().context("this store keeps nothing of workers")?.ask_for_run(name, clock.now()).await?;
    let films = settings.own_videos.names(&*store).await?;
    let mut drivers = drivers(&store, &clock, all(&providers, films.as_ref())).into_iter();
    let Some(driver) = drivers.find(|driver| driver.worker().name() == name) else {
        return elsewhere(name, asked);
    };
    let progress = Progress::default();
    let (bar, mut looks) = (progress::bar("working", 0), interval(LOOK_EVERY));
    looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let run = driver.run_if_due(&progress);
    tokio::pin!(run);
    let ran = loop {
        tokio::select! {
            ran = &mut run => break ran?,
            _ = looks.tick() => {
                let (done, total) = progress.get();
                progress::show(&bar, done, total);
            }
        }
    };
    bar.finish_and_clear();
    match ran {
        Some(Ok(report)) => {
            telemetry::say(&format!("{name}: {}", report.note()));
            if let Some(trouble) = report.trouble() {
                telemetry::complain(&format!("{name}: a part of it failed: {trouble}"));
            }
        }
        Some(Err(failure)) => {
            telemetry::complain(&format!("{name} failed: {}", failure.0));
            return Ok(ExitCode::FAILURE);
        }
        None => telemetry::say(&format!("{name} is being run by another process; it runs again after that")),
    }
    Ok(ExitCode::SUCCESS)
}

/// What only servers do is asked for.
fn elsewhere(name: &str, asked: bool) -> anyhow::Result<ExitCode> {
    let others = ELSEWHERE.map(|(other, _)| other);
    if !others.contains(&name) {
        let providers = Providers::default();
        let names: Vec<_> = all(&providers, None).iter().map(|worker| worker.name()).chain(others).collect();
        bail!("there is no worker {name:?}; there are {}", names.join(", "));
    }
    if !asked {
        bail!("only a server does this work, and none has done it yet");
    }
    telemetry::say(&format!("{name}: a server does it within seconds"));
    Ok(ExitCode::SUCCESS)
}

/// Shows how the workers stand.
pub(crate) async fn status(settings: &Settings, json: bool) -> anyhow::Result<()> {
    let store = parts::look_at_store(settings)?;
    let jobs = store.jobs().context("this store keeps nothing of workers")?.jobs().await?;
    let now = now()?;
    if json {
        let all: Vec<_> = jobs.iter().map(|job| Status::of(job, now)).collect();
        telemetry::say(&serde_json::to_string_pretty(&all)?);
        return Ok(());
    }
    let never = "has never run; start a server with --workers on";
    let providers = Providers::default();
    let all = all(&providers, None);
    let workers = all.iter().map(|worker| (worker.name(), worker.about(), never));
    let others = ELSEWHERE.iter().map(|(name, about)| (*name, *about, "has never run; a server does it by itself"));
    for (name, about, never) in workers.chain(others) {
        let line = jobs.iter().find(|job| job.name == name).map_or_else(|| never.to_owned(), |job| words(job, now));
        telemetry::say(&format!("{name:<20} {line}\n{:<20} {about}", ""));
    }
    Ok(())
}

fn drivers(store: &Arc<dyn Store>, clock: &Clock, workers: Vec<Arc<dyn Worker>>) -> Vec<Driver> {
    let holder: Arc<str> = format!("{}-{:016x}", std::process::id(), rand::random::<u64>()).into();
    let clock = clock.clone();
    let time: Arc<dyn Fn() -> Timestamp + Send + Sync> = Arc::new(move || clock.now());
    let driver = |worker| Driver::new(worker, Arc::clone(store), Arc::clone(&time), Arc::clone(&holder));
    workers.into_iter().map(driver).collect()
}

/// How a worker stands, for programs. Times are milliseconds since the epoch.
#[derive(Serialize)]
struct Status<'a> {
    name: &'a str,
    state: &'static str,
    begun_at: i64,
    ended_at: Option<i64>,
    due_at: i64,
    left_undone: bool,
    runs: u64,
    done: u64,
    total: u64,
    note: &'a str,
    trouble: Option<&'a str>,
    failure: Option<&'a str>,
    failures: u32,
}

impl<'a> Status<'a> {
    fn of(job: &'a StoredJob, now: Timestamp) -> Self {
        Self {
            name: &job.name,
            state: state_word(job.state(now)),
            begun_at: job.begun_at.ms(),
            ended_at: job.ended_at.map(Timestamp::ms),
            due_at: job.due_at.ms(),
            left_undone: job.is_left_undone(now),
            runs: job.run,
            done: job.done,
            total: job.total,
            note: &job.note,
            trouble: job.trouble.as_deref(),
            failure: job.failure.as_deref(),
            failures: job.failures,
        }
    }
}

fn state_word(state: JobState) -> &'static str {
    match state {
        JobState::Running => "running",
        JobState::Done => "done",
        JobState::Partly => "partly",
        JobState::Failed => "failed",
        JobState::Stopped => "stopped",
    }
}

fn words(job: &StoredJob, now: Timestamp) -> String {
    let ago = |at: Timestamp| span(now.ms_since(at));
    let next = match job.due_at.ms_since(now) {
        ms if ms > 0 => format!("next in {}", span(ms)),
        _ if job.is_left_undone(now) => {
            format!(
                "due for {}: no process does this work; start `sameframe worker`, or a server with `--workers on`",
                ago(job.due_at)
            )
        }
        _ => "due now".to_owned(),
    };
    match (job.state(now), job.ended_at) {
        (JobState::Running, _) if job.total > 0 => {
            format!("running for {}: {} of {}", ago(job.begun_at), job.done, job.total)
        }
        (JobState::Running, _) if job.done > 0 => {
            format!("running for {}: {} so far", ago(job.begun_at), job.done)
        }
        (JobState::Running, _) => format!("running for {}", ago(job.begun_at)),
        (_, Some(ended)) => {
            let took = span(ended.ms_since(job.begun_at));
            match (&job.failure, &job.trouble) {
                (Some(why), _) => {
                    format!("failed {} ago after {took}, {} times in a row: {why}; {next}", ago(ended), job.failures)
                }
                (None, Some(what)) => {
                    format!(
                        "done {} ago in {took}, but a part of it failed: {what}; done: {}; {next}",
                        ago(ended),
                        job.note
                    )
                }
                (None, None) => format!("done {} ago in {took}: {}; {next}", ago(ended), job.note),
            }
        }
        (_, None) => format!("was cut off {} after it began; {next}", ago(job.begun_at)),
    }
}

/// A length of time, as people say it.
fn span(ms: i64) -> String {
    match ms.max(0) / 1_000 {
        seconds @ 0..=119 => format!("{seconds} s"),
        seconds @ 120..=7_199 => format!("{} min", seconds / 60),
        seconds @ 7_200..=172_799 => format!("{} h", seconds / 3_600),
        seconds => format!("{} days", seconds / 86_400),
    }
}

#[cfg(test)]
mod tests {
    use store::StoredJob;
    use timeline::Timestamp;

    use super::{span, words};

    fn job() -> StoredJob {
        StoredJob {
            name: "retention".to_owned(),
            holder: "a".to_owned(),
            run: 2,
            lease_until: Timestamp::from_ms(0),
            due_at: Timestamp::from_ms(3_600_000),
            begun_at: Timestamp::from_ms(1_000),
            ended_at: Some(Timestamp::from_ms(3_000)),
            done: 3,
            total: 4,
            note: "3 rows cleared away".to_owned(),
            trouble: None,
            failure: None,
            failures: 0,
        }
    }

    #[test]
    fn a_worker_is_told_in_words() {
        let now = Timestamp::from_ms(63_000);
        assert_eq!(words(&job(), now), "done 60 s ago in 2 s: 3 rows cleared away; next in 58 min");
        let failed = StoredJob { failure: Some("no".to_owned()), failures: 2, ..job() };
        assert_eq!(words(&failed, now), "failed 60 s ago after 2 s, 2 times in a row: no; next in 58 min");
        let partly = StoredJob { trouble: Some("tube: away".to_owned()), ..job() };
        let said =
            "done 60 s ago in 2 s, but a part of it failed: tube: away; done: 3 rows cleared away; next in 58 min";
        assert_eq!(words(&partly, now), said);
        let cut_off = StoredJob { ended_at: None, due_at: Timestamp::from_ms(1_000), ..job() };
        assert_eq!(words(&cut_off, now), "was cut off 62 s after it began; due now");
        let running = StoredJob { ended_at: None, lease_until: Timestamp::from_ms(64_000), ..job() };
        assert_eq!(words(&running, now), "running for 62 s: 3 of 4");
        let without_end = StoredJob { done: 4_200, total: 0, ..running.clone() };
        assert_eq!(words(&without_end, now), "running for 62 s: 4200 so far");
        assert_eq!(words(&StoredJob { done: 0, total: 0, ..running }, now), "running for 62 s");
        let late = Timestamp::from_ms(7_203_000);
        let nobody = "done 2 h ago in 2 s: 3 rows cleared away; due for 60 min: no process does this work; \
            start `sameframe worker`, or a server with `--workers on`";
        assert_eq!(words(&job(), late), nobody);
        assert_eq!([span(-5), span(119_999), span(7_200_000), span(172_800_000)], ["0 s", "119 s", "2 h", "2 days"]);
    }
}
