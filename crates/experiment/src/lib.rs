//! Experiments: two or more arms, one of which a circle or a user gets, and what the numbers say about them.
//!
//! Everything is a function of its arguments. [`assign`] says who gets which arm, on every machine the same
//! (`vectors/experiment.json`); [`Experiment`] is how a definition becomes a running phase and may no longer change;
//! [`read`] says what exposures and outcomes amount to, and may be looked at as often as one likes. The derivation stands
//! in `docs/design/013-experiments.md`.

#![cfg_attr(not(test), warn(clippy::wildcard_enum_match_arm))]

mod limits;
mod definition;
mod lifecycle;
mod assignment;
mod showing;
mod tail;
mod surprise;
mod moments;
mod sequence;
mod reading;
mod health;
mod verdict;
mod analysis;

pub use analysis::{Exposed, Outcome, read};
pub use assignment::{Assignment, Outside, assign, draw};
pub use definition::{Arm, Better, Definition, Draft, Flaw, Metric, Per, Slice, UnitKind};
pub use health::{Counts, Health, Problem};
pub use lifecycle::{Experiment, Refusal, State};
pub use limits::*;
pub use moments::Moments;
pub use reading::{ArmReading, ArmValue, Effect, MetricReading, Reading};
pub use sequence::{Confidence, Difference};
pub use showing::{Showing, Way, showing};
pub use tail::{chi_square_tail, two_sided_tail};
pub use verdict::Verdict;
