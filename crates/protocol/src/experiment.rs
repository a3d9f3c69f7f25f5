//! Experiments, as operators define and read them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// The answer to `GET /api/admin/experiments`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ExperimentList {
    /// All of them, by key.
    pub experiments: Vec<ExperimentEntry>,
}

/// An experiment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ExperimentEntry {
    /// Its name.
    pub key: String,
    /// What it asks, in a sentence.
    pub about: String,
    /// Whether it runs.
    pub state: ExperimentState,
    /// The how manieth time it runs, or ran last; 0 before the first.
    pub phase: u32,
    /// RFC 3339: when this phase started.
    pub started_at: Option<String>,
    /// RFC 3339: when this phase stopped.
    pub stopped_at: Option<String>,
}

/// Whether an experiment runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum ExperimentState {
    /// It does not yet, with this definition.
    Draft,
    /// It does.
    Running,
    /// It has.
    Stopped,
}

/// What an experiment is: the body of `POST /api/admin/experiments`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ExperimentDefinition {
    /// Its name: small letters, digits and `-`.
    pub key: String,
    /// What it asks, in a sentence.
    #[serde(default)]
    pub about: String,
    /// What gets an arm.
    #[serde(default)]
    pub unit: ExperimentUnit,
    /// Of a hundred units, how many take part; all where nothing is said.
    pub traffic_percent: Option<u32>,
    /// Of a hundred units, how many are kept out of this and every other experiment with a holdout.
    #[serde(default)]
    pub holdout_percent: u32,
    /// Its part of a layer, where it shares no unit with the others of that layer.
    pub layer: Option<ExperimentSlice>,
    /// For how many units, all arms together, the intervals are to be narrowest.
    pub planned_units: Option<u32>,
    /// The arms; the first one is the control.
    pub arms: Vec<ExperimentArm>,
    /// What decides.
    pub metric: ExperimentMetric,
    /// What must not get worse.
    #[serde(default)]
    pub guardrails: Vec<ExperimentMetric>,
    /// Units whose arm is set by hand; they count for nothing.
    #[serde(default)]
    pub overrides: BTreeMap<String, String>,
}

/// What gets an arm.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum ExperimentUnit {
    /// People who watch together.
    #[default]
    Circle,
    /// A single user.
    User,
}

/// A part of a layer: `from_percent` is in it, `to_percent` is not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ExperimentSlice {
    /// The layer.
    pub name: String,
    /// Where the part begins.
    pub from_percent: u32,
    /// Where it ends.
    pub to_percent: u32,
}

/// One of the things that are compared.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ExperimentArm {
    /// Its name.
    pub name: String,
    /// Its share of the units, against the weights of the others.
    pub weight: u32,
}

/// A ratio of two sums.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ExperimentMetric {
    /// Its name.
    pub name: String,
    /// Which way is good.
    #[serde(default)]
    pub better: ExperimentBetter,
    /// Through what the numerators are taken.
    #[serde(default)]
    pub per: ExperimentPer,
}

/// Which way is good.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum ExperimentBetter {
    /// The more, the better.
    #[default]
    More,
    /// The less, the better.
    Less,
}

/// Through what the numerators of a metric are taken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum ExperimentPer {
    /// The denominators of the outcomes.
    #[default]
    Denominator,
    /// Every unit that takes part.
    Unit,
}

/// The answer to `GET /api/admin/experiments/{key}`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ExperimentDetail {
    /// The experiment.
    pub experiment: ExperimentEntry,
    /// What it is.
    pub definition: ExperimentDefinition,
    /// What the phase that runs, or ran last, amounts to now; none before the first.
    pub reading: Option<ExperimentReading>,
    /// What that phase amounted to from day to day, the first day first.
    pub over_time: Vec<ExperimentMoment>,
}

/// What a phase amounted to at one moment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ExperimentMoment {
    /// RFC 3339: when.
    pub at: String,
    /// Each other arm against the control in what decides; nothing while there were too few units.
    pub effects: Vec<ExperimentEffect>,
    /// The same in each guardrail.
    pub guardrails: Vec<ExperimentGuardrailMoment>,
}

