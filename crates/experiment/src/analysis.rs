//! From exposures and outcomes to a reading.
//!
//! The unit of analysis is the unit of assignment: of a circle's ten evenings, what is random once is its arm. A unit stays
//! in the arm it was first given whatever it was shown (*intention to treat*): to leave out whom something stood in for
//! would compare those who came at good times only. What a unit began before its first exposure is no outcome: who counts leaves it
//! out.

use std::collections::HashMap;

use crate::assignment::{Assignment, assign};
use crate::definition::{Definition, Metric, Per};
use crate::health::{Counts, Health};
use crate::limits::{ERROR_RATE, UNITS_PER_ARM_MIN};
use crate::moments::Moments;
use crate::reading::{ArmReading, ArmValue, Effect, MetricReading, Reading};
use crate::sequence::{Confidence, Difference};
use crate::verdict::Verdict;

/// A unit's first exposure in a phase.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exposed {
    /// The unit.
    pub unit: String,
    /// The arm it was given.
    pub arm: String,
    /// Whether it was shown what the arm is, and not what stood in for it.
    pub is_delivered: bool,
    /// Whether it was given a second arm later.
    pub is_mixed: bool,
    /// When, in milliseconds since 1970: only what it began from then on is an outcome.
    pub at_ms: i64,
}

/// What a unit has done in a phase, from its first exposure on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// The unit.
    pub unit: String,
    /// The metric.
    pub metric: String,
    /// How much.
    pub numerator: i64,
    /// Of how much, or of how many.
    pub denominator: i64,
}

/// Reads a phase. `exposed` has each unit once; the order does not matter.
pub fn read(definition: &Definition, phase: u32, exposed: &[Exposed], outcomes: &[Outcome]) -> Reading {
    let Enrolled { units, places, arms, counts } = Enrolled::of(definition, phase, exposed);
    let mut sums: HashMap<&str, Vec<(i64, i64)>> =
        definition.metrics().map(|metric| (metric.name.as_str(), vec![(0, 0); units.len()])).collect();
    for outcome in outcomes {
        let unit = places.get(outcome.unit.as_str()).copied();
        let sum = unit.and_then(|unit| sums.get_mut(outcome.metric.as_str())?.get_mut(unit));
        if let Some((numerator, denominator)) = sum {
            *numerator = numerator.saturating_add(outcome.numerator);
            *denominator = denominator.saturating_add(outcome.denominator);
        }
    }
    let guardrails = definition.draft().guardrails.len();
    let metrics: Vec<_> = definition
        .metrics()
        .enumerate()
        .map(|(index, metric)| {
            let shared_among = if index == 0 { 1 } else { guardrails };
            let of_units = units.iter().zip(sums.remove(metric.name.as_str()).unwrap_or_default());
            let of_units = of_units.map(|(arm, sum)| (*arm, sum));
            read_metric(definition, metric, of_units, error_rate(definition, shared_among))
        })
        .collect();
    let health = Health::of(&arms, counts);
    let verdict = Verdict::of(&health, &arms, &metrics);
    Reading { verdict, health, arms, metrics }
}

/// Who takes part.
struct Enrolled<'a> {
    /// The arm of each.
    units: Vec<usize>,
    /// Where each stands among them.
    places: HashMap<&'a str, usize>,
    arms: Vec<ArmReading>,
    counts: Counts,
}

impl<'a> Enrolled<'a> {
    fn of(definition: &Definition, phase: u32, exposed: &'a [Exposed]) -> Self {
        let arm = |arm: &crate::Arm| ArmReading { name: arm.name.clone(), weight: arm.weight, units: 0, delivered: 0 };
        let arms = definition.arms().iter().map(arm).collect();
        let mut enrolled = Self { units: Vec::new(), places: HashMap::new(), arms, counts: Counts::default() };
        for one in exposed {
            if definition.overridden(&one.unit).is_some() {
                enrolled.counts.overridden += 1;
                continue;
            }
            let given = definition.arm_index(&one.arm);
            enrolled.counts.misassigned +=
                u32::from(given.map(Assignment::Arm) != Some(assign(definition, phase, &one.unit)));
            enrolled.counts.mixed += u32::from(one.is_mixed);
            enrolled.take(one, given);
        }
        enrolled
    }

