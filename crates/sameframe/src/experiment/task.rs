//! What is done, and what is told of it.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use clap::Subcommand;
use experiment::{Definition, Draft, Reading};
use serde::Serialize;
use store::{EXPERIMENTS_MAX, Experiments, Store, last_phase, read_phase};
use timeline::Timestamp;

use super::words;
use crate::export::now;
use crate::parts;
use crate::settings::Settings;
use crate::telemetry::say;

/// What to do with experiments.
#[derive(Clone, Debug, Subcommand)]
pub(crate) enum ExperimentTask {
    /// List the experiments.
    List,
    /// Define an experiment from a file; one that is there is defined anew, unless it runs.
    Define {
        /// The file, in TOML: see docs/experiments.md.
        file: PathBuf,
    },
    /// Start an experiment: a new phase.
    Start {
        /// Its key.
        key: String,
    },
    /// Stop an experiment. Everybody gets the control from then on.
    Stop {
        /// Its key.
        key: String,
    },
    /// Say what an experiment's numbers amount to. Look as often as you like: it makes nothing less certain.
    Read {
        /// Its key.
        key: String,
        /// Write everything, as JSON.
        #[arg(long)]
        json: bool,
    },
}

/// A reading, as it is written for programs.
#[derive(Serialize)]
struct Told<'a> {
    key: &'a str,
    phase: u32,
    started_at_ms: i64,
    stopped_at_ms: Option<i64>,
    #[serde(flatten)]
    reading: &'a Reading,
}

/// Does what was asked.
pub(crate) async fn run(settings: &Settings, task: &ExperimentTask) -> anyhow::Result<()> {
    let store = &*parts::look_at_store(settings)?;
    let kept = store.experiments().context("this database keeps no experiments")?;
    match task {
        ExperimentTask::List => list(kept).await,
        ExperimentTask::Define { file } => define(store, file).await,
        ExperimentTask::Start { key } => {
            let started = api::start_experiment(store, key, now()?).await?;
            let phase = started.experiment.phase;
            say(&format!("{key} is running: phase {phase}. Look at it with: sameframe experiment read {key}"));
            Ok(())
        }
        ExperimentTask::Stop { key } => {
            api::stop_experiment(store, key, now()?).await?;
            say(&format!("{key} has stopped. What it has said stays: sameframe experiment read {key}"));
            Ok(())
        }
        ExperimentTask::Read { key, json } => read(kept, key, *json).await,
    }
}

async fn list(kept: &dyn Experiments) -> anyhow::Result<()> {
    let all = kept.all_experiments(EXPERIMENTS_MAX).await?;
    if all.is_empty() {
        say("There are no experiments. Define one with: sameframe experiment define FILE.toml");
    }
    for stored in all {
        say(&words::line(&stored));
    }
    Ok(())
}

async fn define(store: &dyn Store, file: &Path) -> anyhow::Result<()> {
    let definition = definition(file).with_context(|| format!("cannot take the definition in {}", file.display()))?;
    let defined = api::define_experiment(store, definition, now()?).await?;
    say(&words::line(&defined));
    Ok(())
}

fn definition(file: &Path) -> anyhow::Result<Definition> {
    let draft: Draft = toml::from_str(&std::fs::read_to_string(file)?)?;
    Ok(draft.check()?)
}

async fn read(kept: &dyn Experiments, key: &str, json: bool) -> anyhow::Result<()> {
    let stored = kept.experiment(key).await?;
    let stored = stored.with_context(|| format!("there is no experiment {key:?}"))?;
    let Some(phase) = last_phase(kept, &stored).await? else {
        bail!("{key} has not run yet: start it with `sameframe experiment start {key}`");
    };
    let reading = read_phase(kept, &phase).await?;
    if json {
        let told = Told {
            key,
            phase: phase.phase,
            started_at_ms: phase.started_at.ms(),
            stopped_at_ms: phase.stopped_at.map(Timestamp::ms),
            reading: &reading,
        };
        say(&serde_json::to_string_pretty(&told)?);
    } else {
        say(&words::tell(&phase, &reading).join("\n"));
    }
    Ok(())
}
