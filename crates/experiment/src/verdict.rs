//! An experiment in one sentence: which one, and its numbers. The words are the page's.

use serde::{Deserialize, Serialize};

use crate::health::{Health, Problem};
use crate::limits::UNITS_PER_ARM_MIN;
use crate::reading::{ArmReading, Effect, MetricReading};

/// What there is to say. What stands above goes before what stands below.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Verdict {
    /// The numbers cannot be believed.
    Faulty {
        /// Why.
        problem: Problem,
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
        effect: Effect,
    },
    /// There are units, but nothing of what decides was measured.
    NothingMeasured,
    /// All units of an arm have done the same, so nothing says how far off a comparison may be.
    NoSpread,
    /// An arm is better than the control.
    Better {
        /// The best one.
        effect: Effect,
    },
    /// An arm is worse than the control, and none is better.
    Worse {
        /// The worst one.
        effect: Effect,
    },
    /// No difference is seen.
    NoDifference {
        /// The smallest true difference that would be, in four of five experiments of this size.
        detectable: f64,
    },
}

impl Verdict {
    pub(crate) fn of(health: &Health, arms: &[ArmReading], metrics: &[MetricReading]) -> Self {
        if let Some(problem) = health.problems.first() {
            return Self::Faulty { problem: *problem };
        }
        let units = arms.iter().map(|arm| arm.units).min().unwrap_or(0);
        if units < UNITS_PER_ARM_MIN {
            return Self::TooFew { units, needed: UNITS_PER_ARM_MIN };
        }
        let Some((metric, guardrails)) = metrics.split_first() else { return Self::NothingMeasured };
        if let Some((metric, effect)) = guardrails.iter().find_map(|metric| Some((metric, worst(metric)?))) {
            return Self::Harmful { metric: metric.name.clone(), effect };
        }
        let Some(least) = metric.effects.iter().map(|effect| effect.detectable).reduce(f64::min) else {
            return if metric.alike.is_empty() { Self::NothingMeasured } else { Self::NoSpread };
        };
        let better = best(metric).map(|effect| Self::Better { effect });
        let worse = || worst(metric).map(|effect| Self::Worse { effect });
        better.or_else(worse).unwrap_or(Self::NoDifference { detectable: least })
    }
}

fn best(metric: &MetricReading) -> Option<Effect> {
    farthest(metric.effects.iter().filter(|effect| effect.is_better(metric.better)))
}

fn worst(metric: &MetricReading) -> Option<Effect> {
    farthest(metric.effects.iter().filter(|effect| effect.is_worse(metric.better)))
}

fn farthest<'a>(effects: impl Iterator<Item = &'a Effect>) -> Option<Effect> {
    effects.max_by(|one, other| one.difference.abs().total_cmp(&other.difference.abs())).cloned()
}
