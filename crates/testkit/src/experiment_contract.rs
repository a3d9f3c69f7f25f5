//! The contract of experiments, for each backend's suite.

use std::collections::BTreeMap;

use experiment::{Arm, Better, Definition, Draft, Experiment, Metric, Outcome, Per, Reading, State, UnitKind, assign};
use futures_util::stream::{self, StreamExt as _};
use store::{
    Experiments, Store, StoreError, StoredExperiment, StoredExposure, StoredPhase, StoredResult, day_of, read_phase,
};
use timeline::Timestamp;

const DAY_MS: i64 = 86_400_000;

/// Runs the part of the contract that is about experiments. The store is without content.
pub(crate) async fn experiment_contract(store: &dyn Store) {
    let all = store.experiments().expect("a real store keeps them");
    an_experiment_is_as_it_was_left(all).await;
    the_first_exposure_stays(all).await;
    of_those_that_start_at_one_moment_one_is_the_first(all).await;
    phases_are_found_by_when_they_stopped(all).await;
    outcomes_are_of_those_who_were_exposed(all).await;
    the_end_of_a_count_is_kept(all).await;
    a_phase_is_read_whole(all).await;
    results_are_one_for_each_day(all).await;
    what_is_long_over_is_cleared_away_and_its_result_stays(all).await;
}

fn at(ms: i64) -> Timestamp {
    Timestamp::from_ms(ms)
}

fn definition(key: &str, weight: u32) -> Definition {
    let draft = Draft {
        key: key.to_owned(),
        about: "Does the order matter?".to_owned(),
        unit: UnitKind::Circle,
        traffic_percent: 100,
        holdout_percent: 0,
        layer: None,
        planned_units: 1_000,
        arms: [("control", weight), ("new", 1)].map(|(name, weight)| Arm { name: name.to_owned(), weight }).to_vec(),
        metric: Metric { name: "accepted".to_owned(), better: Better::More, per: Per::Unit },
        guardrails: Vec::new(),
        overrides: BTreeMap::new(),
    };
    draft.check().expect("a sample is valid")
}

fn stored(key: &str, weight: u32, state: State) -> StoredExperiment {
    StoredExperiment {
        experiment: Experiment { definition: definition(key, weight), state, phase: u32::from(state != State::Draft) },
        started_at: (state != State::Draft).then(|| at(200)),
        stopped_at: (state == State::Stopped).then(|| at(300)),
        created_at: at(100),
        updated_at: at(100),
    }
}

