//! The contract, written once for every database that has the two primitives.

use async_trait::async_trait;
use experiment::{Definition, Draft, Experiment, Exposed, Outcome, State};
use timeline::Timestamp;

use super::contract::{Experiments, StoredExperiment, StoredExposure, StoredPhase, StoredResult, day_of};
use super::{sql, told};
use crate::error::StoreError;
use crate::handshake::rows::Row;
use crate::handshake::tables::{Cell, Statement, Tables, Value};
use crate::tables::Kind::{self, Number, Text};

const EXPERIMENT: &[Kind] = &[Text, Number, Text, Number, Number, Number, Number];
const PHASE: &[Kind] = &[Number, Text, Number, Number];
const EXPOSURE: &[Kind] = &[Text, Text, Number, Number, Number];
const OUTCOME: &[Kind] = &[Text, Text, Number, Number];
const RESULT: &[Kind] = &[Text, Number, Number, Text];

#[async_trait]
impl<T: Tables> Experiments for T {
    async fn all_experiments(&self, limit: u32) -> Result<Vec<StoredExperiment>, StoreError> {
        let rows = self.read(Statement::new(sql::EXPERIMENTS).number(limit), EXPERIMENT).await?;
        rows.into_iter().map(experiment).collect()
    }

    async fn experiment(&self, key: &str) -> Result<Option<StoredExperiment>, StoreError> {
        let rows = self.read(Statement::new(sql::EXPERIMENT).text(key), EXPERIMENT).await?;
        rows.into_iter().next().map(experiment).transpose()
    }

    async fn keep_experiment(&self, stored: &StoredExperiment, seen: Option<Timestamp>) -> Result<bool, StoreError> {
        let keep = match seen {
            Some(seen) => values(sql::CHANGE, stored)?.number(stored.updated_at.ms()).number(seen.ms()),
            None => values(sql::MAKE, stored)?.number(stored.created_at.ms()).number(stored.updated_at.ms()),
        };
        Ok(self.write(keep).await? > 0)
    }

    async fn begin_experiment(
        &self,
        stored: &StoredExperiment,
        seen: Timestamp,
        beside: &[Experiment],
    ) -> Result<bool, StoreError> {
        let running = beside.iter().filter(|one| one.state == State::Running);
        let known =
            running.fold("|".to_owned(), |known, one| format!("{known}{}:{}|", one.definition.key(), one.phase));
        let start = values(sql::START, stored)?.number(stored.updated_at.ms()).number(seen.ms()).text(&known);
        Ok(self.write_alone(start).await? > 0)
    }

    async fn keep_phase(&self, phase: &StoredPhase) -> Result<(), StoreError> {
        let keep = Statement::new(sql::KEEP_PHASE)
            .text(phase.definition.key())
            .number(phase.phase)
            .text(&definition_text(&phase.definition)?)
            .number(phase.started_at.ms())
            .with(time(phase.stopped_at));
        self.write(keep).await.map(drop)
    }

    async fn phases(&self, key: &str, limit: u32) -> Result<Vec<StoredPhase>, StoreError> {
        let rows = self.read(Statement::new(sql::PHASES).text(key).number(limit), PHASE).await?;
        rows.into_iter().map(phase).collect()
    }

    async fn phases_since(&self, since: Timestamp, limit: u32) -> Result<Vec<StoredPhase>, StoreError> {
        let rows = self.read(Statement::new(sql::PHASES_SINCE).number(since.ms()).number(limit), PHASE).await?;
        rows.into_iter().map(phase).collect()
    }

    async fn expose(&self, exposure: &StoredExposure) -> Result<(), StoreError> {
        let expose = Statement::new(sql::EXPOSE)
            .text(&exposure.experiment)
            .number(exposure.phase)
            .text(&exposure.unit)
            .text(&exposure.arm)
            .number(u32::from(exposure.is_delivered))
            .number(exposure.at.ms());
        self.write(expose).await.map(drop)
    }

    async fn exposures(&self, key: &str, phase: u32, after: &str, limit: u32) -> Result<Vec<Exposed>, StoreError> {
        let page = Statement::new(sql::EXPOSURES).text(key).number(phase).text(after).number(limit);
        self.read(page, EXPOSURE).await?.into_iter().map(exposed).collect()
    }

    async fn keep_outcome(&self, key: &str, phase: u32, outcome: &Outcome) -> Result<(), StoreError> {
        let keep = Statement::new(sql::KEEP_OUTCOME)
            .text(key)
            .number(phase)
            .text(&outcome.unit)
            .text(&outcome.metric)
            .number(outcome.numerator)
            .number(outcome.denominator);
        self.write(keep).await.map(drop)
    }

    async fn outcomes(
        &self,
        key: &str,
        phase: u32,
        after: Option<&Outcome>,
        limit: u32,
    ) -> Result<Vec<Outcome>, StoreError> {
        let (unit, metric) = after.map_or(("", ""), |last| (last.unit.as_str(), last.metric.as_str()));
        let page = Statement::new(sql::OUTCOMES).text(key).number(phase).text(unit).text(metric).number(limit);
        self.read(page, OUTCOME).await?.into_iter().map(outcome).collect()
    }

