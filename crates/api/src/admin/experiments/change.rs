//! Changes of experiments: what may change is said by the crate `experiment`.

use experiment::{Definition, Experiment, Refusal, State};
use store::{EXPERIMENTS_MAX, Experiments, Store, StoreError, StoredExperiment};
use thiserror::Error;
use timeline::Timestamp;

/// Why an experiment was not changed.
#[derive(Debug, Error)]
pub enum ExperimentError {
    /// There is none of this key.
    #[error("there is no experiment {0:?}; see which there are with `sameframe experiment list`")]
    Unknown(String),
    /// It may not be.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// Somebody else has changed it at the same moment.
    #[error("somebody else has just changed this experiment; look at it, and try again")]
    Raced,
    /// There are as many as there may be.
    #[error("there are {EXPERIMENTS_MAX} experiments, and there may be no more: define one of them anew")]
    TooMany,
    /// This store keeps none.
    #[error("this database keeps no experiments")]
    NotKept,
    /// The database is away.
    #[error("the database cannot be asked")]
    Store(#[from] StoreError),
}

/// Defines an experiment, or defines it anew. The same definition again changes nothing.
pub async fn define_experiment(
    store: &dyn Store,
    definition: Definition,
    now: Timestamp,
) -> Result<StoredExperiment, ExperimentError> {
    let kept = kept(store)?;
    let known = kept.experiment(definition.key()).await?;
    let experiment = Experiment::define(known.as_ref().map(|known| &known.experiment), definition)?;
    match known {
        Some(known) if known.experiment == experiment => Ok(known),
        Some(known) => {
            let changed = StoredExperiment { experiment, started_at: None, stopped_at: None, ..known.clone() };
            change(kept, &known, changed, now).await
        }
        None => {
            if kept.all_experiments(EXPERIMENTS_MAX).await?.len() >= EXPERIMENTS_MAX as usize {
                return Err(ExperimentError::TooMany);
            }
            let made =
                StoredExperiment { experiment, started_at: None, stopped_at: None, created_at: now, updated_at: now };
            if kept.keep_experiment(&made, None).await? { Ok(made) } else { Err(ExperimentError::Raced) }
        }
    }
}

/// How often a start is tried again, where another experiment has just started.
const STARTS_MAX: u32 = 5;

/// Starts an experiment: its next phase. Where another one starts at the same moment, the later one sees that and is refused, if
/// both may not run.
pub async fn start_experiment(
    store: &dyn Store,
    key: &str,
    now: Timestamp,
) -> Result<StoredExperiment, ExperimentError> {
    let kept = kept(store)?;
    for _ in 0..STARTS_MAX {
        let known = known(kept, key).await?;
        let others = kept.all_experiments(EXPERIMENTS_MAX).await?;
        let others: Vec<_> = others.into_iter().map(|other| other.experiment).collect();
        let experiment = known.experiment.start(&others)?;
        let started = StoredExperiment { experiment, started_at: Some(now), stopped_at: None, ..known.clone() };
        let started = prepared(kept, &known, started, now).await?;
        if kept.begin_experiment(&started, known.updated_at, &others).await? {
            return Ok(started);
        }
    }
    Err(ExperimentError::Raced)
}

/// Stops an experiment.
pub async fn stop_experiment(
    store: &dyn Store,
    key: &str,
    now: Timestamp,
) -> Result<StoredExperiment, ExperimentError> {
    let kept = kept(store)?;
    let known = known(kept, key).await?;
    let experiment = known.experiment.stop()?;
    // A clock that was set back ends no phase before its start.
    let stopped_at = known.started_at.map_or(now, |started_at| started_at.max(now));
    let stopped = StoredExperiment { experiment, stopped_at: Some(stopped_at), ..known.clone() };
    change(kept, &known, stopped, now).await
}

fn kept(store: &dyn Store) -> Result<&dyn Experiments, ExperimentError> {
    store.experiments().ok_or(ExperimentError::NotKept)
}

async fn known(kept: &dyn Experiments, key: &str) -> Result<StoredExperiment, ExperimentError> {
    kept.experiment(key).await?.ok_or_else(|| ExperimentError::Unknown(key.to_owned()))
}

/// Keeps what has changed.
async fn change(
    kept: &dyn Experiments,
    known: &StoredExperiment,
    changed: StoredExperiment,
    now: Timestamp,
) -> Result<StoredExperiment, ExperimentError> {
    let changed = prepared(kept, known, changed, now).await?;
    let is_kept = kept.keep_experiment(&changed, Some(known.updated_at)).await?;
    if is_kept { Ok(changed) } else { Err(ExperimentError::Raced) }
}

/// Makes ready what is to be kept. A phase that is over is kept beside the experiment first: it never changes again, so that it
/// does not matter who else does the same, or whether the rest comes to pass.
async fn prepared(
    kept: &dyn Experiments,
    known: &StoredExperiment,
    changed: StoredExperiment,
    now: Timestamp,
) -> Result<StoredExperiment, StoreError> {
    if let Some(over) = known.phase().filter(|_| known.experiment.state == State::Stopped) {
        kept.keep_phase(&over).await?;
    }
    let later = known.updated_at.plus_ms(1);
    Ok(StoredExperiment { updated_at: now.max(later), ..changed })
}