    fn take(&mut self, one: &'a Exposed, given: Option<usize>) {
        let Some((index, arm)) = given.and_then(|index| Some((index, self.arms.get_mut(index)?))) else { return };
        arm.units += 1;
        arm.delivered += u32::from(one.is_delivered);
        self.places.insert(&one.unit, self.units.len());
        self.units.push(index);
    }
}

/// The error rate is shared among the comparisons that could each be wrong.
fn error_rate(definition: &Definition, shared_among: usize) -> f64 {
    let comparisons = (definition.arms().len() - 1) * shared_among.max(1);
    ERROR_RATE / u32::try_from(comparisons).map_or(f64::INFINITY, f64::from)
}

fn read_metric(
    definition: &Definition,
    metric: &Metric,
    units: impl Iterator<Item = (usize, (i64, i64))>,
    error_rate: f64,
) -> MetricReading {
    let mut arms = vec![(Moments::default(), 0_i64, 0_i64); definition.arms().len()];
    for (arm, (numerator, denominator)) in units {
        let denominator = match metric.per {
            Per::Denominator => denominator,
            Per::Unit => 1,
        };
        if let Some((moments, numerators, denominators)) = arms.get_mut(arm) {
            moments.add(real(numerator), real(denominator));
            *numerators = numerators.saturating_add(numerator);
            *denominators = denominators.saturating_add(denominator);
        }
    }
    let values = arms.iter().map(|(moments, numerator, denominator)| ArmValue {
        numerator: *numerator,
        denominator: *denominator,
        ratio: moments.ratio(),
    });
    let mut reading = MetricReading {
        name: metric.name.clone(),
        better: metric.better,
        values: values.collect(),
        effects: Vec::new(),
        alike: Vec::new(),
    };
    let control = arms.first().map(|(moments, ..)| *moments).unwrap_or_default();
    for (index, (arm, (moments, ..))) in definition.arms().iter().zip(&arms).enumerate().skip(1) {
        let confidence = Confidence { error_rate, planned_units: planned_for(definition, index) };
        match difference(&control, moments) {
            Some(difference) if difference.has_spread() => {
                reading.effects.push(effect(&arm.name, difference, confidence));
            }
            Some(_) => reading.alike.push(arm.name.clone()),
            None => {}
        }
    }
    reading
}

/// How many of the planned units will be in the control and an arm.
fn planned_for(definition: &Definition, arm: usize) -> u32 {
    let weight = |index: usize| definition.arms().get(index).map_or(0, |arm| u64::from(arm.weight));
    let all: u64 = definition.arms().iter().map(|arm| u64::from(arm.weight)).sum();
    let planned = u64::from(definition.draft().planned_units) * (weight(0) + weight(arm)) / all;
    u32::try_from(planned).unwrap_or(u32::MAX)
}

/// Nothing where one of the arms has too few units, or nothing was measured in it.
fn difference(control: &Moments, arm: &Moments) -> Option<Difference> {
    let has_enough = control.units().min(arm.units()) >= UNITS_PER_ARM_MIN;
    has_enough.then(|| Difference::between(control, arm)).flatten()
}

fn effect(name: &str, difference: Difference, confidence: Confidence) -> Effect {
    let half_width = difference.half_width(confidence);
    Effect {
        arm: name.to_owned(),
        difference: difference.estimate,
        low: difference.estimate - half_width,
        high: difference.estimate + half_width,
        detectable: difference.detectable_at(confidence, difference.units),
        detectable_as_planned: difference.detectable_at(confidence, confidence.planned_units),
    }
}

#[expect(
    clippy::cast_precision_loss,
    reason = "what is counted is far below 2^53; beyond, the last digits say nothing"
)]
fn real(value: i64) -> f64 {
    value as f64
}
