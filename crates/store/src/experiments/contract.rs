//! What is kept of experiments.

use async_trait::async_trait;
use experiment::{Definition, Experiment, Exposed, Outcome, Reading, State};
use timeline::Timestamp;

use crate::error::StoreError;

/// How many experiments there may be: so many are asked for where all are.
pub const EXPERIMENTS_MAX: u32 = 200;
/// How many phases are asked for where all are: those that run, and those that were over last.
pub const PHASES_MAX: u32 = 1_000;
const DAY_MS: i64 = 24 * 60 * 60 * 1_000;

/// Experiments and their phases, exposures, outcomes and results.
///
/// Beside the promises of [`crate::Store`]: what is kept again changes nothing, so that whoever was interrupted may begin
/// from the start. Of each unit and phase the first exposure stays; of each outcome and each day's result the last.
#[async_trait]
pub trait Experiments: Send + Sync {
    /// Returns at most `limit` experiments, by their keys.
    async fn all_experiments(&self, limit: u32) -> Result<Vec<StoredExperiment>, StoreError>;

    /// Returns an experiment.
    async fn experiment(&self, key: &str) -> Result<Option<StoredExperiment>, StoreError>;

    /// Keeps an experiment as it is now, unless somebody else has changed it since `seen`; a new one where nothing was seen,
    /// unless there is one of this key. Returns whether it did.
    async fn keep_experiment(&self, stored: &StoredExperiment, seen: Option<Timestamp>) -> Result<bool, StoreError>;

    /// Keeps an experiment as it is once it has started, unless somebody else has changed it since `seen`, or another one
    /// runs that is not among `beside`, with the phase that it is in. Of those that start at one moment only one can be the first:
    /// the next one is refused until it has seen that. Returns whether it did.
    async fn begin_experiment(
        &self,
        stored: &StoredExperiment,
        seen: Timestamp,
        beside: &[Experiment],
    ) -> Result<bool, StoreError>;

    /// Keeps a phase that is over. It never changes again.
    async fn keep_phase(&self, phase: &StoredPhase) -> Result<(), StoreError>;

    /// Returns at most `limit` phases of an experiment that are over and kept, the last one first.
    async fn phases(&self, key: &str, limit: u32) -> Result<Vec<StoredPhase>, StoreError>;

    /// Returns at most `limit` phases of all experiments: first those that run, then those that stopped at `since` or later,
    /// the last one first.
    async fn phases_since(&self, since: Timestamp, limit: u32) -> Result<Vec<StoredPhase>, StoreError>;

    /// Keeps that a unit was shown an arm. A later one counts only in so far as it was another arm.
    async fn expose(&self, exposure: &StoredExposure) -> Result<(), StoreError>;

    /// Returns at most `limit` exposures of a phase after a unit, by unit.
    async fn exposures(&self, key: &str, phase: u32, after: &str, limit: u32) -> Result<Vec<Exposed>, StoreError>;

    /// Keeps what a unit has done in a phase since it was exposed, in place of what was known of that. Of who was not exposed
    /// in it nothing is kept.
    async fn keep_outcome(&self, key: &str, phase: u32, outcome: &Outcome) -> Result<(), StoreError>;

    /// Returns at most `limit` outcomes of a phase, by unit and metric.
    async fn outcomes(
        &self,
        key: &str,
        phase: u32,
        after: Option<&Outcome>,
        limit: u32,
    ) -> Result<Vec<Outcome>, StoreError>;

    /// Keeps that everything is counted of a phase that is over. The first time stays.
    async fn end_count(&self, key: &str, phase: u32, at: Timestamp) -> Result<(), StoreError>;

    /// Returns when everything of a phase was counted, where it is.
    async fn counted_at(&self, key: &str, phase: u32) -> Result<Option<Timestamp>, StoreError>;

    /// Keeps what a phase amounts to on a day, in place of what was known of that; what was kept for later days came from a
    /// clock that ran ahead, and goes.
    async fn keep_result(&self, result: &StoredResult) -> Result<(), StoreError>;

    /// Takes out who was shown what in phases that were over by `before` and have a result, and what was counted of them.
    /// Results stay. Returns how much it was.
    async fn sweep_exposures(&self, before: Timestamp) -> Result<u64, StoreError>;

    /// Returns at most `limit` results of a phase, the last one first.
    async fn results(&self, key: &str, phase: u32, limit: u32) -> Result<Vec<StoredResult>, StoreError>;
}

/// An experiment as it is now.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredExperiment {
    /// What it is, and where it stands.
    pub experiment: Experiment,
    /// When its phase started.
    pub started_at: Option<Timestamp>,
    /// When its phase stopped.
    pub stopped_at: Option<Timestamp>,
    /// When it was first defined.
    pub created_at: Timestamp,
    /// When it changed last.
    pub updated_at: Timestamp,
}

/// A time that an experiment ran.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredPhase {
    /// The how manieth.
    pub phase: u32,
    /// What was compared.
    pub definition: Definition,
    /// When it started.
    pub started_at: Timestamp,
    /// When it stopped, if it has.
    pub stopped_at: Option<Timestamp>,
}

/// A unit was shown an arm.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredExposure {
    /// In which experiment.
    pub experiment: String,
    /// In which phase.
    pub phase: u32,
    /// Which unit.
    pub unit: String,
    /// Which arm.
    pub arm: String,
    /// Whether it was what the arm is, and not what stood in for it.
    pub is_delivered: bool,
    /// When.
    pub at: Timestamp,
}

/// What a phase amounts to on a day.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredResult {
    /// Of which experiment.
    pub experiment: String,
    /// Of which phase.
    pub phase: u32,
    /// When it was read.
    pub at: Timestamp,
    /// What was read.
    pub reading: Reading,
}

impl StoredExperiment {
    /// Returns the phase that runs, or that ran last and was not defined anew since.
    pub fn phase(&self) -> Option<StoredPhase> {
        let Self { experiment, started_at, stopped_at, .. } = self;
        let phase = StoredPhase {
            phase: experiment.phase,
            definition: experiment.definition.clone(),
            started_at: (*started_at)?,
            stopped_at: *stopped_at,
        };
        (experiment.state != State::Draft).then_some(phase)
    }
}

/// The day of a moment, counted from 1970.
pub fn day_of(at: Timestamp) -> i64 {
    at.ms().div_euclid(DAY_MS)
}