    async fn end_count(&self, key: &str, phase: u32, at: Timestamp) -> Result<(), StoreError> {
        self.write(Statement::new(sql::END_COUNT).text(key).number(phase).number(at.ms())).await.map(drop)
    }

    async fn counted_at(&self, key: &str, phase: u32) -> Result<Option<Timestamp>, StoreError> {
        let rows = self.read(Statement::new(sql::COUNTED_AT).text(key).number(phase), &[Number]).await?;
        rows.into_iter().next().map(|cells| Row::new(cells).time()).transpose()
    }

    async fn keep_result(&self, result: &StoredResult) -> Result<(), StoreError> {
        let StoredResult { experiment, phase, at, reading } = result;
        let reading = told::to_text(reading).map_err(|_| Row::corrupt())?;
        let keep = Statement::new(sql::KEEP_RESULT).text(experiment).number(*phase).number(day_of(*at));
        self.write(keep.number(at.ms()).text(&reading)).await?;
        let forget = Statement::new(sql::FORGET_LATER).text(experiment).number(*phase).number(day_of(*at));
        self.write(forget).await.map(drop)
    }

    async fn sweep_exposures(&self, before: Timestamp) -> Result<u64, StoreError> {
        let exposures = self.write(Statement::new(sql::SWEEP_EXPOSURES).number(before.ms())).await?;
        let outcomes = self.write(Statement::new(sql::SWEEP_OUTCOMES)).await?;
        let former = Statement::new(sql::SWEEP_FORMER_OUTCOMES).number(day_of(before));
        Ok(exposures + outcomes + self.write(former).await?)
    }

    async fn results(&self, key: &str, phase: u32, limit: u32) -> Result<Vec<StoredResult>, StoreError> {
        let page = Statement::new(sql::RESULTS).text(key).number(phase).number(limit);
        self.read(page, RESULT).await?.into_iter().map(result).collect()
    }
}

/// The values that every change has, in their order.
fn values(sql: &'static str, stored: &StoredExperiment) -> Result<Statement, StoreError> {
    let StoredExperiment { experiment, started_at, stopped_at, .. } = stored;
    let statement = Statement::new(sql)
        .text(experiment.definition.key())
        .text(experiment.state.word())
        .number(experiment.phase)
        .text(&definition_text(&experiment.definition)?);
    Ok(statement.with(time(*started_at)).with(time(*stopped_at)))
}

fn time(at: Option<Timestamp>) -> Value {
    Value::Number(at.map(Timestamp::ms))
}

fn definition_text(definition: &Definition) -> Result<String, StoreError> {
    serde_json::to_string(definition.draft()).map_err(|_| Row::corrupt())
}

fn definition(text: &str) -> Result<Definition, StoreError> {
    serde_json::from_str::<Draft>(text).ok().and_then(|draft| draft.check().ok()).ok_or_else(Row::corrupt)
}

fn experiment(cells: Vec<Cell>) -> Result<StoredExperiment, StoreError> {
    let mut row = Row::new(cells);
    let state = state(&row.text()?).ok_or_else(Row::corrupt)?;
    let phase = row.count()?;
    let definition = definition(&row.text()?)?;
    Ok(StoredExperiment {
        experiment: Experiment { definition, state, phase },
        started_at: row.maybe_time()?,
        stopped_at: row.maybe_time()?,
        created_at: row.time()?,
        updated_at: row.time()?,
    })
}

fn state(word: &str) -> Option<State> {
    [State::Draft, State::Running, State::Stopped].into_iter().find(|state| state.word() == word)
}

fn phase(cells: Vec<Cell>) -> Result<StoredPhase, StoreError> {
    let mut row = Row::new(cells);
    Ok(StoredPhase {
        phase: row.count()?,
        definition: definition(&row.text()?)?,
        started_at: row.time()?,
        stopped_at: row.maybe_time()?,
    })
}

fn exposed(cells: Vec<Cell>) -> Result<Exposed, StoreError> {
    let mut row = Row::new(cells);
    Ok(Exposed {
        unit: row.text()?,
        arm: row.text()?,
        is_delivered: row.count()? > 0,
        is_mixed: row.count()? > 0,
        at_ms: row.time()?.ms(),
    })
}

fn outcome(cells: Vec<Cell>) -> Result<Outcome, StoreError> {
    let mut row = Row::new(cells);
    Ok(Outcome { unit: row.text()?, metric: row.text()?, numerator: row.signed()?, denominator: row.signed()? })
}

fn result(cells: Vec<Cell>) -> Result<StoredResult, StoreError> {
    let mut row = Row::new(cells);
    Ok(StoredResult {
        experiment: row.text()?,
        phase: row.count()?,
        at: row.time()?,
        reading: told::from_text(&row.text()?).map_err(|_| Row::corrupt())?,
    })
}