async fn an_experiment_is_as_it_was_left(all: &dyn Experiments) {
    let draft = stored("order", 1, State::Draft);
    assert!(all.keep_experiment(&draft, None).await.unwrap());
    assert!(!all.keep_experiment(&stored("order", 2, State::Draft), None).await.unwrap(), "there is one");
    assert!(all.keep_experiment(&stored("another", 1, State::Draft), None).await.unwrap());
    assert_eq!(all.experiment("order").await.unwrap().as_ref(), Some(&draft));
    assert_eq!(all.experiment("nothing").await.unwrap(), None);
    assert_eq!(draft.phase(), None, "it has not run");

    let running = StoredExperiment { updated_at: at(200), ..stored("order", 1, State::Running) };
    assert!(all.keep_experiment(&running, Some(at(100))).await.unwrap());
    let other = StoredExperiment { updated_at: at(250), ..stored("order", 3, State::Draft) };
    assert!(!all.keep_experiment(&other, Some(at(100))).await.unwrap(), "somebody else has changed it since");
    assert_eq!(all.experiment("order").await.unwrap().as_ref(), Some(&running));
    let keys = async |limit| {
        let found = all.all_experiments(limit).await.unwrap();
        found.into_iter().map(|stored| stored.experiment.definition.key().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(keys(10).await, ["another", "order"]);
    assert_eq!(keys(1).await, ["another"]);

    let first = stored("order", 1, State::Stopped).phase().expect("it has run");
    assert_eq!(first.stopped_at, Some(at(300)));
    let second = StoredPhase { phase: 2, started_at: at(400), stopped_at: Some(at(500)), ..first.clone() };
    for phase in [&first, &second, &first] {
        all.keep_phase(phase).await.unwrap();
    }
    let changed = StoredPhase { stopped_at: Some(at(999)), ..first.clone() };
    all.keep_phase(&changed).await.unwrap();
    assert_eq!(all.phases("order", 10).await.unwrap(), [second.clone(), first]);
    assert_eq!(all.phases("order", 1).await.unwrap(), [second]);
}

/// EXP-3
async fn of_those_that_start_at_one_moment_one_is_the_first(all: &dyn Experiments) {
    let keys: Vec<_> = (0..8).map(|number| format!("start-{number}")).collect();
    for key in &keys {
        assert!(all.keep_experiment(&stored(key, 1, State::Draft), None).await.unwrap());
    }
    let started = |key: &str| StoredExperiment { updated_at: at(200), ..stored(key, 1, State::Running) };
    let running = async || {
        let found = all.all_experiments(100).await.unwrap().into_iter().map(|stored| stored.experiment);
        found.filter(|one| one.state == State::Running).collect::<Vec<_>>()
    };
    let before = running().await;
    let starts = keys.iter().map(|key| {
        let (started, before) = (started(key), before.clone());
        async move { Ok::<_, StoreError>(all.begin_experiment(&started, at(100), &before).await?.then_some(key)) }
    });
    let begun = futures_util::future::join_all(starts).await;
    let begun: Vec<_> = begun.into_iter().filter_map(Result::unwrap).collect();
    assert_eq!(begun.len(), 1, "{begun:?} have all started, and none knew of the others");
    let late = keys.iter().find(|key| *key != begun[0]).unwrap();
    assert!(!all.begin_experiment(&started(late), at(100), &before).await.unwrap(), "it has still not seen the first");
    let seen = running().await;
    assert!(!all.begin_experiment(&started(late), at(99), &seen).await.unwrap(), "somebody has changed it");
    let next = |one: &Experiment| Experiment { phase: one.phase + 1, ..one.clone() };
    let other_phases: Vec<_> = seen.iter().map(next).collect();
    assert!(!all.begin_experiment(&started(late), at(100), &other_phases).await.unwrap(), "those are others");
    assert!(all.begin_experiment(&started(late), at(100), &seen).await.unwrap());
    assert_eq!(all.experiment(late).await.unwrap(), Some(started(late)));
}

async fn phases_are_found_by_when_they_stopped(all: &dyn Experiments) {
    let found = async |since, limit| {
        let found = all.phases_since(at(since), limit).await.unwrap();
        let of_order = found.into_iter().filter(|phase| ["order", "since"].contains(&phase.definition.key()));
        of_order.map(|phase| (phase.definition.key().to_owned(), phase.phase)).collect::<Vec<_>>()
    };
    let phases = |of: &[(&str, u32)]| of.iter().map(|(key, phase)| ((*key).to_owned(), *phase)).collect::<Vec<_>>();
    let since = StoredExperiment { stopped_at: Some(at(450)), ..stored("since", 1, State::Stopped) };
    assert!(all.keep_experiment(&since, None).await.unwrap());
    assert_eq!(found(300, 100).await, phases(&[("order", 1), ("order", 2), ("since", 1), ("order", 1)]));
    all.keep_phase(&since.phase().unwrap()).await.unwrap();
    assert_eq!(found(400, 100).await, phases(&[("order", 1), ("order", 2), ("since", 1)]), "it is the same");
    assert_eq!(found(501, 100).await, phases(&[("order", 1)]), "one that runs has no end");
    assert_eq!(all.phases_since(at(0), 1).await.unwrap().len(), 1);
}

fn exposure(phase: u32, unit: &str, arm: &str) -> StoredExposure {
    let (unit, arm) = (unit.to_owned(), arm.to_owned());
    StoredExposure { experiment: "order".to_owned(), phase, unit, arm, is_delivered: true, at: at(10 * DAY_MS + 5) }
}

/// EXP-5
async fn the_first_exposure_stays(all: &dyn Experiments) {
    let first = exposure(1, "a", "new");
    all.expose(&first).await.unwrap();
    all.expose(&StoredExposure { is_delivered: false, at: at(20 * DAY_MS), ..first.clone() }).await.unwrap();
    let units = all.exposures("order", 1, "", 10).await.unwrap();
    assert_eq!(units.len(), 1);
    let one = &units[0];
    assert_eq!((one.arm.as_str(), one.is_delivered, one.is_mixed, one.at_ms), ("new", true, false, 10 * DAY_MS + 5));
    for _ in 0..2 {
        all.expose(&exposure(1, "a", "control")).await.unwrap();
    }
    let one = all.exposures("order", 1, "", 10).await.unwrap().remove(0);
    assert_eq!((one.arm.as_str(), one.is_mixed), ("new", true), "it has seen a second arm, and stays in the first");

    all.expose(&StoredExposure { is_delivered: false, ..exposure(1, "b", "control") }).await.unwrap();
    all.expose(&exposure(2, "c", "control")).await.unwrap();
    let page = async |after, limit| {
        let page = all.exposures("order", 1, after, limit).await.unwrap();
        page.into_iter().map(|one| (one.unit, one.is_delivered)).collect::<Vec<_>>()
    };
    assert_eq!(page("", 1).await, [("a".to_owned(), true)]);
    assert_eq!(page("a", 10).await, [("b".to_owned(), false)]);
}

fn outcome(unit: &str, metric: &str, numerator: i64) -> Outcome {
    Outcome { unit: unit.to_owned(), metric: metric.to_owned(), numerator, denominator: 2 }
}

/// EXP-5
async fn outcomes_are_of_those_who_were_exposed(all: &dyn Experiments) {
    let (kept, other) = (outcome("b", "accepted", 5), outcome("b", "vetoes", -1));
    for outcome in [&outcome("b", "accepted", 4), &kept, &kept, &other, &outcome("nobody", "accepted", 1)] {
        all.keep_outcome("order", 1, outcome).await.unwrap();
    }
    let last = outcome("a", "vetoes", i64::MAX);
    all.keep_outcome("order", 1, &last).await.unwrap();
    let found = async |after: Option<&Outcome>, limit| all.outcomes("order", 1, after, limit).await.unwrap();
    assert_eq!(found(None, 10).await, [last.clone(), kept.clone(), other.clone()]);
    assert_eq!(found(Some(&last), 1).await, std::slice::from_ref(&kept));
    assert_eq!(found(Some(&kept), 10).await, std::slice::from_ref(&other));
    all.keep_outcome("order", 2, &outcome("b", "accepted", 1)).await.unwrap();
    assert_eq!(all.outcomes("order", 2, None, 10).await.unwrap(), [], "that unit was exposed in another phase");
    all.keep_outcome("order", 2, &outcome("c", "accepted", 7)).await.unwrap();
    assert_eq!(found(None, 10).await, [last, kept, other], "each phase has its own");
}

async fn the_end_of_a_count_is_kept(all: &dyn Experiments) {
    assert_eq!(all.counted_at("order", 1).await.unwrap(), None);
    for ms in [700, 800] {
        all.end_count("order", 1, at(ms)).await.unwrap();
    }
    assert_eq!(all.counted_at("order", 1).await.unwrap(), Some(at(700)));
    assert_eq!(all.counted_at("order", 2).await.unwrap(), None);
}

/// More units than are read at a time.
async fn a_phase_is_read_whole(all: &dyn Experiments) {
    let phase = StoredPhase {
        phase: 1,
        definition: definition("whole", 1),
        started_at: at(10 * DAY_MS),
        stopped_at: Some(at(11 * DAY_MS)),
    };
    let units: Vec<_> = (0..505).map(|unit| format!("whole-{unit}")).collect();
    let writes = units.iter().map(|unit| {
        let arm = phase.definition.arms()[assign(&phase.definition, 1, unit).shown()].name.clone();
        let exposed = StoredExposure { experiment: "whole".to_owned(), arm, ..exposure(1, unit, "") };
        async move {
            all.expose(&exposed).await.unwrap();
            all.keep_outcome("whole", 1, &outcome(unit, "accepted", 1)).await.unwrap();
        }
    });
    stream::iter(writes).buffer_unordered(64).collect::<Vec<()>>().await;
    let reading = read_phase(all, &phase).await.unwrap();
    assert_eq!(reading.arms.iter().map(|arm| arm.units).sum::<u32>(), 505);
    assert_eq!(reading.health.misassigned, 0);
    let accepted: i64 = reading.metrics[0].values.iter().map(|value| value.numerator).sum();
    assert_eq!(accepted, 505);
}

async fn results_are_one_for_each_day(all: &dyn Experiments) {
    let reading: Reading = experiment::read(&definition("order", 1), 1, &[], &[]);
    let result =
        |phase, ms| StoredResult { experiment: "order".to_owned(), phase, at: at(ms), reading: reading.clone() };
    let days = async || {
        let found = all.results("order", 1, 10).await.unwrap();
        found.into_iter().map(|result| (day_of(result.at), result.at.ms() % DAY_MS)).collect::<Vec<_>>()
    };
    for ms in [10 * DAY_MS, 11 * DAY_MS + 1, 11 * DAY_MS + 2] {
        all.keep_result(&result(1, ms)).await.unwrap();
    }
    all.keep_result(&result(2, 90 * DAY_MS)).await.unwrap();
    assert_eq!(days().await, [(11, 2), (10, 0)]);
    all.keep_result(&result(1, 5_000 * DAY_MS)).await.unwrap();
    all.keep_result(&result(1, 12 * DAY_MS)).await.unwrap();
    assert_eq!(days().await, [(12, 0), (11, 2), (10, 0)], "a clock that ran ahead has left nothing");
    assert_eq!(all.results("order", 1, 1).await.unwrap(), [result(1, 12 * DAY_MS)]);
    assert_eq!(all.results("order", 2, 10).await.unwrap().len(), 1);
}

async fn what_is_long_over_is_cleared_away_and_its_result_stays(all: &dyn Experiments) {
    let over = stored("over", 1, State::Stopped);
    assert!(all.keep_experiment(&over, None).await.unwrap());
    assert!(all.keep_experiment(&stored("going-on", 1, State::Running), None).await.unwrap());
    for (key, unit) in [("over", "over-a"), ("over", "over-b"), ("going-on", "over-b")] {
        all.expose(&StoredExposure { experiment: key.to_owned(), ..exposure(1, unit, "new") }).await.unwrap();
        all.keep_outcome(key, 1, &outcome(unit, "accepted", 1)).await.unwrap();
    }
    let units = async |key| all.exposures(key, 1, "", 10).await.unwrap().len();
    all.sweep_exposures(at(301)).await.unwrap();
    assert_eq!(units("over").await, 2, "nothing was read of it yet");
    let phase = over.phase().unwrap();
    let reading = read_phase(all, &phase).await.unwrap();
    assert_eq!(reading.arms.iter().map(|arm| arm.units).sum::<u32>(), 2);
    let result = StoredResult { experiment: "over".to_owned(), phase: 1, at: at(400), reading: reading.clone() };
    all.keep_result(&result).await.unwrap();
    all.sweep_exposures(at(300)).await.unwrap();
    assert_eq!(units("over").await, 2, "it is not over for so long");
    assert!(all.sweep_exposures(at(301)).await.unwrap() >= 4, "two exposures, and what they did");
    assert_eq!((units("over").await, units("going-on").await), (0, 1));
    let left = all.outcomes("going-on", 1, None, 10).await.unwrap();
    assert_eq!(left, [outcome("over-b", "accepted", 1)], "that is of another one");
    assert_eq!(all.outcomes("over", 1, None, 10).await.unwrap(), []);
    assert_eq!(read_phase(all, &phase).await.unwrap(), reading, "as it was read last");
}
