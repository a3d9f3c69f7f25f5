//! Between what the wire says of experiments and what they are.

use experiment::{
    Arm, Better, Draft, Effect, Health, Metric, MetricReading, Per, Problem, Reading, Slice, State, UnitKind, Verdict,
};
use protocol as wire;
use store::{StoredExperiment, StoredResult};

use crate::to_wire::rfc3339;

pub(super) fn entry(stored: &StoredExperiment) -> wire::ExperimentEntry {
    let draft = stored.experiment.definition.draft();
    wire::ExperimentEntry {
        key: draft.key.clone(),
        about: draft.about.clone(),
        state: match stored.experiment.state {
            State::Draft => wire::ExperimentState::Draft,
            State::Running => wire::ExperimentState::Running,
            State::Stopped => wire::ExperimentState::Stopped,
        },
        phase: stored.experiment.phase,
        started_at: stored.started_at.map(rfc3339),
        stopped_at: stored.stopped_at.map(rfc3339),
    }
}

pub(super) fn draft(definition: wire::ExperimentDefinition) -> Draft {
    Draft {
        key: definition.key,
        about: definition.about,
        unit: match definition.unit {
            wire::ExperimentUnit::Circle => UnitKind::Circle,
            wire::ExperimentUnit::User => UnitKind::User,
        },
        traffic_percent: definition.traffic_percent.unwrap_or(100),
        holdout_percent: definition.holdout_percent,
        layer: definition.layer.map(|wire::ExperimentSlice { name, from_percent, to_percent }| Slice {
            name,
            from_percent,
            to_percent,
        }),
        planned_units: definition.planned_units.unwrap_or(experiment::PLANNED_UNITS_DEFAULT),
        arms: definition.arms.into_iter().map(|arm| Arm { name: arm.name, weight: arm.weight }).collect(),
        metric: metric(definition.metric),
        guardrails: definition.guardrails.into_iter().map(metric).collect(),
        overrides: definition.overrides,
    }
}

fn metric(metric: wire::ExperimentMetric) -> Metric {
    Metric {
        name: metric.name,
        better: match metric.better {
            wire::ExperimentBetter::More => Better::More,
            wire::ExperimentBetter::Less => Better::Less,
        },
        per: match metric.per {
            wire::ExperimentPer::Denominator => Per::Denominator,
            wire::ExperimentPer::Unit => Per::Unit,
        },
    }
}

pub(super) fn definition(draft: &Draft) -> wire::ExperimentDefinition {
    let arm = |arm: &Arm| wire::ExperimentArm { name: arm.name.clone(), weight: arm.weight };
    wire::ExperimentDefinition {
        key: draft.key.clone(),
        about: draft.about.clone(),
        unit: match draft.unit {
            UnitKind::Circle => wire::ExperimentUnit::Circle,
            UnitKind::User => wire::ExperimentUnit::User,
        },
        traffic_percent: Some(draft.traffic_percent),
        holdout_percent: draft.holdout_percent,
        layer: draft.layer.as_ref().map(|slice| wire::ExperimentSlice {
            name: slice.name.clone(),
            from_percent: slice.from_percent,
            to_percent: slice.to_percent,
        }),
        planned_units: Some(draft.planned_units),
        arms: draft.arms.iter().map(arm).collect(),
        metric: told_metric(&draft.metric),
        guardrails: draft.guardrails.iter().map(told_metric).collect(),
        overrides: draft.overrides.clone(),
    }
}

fn told_metric(metric: &Metric) -> wire::ExperimentMetric {
    wire::ExperimentMetric {
        name: metric.name.clone(),
        better: better(metric.better),
        per: match metric.per {
            Per::Denominator => wire::ExperimentPer::Denominator,
            Per::Unit => wire::ExperimentPer::Unit,
        },
    }
}

fn better(better: Better) -> wire::ExperimentBetter {
    match better {
        Better::More => wire::ExperimentBetter::More,
        Better::Less => wire::ExperimentBetter::Less,
    }
}

pub(super) fn reading(phase: u32, reading: &Reading) -> wire::ExperimentReading {
    let arms = reading.arms.iter().map(|arm| wire::ExperimentArmReading {
        name: arm.name.clone(),
        weight: arm.weight,
        units: arm.units,
        delivered: arm.delivered,
    });
    wire::ExperimentReading {
        phase,
        verdict: verdict(&reading.verdict),
        health: health(&reading.health),
        arms: arms.collect(),
        metrics: reading.metrics.iter().map(metric_reading).collect(),
    }
}

pub(super) fn moment(result: &StoredResult) -> wire::ExperimentMoment {
    let effects = |metric: &MetricReading| metric.effects.iter().map(effect).collect::<Vec<_>>();
    let mut metrics = result.reading.metrics.iter();
    wire::ExperimentMoment {
        at: rfc3339(result.at),
        effects: metrics.next().map(effects).unwrap_or_default(),
        guardrails: metrics
            .map(|metric| wire::ExperimentGuardrailMoment { name: metric.name.clone(), effects: effects(metric) })
            .collect(),
    }
}

fn verdict(verdict: &Verdict) -> wire::ExperimentVerdict {
    match verdict {
        Verdict::Faulty { problem: why } => wire::ExperimentVerdict::Faulty { problem: problem(*why) },
        Verdict::TooFew { units, needed } => wire::ExperimentVerdict::TooFew { units: *units, needed: *needed },
        Verdict::NothingMeasured => wire::ExperimentVerdict::NothingMeasured,
        Verdict::NoSpread => wire::ExperimentVerdict::NoSpread,
        Verdict::Harmful { metric, effect: of } => {
            wire::ExperimentVerdict::Harmful { metric: metric.clone(), effect: effect(of) }
        }
        Verdict::Better { effect: of } => wire::ExperimentVerdict::Better { effect: effect(of) },
        Verdict::Worse { effect: of } => wire::ExperimentVerdict::Worse { effect: effect(of) },
        Verdict::NoDifference { detectable } => wire::ExperimentVerdict::NoDifference { detectable: *detectable },
    }
}

fn health(health: &Health) -> wire::ExperimentHealth {
    wire::ExperimentHealth {
        sample_ratio_probability: health.sample_ratio_probability,
        delivery_probability: health.delivery_probability,
        misassigned: health.misassigned,
        mixed: health.mixed,
        overridden: health.overridden,
        problems: health.problems.iter().copied().map(problem).collect(),
    }
}

fn problem(problem: Problem) -> wire::ExperimentProblem {
    match problem {
        Problem::Misassigned => wire::ExperimentProblem::Misassigned,
        Problem::SampleRatio => wire::ExperimentProblem::SampleRatio,
        Problem::Mixed => wire::ExperimentProblem::Mixed,
        Problem::Delivery => wire::ExperimentProblem::Delivery,
    }
}

fn metric_reading(metric: &MetricReading) -> wire::ExperimentMetricReading {
    wire::ExperimentMetricReading {
        name: metric.name.clone(),
        better: better(metric.better),
        ratios: metric.values.iter().map(|value| value.ratio).collect(),
        effects: metric.effects.iter().map(effect).collect(),
        alike: metric.alike.clone(),
    }
}

fn effect(effect: &Effect) -> wire::ExperimentEffect {
    wire::ExperimentEffect {
        arm: effect.arm.clone(),
        difference: effect.difference,
        low: effect.low,
        high: effect.high,
        detectable: effect.detectable,
        detectable_as_planned: effect.detectable_as_planned,
    }
}
