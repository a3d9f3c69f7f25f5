//! What a phase amounts to.

use experiment::{Reading, read};

use super::contract::{Experiments, StoredExperiment, StoredPhase};
use crate::error::StoreError;

/// How many rows are read at a time.
const PAGE: u32 = 500;

/// Returns the phase that runs, or the last one that did.
pub async fn last_phase(
    experiments: &dyn Experiments,
    stored: &StoredExperiment,
) -> Result<Option<StoredPhase>, StoreError> {
    match stored.phase() {
        Some(phase) => Ok(Some(phase)),
        None => Ok(experiments.phases(stored.experiment.definition.key(), 1).await?.pop()),
    }
}

/// Reads a phase from all its exposures and outcomes; where those are cleared away, as it was read last.
pub async fn read_phase(experiments: &dyn Experiments, phase: &StoredPhase) -> Result<Reading, StoreError> {
    let StoredPhase { phase: number, definition, .. } = phase;
    let key = definition.key();
    let mut exposed = Vec::new();
    loop {
        let after = exposed.last().map_or("", |one: &experiment::Exposed| one.unit.as_str());
        let page = experiments.exposures(key, *number, after, PAGE).await?;
        let is_last = page.len() < PAGE as usize;
        exposed.extend(page);
        if is_last {
            break;
        }
    }
    if exposed.is_empty()
        && let Some(last) = experiments.results(key, *number, 1).await?.pop()
    {
        return Ok(last.reading);
    }
    let mut outcomes = Vec::new();
    loop {
        let page = experiments.outcomes(key, *number, outcomes.last(), PAGE).await?;
        let is_last = page.len() < PAGE as usize;
        outcomes.extend(page);
        if is_last {
            break;
        }
    }
    Ok(read(definition, *number, &exposed, &outcomes))
}
