//! How an experiment changes.
//!
//! ```text
//!   define          start (a new phase)           stop
//! ---------> draft ---------------------> running ----> stopped
//!              ^                             ^             | |
//!              |                             +--- start ---+ |
//!              +------------------ define -------------------+
//! ```
//!
//! While an experiment runs, nothing of it changes: what was counted under other weights, or for other arms, cannot be
//! added to what comes. So a change is stop, define, start: a new phase, with assignments and counts of its own.

use std::fmt;

use crate::definition::Definition;
use crate::showing::Way;

/// An experiment and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Experiment {
    /// What it is.
    pub definition: Definition,
    /// Whether it runs.
    pub state: State,
    /// The how manieth time it runs, or ran last; 0 before the first.
    pub phase: u32,
}

/// Whether an experiment runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It does not yet, with this definition.
    Draft,
    /// It does.
    Running,
    /// It has.
    Stopped,
}

/// Why an experiment does not change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It runs, and was to be defined differently.
    EditedWhileRunning,
    /// It runs already.
    AlreadyRunning,
    /// It does not run.
    NotRunning,
    /// Another one that runs has a part of the same layer.
    LayerTaken {
        /// Which one.
        by: String,
    },
    /// Another one that runs decides the same, and of the same units.
    Rival {
        /// Which one.
        by: String,
    },
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::EditedWhileRunning => f.write_str(
                "the experiment is running, and what is compared cannot change meanwhile: stop it, define it, and start it \
                 again, which opens a new phase",
            ),
            Self::AlreadyRunning => f.write_str("the experiment is running already"),
            Self::NotRunning => f.write_str("the experiment is not running"),
            Self::LayerTaken { by } => write!(
                f,
                "the experiment `{by}` is running in the same part of the layer: stop it first, or give this one another part"
            ),
            Self::Rival { by } => write!(
                f,
                "the experiment `{by}` is running and decides what is recommended to the same units: stop it first, or give \
                 each of them a part of its own of one layer"
            ),
        }
    }
}

impl std::error::Error for Refusal {}

impl Experiment {
    /// Returns the experiment with a definition, new or changed. The same definition again changes nothing.
    pub fn define(known: Option<&Self>, definition: Definition) -> Result<Self, Refusal> {
        match known {
            None => Ok(Self { definition, state: State::Draft, phase: 0 }),
            Some(known) if known.definition == definition => Ok(known.clone()),
            Some(known) if known.state == State::Running => Err(Refusal::EditedWhileRunning),
            Some(known) => Ok(Self { definition, state: State::Draft, phase: known.phase }),
        }
    }

    /// Returns the experiment in its next phase. `others` may be all there are.
    pub fn start(&self, others: &[Self]) -> Result<Self, Refusal> {
        if self.state == State::Running {
            return Err(Refusal::AlreadyRunning);
        }
        let mut running = others.iter().filter(|other| other.state == State::Running);
        if let Some(other) = running.clone().find(|other| self.overlaps(other)) {
            return Err(Refusal::LayerTaken { by: other.definition.key().to_owned() });
        }
        match running.find(|other| self.is_rival_of(other)) {
            Some(other) => Err(Refusal::Rival { by: other.definition.key().to_owned() }),
            None => Ok(Self { state: State::Running, phase: self.phase + 1, ..self.clone() }),
        }
    }

    /// Returns the experiment at its end.
    pub fn stop(&self) -> Result<Self, Refusal> {
        match self.state {
            State::Running => Ok(Self { state: State::Stopped, ..self.clone() }),
            State::Draft | State::Stopped => Err(Refusal::NotRunning),
        }
    }

    /// Tells whether both decide what this server shows to a unit that may take part in either.
    fn is_rival_of(&self, other: &Self) -> bool {
        let (ours, theirs) = (self.definition.draft(), other.definition.draft());
        let shows = |one: &Self| Way::of_definition(&one.definition).is_some();
        let are_apart = match (&ours.layer, &theirs.layer) {
            (Some(one), Some(another)) => one.name == another.name && !self.overlaps(other),
            (Some(_) | None, None) | (None, Some(_)) => false,
        };
        ours.unit == theirs.unit && shows(self) && shows(other) && !are_apart
    }

    fn overlaps(&self, other: &Self) -> bool {
        match (&self.definition.draft().layer, &other.definition.draft().layer) {
            (Some(ours), Some(theirs)) => {
                ours.name == theirs.name
                    && ours.from_percent < theirs.to_percent
                    && theirs.from_percent < ours.to_percent
            }
            (Some(_) | None, None) | (None, Some(_)) => false,
        }
    }
}

impl State {
    /// Its word, as it is kept and told.
    pub fn word(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Running => "running",
            Self::Stopped => "stopped",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Experiment, Refusal, State};
    use crate::definition::{Arm, Better, Definition, Draft, Metric, Per, Slice, UnitKind};

    fn definition(key: &str, weight: u32, slice: Option<(u32, u32)>) -> Definition {
        let arm = |name: &str, weight| Arm { name: name.to_owned(), weight };
        let draft = Draft {
            key: key.to_owned(),
            about: String::new(),
            unit: UnitKind::Circle,
            traffic_percent: 100,
            holdout_percent: 0,
            layer: slice.map(|(from_percent, to_percent)| Slice { name: "home".to_owned(), from_percent, to_percent }),
            planned_units: 1_000,
            arms: vec![arm("merged", 1), arm("logrank", weight)],
            metric: Metric { name: "accepted".to_owned(), better: Better::More, per: Per::Denominator },
            guardrails: Vec::new(),
            overrides: std::collections::BTreeMap::new(),
        };
        draft.check().unwrap()
    }

    #[test]
    fn exp_2_a_change_opens_a_new_phase() {
        let draft = Experiment::define(None, definition("a", 1, None)).unwrap();
        assert_eq!((draft.state, draft.phase), (State::Draft, 0));
        let running = draft.start(&[]).unwrap();
        assert_eq!((running.state, running.phase), (State::Running, 1));
        let stopped = running.stop().unwrap();
        let changed = Experiment::define(Some(&stopped), definition("a", 3, None)).unwrap();
        assert_eq!((changed.state, changed.phase), (State::Draft, 1));
        assert_eq!(changed.start(&[]).unwrap().phase, 2);
        assert_eq!(stopped.start(&[]).unwrap().phase, 2);
    }

    #[test]
    fn exp_2_nothing_changes_while_it_runs() {
        let running = Experiment::define(None, definition("a", 1, None)).unwrap().start(&[]).unwrap();
        assert_eq!(Experiment::define(Some(&running), definition("a", 3, None)), Err(Refusal::EditedWhileRunning));
        assert_eq!(Experiment::define(Some(&running), definition("a", 1, None)).as_ref(), Ok(&running));
        assert_eq!(running.start(&[]), Err(Refusal::AlreadyRunning));
        assert_eq!(running.stop().unwrap().stop(), Err(Refusal::NotRunning));
    }

    #[test]
    fn exp_3_two_that_run_share_no_part_of_a_layer() {
        let first = Experiment::define(None, definition("a", 1, Some((0, 50)))).unwrap().start(&[]).unwrap();
        let beside = Experiment::define(None, definition("b", 1, Some((50, 100)))).unwrap();
        assert!(beside.start(std::slice::from_ref(&first)).is_ok());
        let across = Experiment::define(None, definition("c", 1, Some((49, 100)))).unwrap();
        let taken = Refusal::LayerTaken { by: "a".to_owned() };
        assert_eq!(across.start(std::slice::from_ref(&first)), Err(taken));
        assert!(across.start(&[first.stop().unwrap()]).is_ok());
    }
}
