//! What an experiment's numbers amount to at one moment.

use serde::{Deserialize, Serialize};

use crate::definition::Better;
use crate::health::Health;
use crate::verdict::Verdict;

/// What is read of a phase.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reading {
    /// It in a sentence: a code and its numbers.
    pub verdict: Verdict,
    /// Whether the numbers can be believed.
    pub health: Health,
    /// The arms; the first one is the control.
    pub arms: Vec<ArmReading>,
    /// What is measured: first what decides, then the guardrails.
    pub metrics: Vec<MetricReading>,
}

/// How many an arm has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ArmReading {
    /// The arm.
    pub name: String,
    /// Its share, against the weights of the others.
    pub weight: u32,
    /// How many units have it.
    pub units: u32,
    /// How many of them were shown what the arm is, and not what stood in for it.
    pub delivered: u32,
}

/// What a metric says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MetricReading {
    /// The metric.
    pub name: String,
    /// Which way is good.
    pub better: Better,
    /// Its value in each arm.
    pub values: Vec<ArmValue>,
    /// Each other arm against the control, where both have units enough and these do not all do the same.
    pub effects: Vec<Effect>,
    /// The other arms that cannot be compared yet: all units of such an arm have done the same, and so have those of the control.
    #[serde(default)]
    pub alike: Vec<String>,
}

/// The value of a metric in an arm.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct ArmValue {
    /// The sum of the numerators.
    pub numerator: i64,
    /// The sum of the denominators.
    pub denominator: i64,
    /// The one through the other.
    pub ratio: Option<f64>,
}

/// An arm against the control.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Effect {
    /// The arm.
    pub arm: String,
    /// Its ratio less the control's.
    pub difference: f64,
    /// Where the interval begins.
    pub low: f64,
    /// Where it ends.
    pub high: f64,
    /// The smallest true difference that would be seen in four of five experiments of this size.
    pub detectable: f64,
    /// The same, with as many units as are planned.
    pub detectable_as_planned: f64,
}

impl Effect {
    /// Tells whether the whole interval lies on the good side.
    pub(crate) fn is_better(&self, better: Better) -> bool {
        match better {
            Better::More => self.low > 0.0,
            Better::Less => self.high < 0.0,
        }
    }

    /// Tells whether the whole interval lies on the bad side.
    pub(crate) fn is_worse(&self, better: Better) -> bool {
        match better {
            Better::More => self.high < 0.0,
            Better::Less => self.low > 0.0,
        }
    }
}
