//! What is told of an experiment, in words.

use experiment::{ArmReading, Effect, Health, MetricReading, Problem, Reading, UnitKind, Verdict};
use store::{StoredExperiment, StoredPhase};

/// Where all units of an arm, and of the control, have done the same.
const ALIKE: &str = "(no differences seen yet)";

/// An experiment in one line.
pub(super) fn line(stored: &StoredExperiment) -> String {
    let experiment = &stored.experiment;
    let arms: Vec<_> = experiment.definition.arms().iter().map(|arm| format!("{} {}", arm.name, arm.weight)).collect();
    format!(
        "{}: {}, phase {}, arms {}",
        experiment.definition.key(),
        experiment.state.word(),
        experiment.phase,
        arms.join(" : ")
    )
}

/// A reading: its sentence first.
pub(super) fn tell(phase: &StoredPhase, reading: &Reading) -> Vec<String> {
    let draft = phase.definition.draft();
    let units = match draft.unit {
        UnitKind::Circle => "circles",
        UnitKind::User => "users",
    };
    let state = if phase.stopped_at.is_some() { "stopped" } else { "running" };
    let mut lines = vec![
        format!("{}, phase {}, {state}", draft.key, phase.phase),
        verdict(&reading.verdict, &draft.metric.name, units),
        String::new(),
    ];
    lines.extend(reading.arms.iter().map(|arm| {
        let delivered = percent(arm.delivered, arm.units);
        format!("  {}: {} {units}, {delivered} shown what it is", arm.name, arm.units)
    }));
    lines.extend(reading.metrics.iter().flat_map(|metric| metric_lines(metric, &reading.arms)));
    lines.push(String::new());
    lines.push(health(&reading.health));
    lines
}

fn verdict(verdict: &Verdict, metric: &str, units: &str) -> String {
    match verdict {
        Verdict::Faulty { problem } => format!("The arms cannot be compared: {}.", problem_words(*problem)),
        Verdict::TooFew { units: seen, needed } => {
            format!("Too early to say: the smallest arm has {seen} {units}, and needs {needed}.")
        }
        Verdict::NothingMeasured => format!("There are {units} in every arm, but nothing of {metric} was measured."),
        Verdict::NoSpread => {
            format!("No differences are seen yet: in {metric}, all {units} of an arm have done the same so far.")
        }
        Verdict::Harmful { metric, effect } => format!("{} does harm: {metric} is worse, {}.", effect.arm, by(effect)),
        Verdict::Better { effect } => format!("{} is better: {metric} differs {}.", effect.arm, by(effect)),
        Verdict::Worse { effect } => format!("{} is worse: {metric} differs {}.", effect.arm, by(effect)),
        Verdict::NoDifference { detectable } => format!(
            "No difference is seen. One of {} in {metric} would be, in four of five experiments of this size.",
            number(*detectable)
        ),
    }
}

fn by(effect: &Effect) -> String {
    format!("by {} ({} to {})", signed(effect.difference), signed(effect.low), signed(effect.high))
}

fn metric_lines(metric: &MetricReading, arms: &[ArmReading]) -> Vec<String> {
    let values = metric.values.iter().zip(arms).map(|(value, arm)| {
        let ratio = value.ratio.map_or_else(|| "nothing measured".to_owned(), number);
        let effect = metric.effects.iter().find(|effect| effect.arm == arm.name).map(by);
        let is_alike = metric.alike.contains(&arm.name);
        let against = effect.or_else(|| is_alike.then(|| ALIKE.to_owned())).unwrap_or_default();
        format!("  {}: {ratio} {against}", arm.name).trim_end().to_owned()
    });
    [String::new(), format!("{}:", metric.name)].into_iter().chain(values).collect()
}

fn health(health: &Health) -> String {
    let Health { misassigned, mixed, overridden, .. } = health;
    let found: Vec<_> = health.problems.iter().map(|problem| problem_words(*problem)).collect();
    let state = if found.is_empty() { "The numbers are sound".to_owned() } else { found.join("; ") };
    format!("{state}. In a wrong arm: {misassigned}; seen two arms: {mixed}; set by hand and left out: {overridden}.")
}

fn problem_words(problem: Problem) -> &'static str {
    match problem {
        Problem::Misassigned => "some have another arm than they were to have",
        Problem::SampleRatio => "the arms' sizes are not what their weights say, so some are lost or counted twice",
        Problem::Mixed => "more than one in a hundred have seen a second arm",
        Problem::Delivery => "one arm was shown less often than another, so what stood in for it would be compared",
    }
}

fn percent(part: u32, of: u32) -> String {
    if of == 0 { "none".to_owned() } else { format!("{:.1} %", 100.0 * f64::from(part) / f64::from(of)) }
}

fn number(value: f64) -> String {
    if value.abs() < 100.0 { format!("{value:.3}") } else { format!("{value:.1}") }
}

fn signed(value: f64) -> String {
    let sign = if value < 0.0 { "" } else { "+" };
    format!("{sign}{}", number(value))
}