/// A guardrail at one moment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ExperimentGuardrailMoment {
    /// The metric.
    pub name: String,
    /// Each other arm against the control.
    pub effects: Vec<ExperimentEffect>,
}

/// What a phase amounts to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ExperimentReading {
    /// Which phase.
    pub phase: u32,
    /// It in a sentence: a code and its numbers.
    pub verdict: ExperimentVerdict,
    /// Whether the numbers can be believed.
    pub health: ExperimentHealth,
    /// The arms; the first one is the control.
    pub arms: Vec<ExperimentArmReading>,
    /// What is measured: first what decides, then the guardrails.
    pub metrics: Vec<ExperimentMetricReading>,
}

/// An experiment in one sentence.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum ExperimentVerdict {
    /// The numbers cannot be believed.
    Faulty {
        /// Why.
        problem: ExperimentProblem,
    },
    /// Some arm has too few units.
    TooFew {
        /// How many the smallest has.
        units: u32,
        /// How many it needs.
        needed: u32,
    },
    /// An arm is worse where it must not be.
    Harmful {
        /// The guardrail.
        metric: String,
        /// The arm.
        effect: ExperimentEffect,
    },
    /// There are units, but nothing of what decides was measured.
    NothingMeasured,
    /// All units of an arm have done the same so far, so no difference can be told yet.
    NoSpread,
    /// An arm is better than the control.
    Better {
        /// The best one.
        effect: ExperimentEffect,
    },
    /// An arm is worse than the control, and none is better.
    Worse {
        /// The worst one.
        effect: ExperimentEffect,
    },
    /// No difference is seen.
    NoDifference {
        /// The smallest true difference that would be, in four of five experiments of this size.
        detectable: f64,
    },
}

/// Something for which no comparison of the arms is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum ExperimentProblem {
    /// Units have another arm than they were to have.
    Misassigned,
    /// The sizes of the arms are not what their weights say.
    SampleRatio,
    /// Too many units have seen a second arm.
    Mixed,
    /// Some arms were shown less often than others.
    Delivery,
}

/// An arm against the control.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ExperimentEffect {
    /// The arm.
    pub arm: String,
    /// Its ratio less the control's.
    pub difference: f64,
    /// Where the interval begins that the true difference lies in.
    pub low: f64,
    /// Where it ends.
    pub high: f64,
    /// The smallest true difference that would be seen in four of five experiments of this size.
    pub detectable: f64,
    /// The same, with as many units as are planned.
    pub detectable_as_planned: f64,
}

/// Whether an experiment's numbers can be believed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ExperimentHealth {
    /// How likely chance alone makes the arms' sizes differ that much from their weights.
    pub sample_ratio_probability: f64,
    /// How likely chance alone makes the shares differ that much that were shown what their arm is.
    pub delivery_probability: f64,
    /// How many units have another arm than they were to have.
    pub misassigned: u32,
    /// How many units have seen a second arm.
    pub mixed: u32,
    /// How many were left out, for their arm was set by hand.
    pub overridden: u32,
    /// What is wrong.
    pub problems: Vec<ExperimentProblem>,
}

/// How many an arm has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ExperimentArmReading {
    /// The arm.
    pub name: String,
    /// Its share, against the weights of the others.
    pub weight: u32,
    /// How many units have it.
    pub units: u32,
    /// How many of them were shown what the arm is.
    pub delivered: u32,
}

/// What a metric says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ExperimentMetricReading {
    /// The metric.
    pub name: String,
    /// Which way is good.
    pub better: ExperimentBetter,
    /// Its ratio in each arm, in their order; none where nothing was measured.
    pub ratios: Vec<Option<f64>>,
    /// Each other arm against the control, where both have units enough and these do not all do the same.
    pub effects: Vec<ExperimentEffect>,
    /// The other arms that cannot be compared yet: all units of such an arm have done the same, and so have those of the control.
    pub alike: Vec<String>,
}
