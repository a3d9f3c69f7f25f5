//! Reads the experiments, day by day.

use std::time::Duration;

use async_trait::async_trait;
use store::{Experiments, PHASES_MAX, StoredPhase, StoredResult, read_phase};
use timeline::Timestamp;

use crate::worker::{Context, Failure, Report, Worker};

/// For how long a phase that is over is read again while its outcomes are not all counted, in milliseconds.
const READ_FOR_MS: i64 = 90 * 24 * 3_600 * 1_000;

/// Keeps for each day what the exposures and outcomes of each experiment amount to. Without it every reading is there just
/// as well, but not how it came about.
pub struct ExperimentResults;

#[async_trait]
impl Worker for ExperimentResults {
    fn name(&self) -> &'static str {
        "experiment-results"
    }

    fn about(&self) -> &'static str {
        "Keeps for each day what the experiments say, so that it can be seen how that came about."
    }

    fn every(&self) -> Duration {
        Duration::from_hours(1)
    }

    async fn run(&self, context: &Context) -> Result<Report, Failure> {
        let Some(experiments) = context.store.experiments() else { return Ok(Report::default()) };
        let phases = experiments.phases_since(context.now.plus_ms(-READ_FOR_MS), PHASES_MAX).await?;
        context.progress.set_total(phases.len() as u64);
        let mut done = 0;
        for phase in &phases {
            if is_due(experiments, phase, context.now).await? {
                let reading = read_phase(experiments, phase).await?;
                let experiment = phase.definition.key().to_owned();
                let result = StoredResult { experiment, phase: phase.phase, at: context.now, reading };
                experiments.keep_result(&result).await?;
                done += 1;
            }
            context.progress.add(1);
        }
        let note = if done == 0 { "no experiment runs".to_owned() } else { format!("{done} experiments read") };
        Ok(Report::new(done, note))
    }
}

/// A phase that is over is read until everything of it is counted, and once more. By a clock that stands before its start,
/// nothing of it has happened yet.
async fn is_due(experiments: &dyn Experiments, phase: &StoredPhase, now: Timestamp) -> Result<bool, Failure> {
    if now < phase.started_at {
        return Ok(false);
    }
    if phase.stopped_at.is_none() {
        return Ok(true);
    }
    let key = phase.definition.key();
    let Some(counted_at) = experiments.counted_at(key, phase.phase).await? else { return Ok(true) };
    let last = experiments.results(key, phase.phase, 1).await?.pop();
    Ok(last.is_none_or(|last| last.at <= counted_at))
}
