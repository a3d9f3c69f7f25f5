//! What this server shows by itself, by the arm that a unit has: ways to recommend.

use crate::assignment::{Assignment, assign};
use crate::definition::{Definition, UnitKind};
use crate::lifecycle::{Experiment, State};

/// A way to recommend, by the name that an arm has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// What was learnt of those who ask: `taste` for one, `together` for several.
    Learnt,
    /// What is hot: `pulse`.
    Hot,
}

/// What a unit is shown, and by which experiment.
#[derive(Clone, Copy, Debug)]
pub struct Showing<'a> {
    /// The experiment.
    pub experiment: &'a Experiment,
    /// What the unit gets in it.
    pub assignment: Assignment,
    /// The way of the arm that is shown.
    pub way: Way,
}

impl Way {
    fn of_arm(name: &str, kind: UnitKind) -> Option<Self> {
        match (name, kind) {
            ("taste", UnitKind::User) | ("together", UnitKind::Circle) => Some(Self::Learnt),
            ("pulse", UnitKind::User | UnitKind::Circle) => Some(Self::Hot),
            _ => None,
        }
    }

    /// Returns the ways of the arms, in their order; none where one of them is no way for such a unit.
    pub(crate) fn of_definition(definition: &Definition) -> Option<Vec<Self>> {
        let kind = definition.draft().unit;
        definition.arms().iter().map(|arm| Self::of_arm(&arm.name, kind)).collect()
    }
}

/// Says what is recommended to a unit. The experiments are asked in the order of their keys, and who takes no part in one is
/// asked of the next; an arm that was set by hand goes before all. Who takes part in none gets the first one's control; nothing
/// is returned where no experiment about recommendations runs for such units.
pub fn showing<'a>(experiments: &'a [Experiment], kind: UnitKind, unit: &str) -> Option<Showing<'a>> {
    let running = experiments.iter().filter(|one| one.state == State::Running && one.definition.draft().unit == kind);
    let mut shown: Vec<_> = running
        .filter_map(|experiment| {
            let ways = Way::of_definition(&experiment.definition)?;
            let assignment = assign(&experiment.definition, experiment.phase, unit);
            Some(Showing { experiment, assignment, way: *ways.get(assignment.shown())? })
        })
        .collect();
    let rank = |assignment| match assignment {
        Assignment::Override(_) => 0,
        Assignment::Arm(_) => 1,
        Assignment::Outside(_) => 2,
    };
    shown.sort_by_key(|one| (rank(one.assignment), one.experiment.definition.key()));
    shown.into_iter().next()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::{Way, showing};
    use crate::assignment::Assignment;
    use crate::definition::{Arm, Better, Draft, Metric, Per, Slice, UnitKind};
    use crate::lifecycle::{Experiment, Refusal, State};

    fn draft(key: &str, slice: Option<(u32, u32)>) -> Draft {
        let arm = |name: &str| Arm { name: name.to_owned(), weight: 1 };
        Draft {
            key: key.to_owned(),
            about: String::new(),
            unit: UnitKind::User,
            traffic_percent: 100,
            holdout_percent: 0,
            layer: slice.map(|(from_percent, to_percent)| Slice { name: "home".to_owned(), from_percent, to_percent }),
            planned_units: 1_000,
            arms: vec![arm("taste"), arm("pulse")],
            metric: Metric { name: "started".to_owned(), better: Better::More, per: Per::Unit },
            guardrails: Vec::new(),
            overrides: BTreeMap::new(),
        }
    }

    fn running(draft: Draft) -> Experiment {
        Experiment { definition: draft.check().unwrap(), state: State::Running, phase: 1 }
    }

    fn by(experiments: &[Experiment], unit: &str) -> Option<(String, Assignment)> {
        let shown = showing(experiments, UnitKind::User, unit)?;
        Some((shown.experiment.definition.key().to_owned(), shown.assignment))
    }

    #[test]
    fn exp_3_who_takes_no_part_in_one_is_asked_of_the_next() {
        let both = [running(draft("l2", Some((50, 100)))), running(draft("l1", Some((0, 50))))];
        let mut counts = BTreeMap::new();
        for unit in 0..200 {
            let (key, assignment) = by(&both, &format!("u{unit}")).unwrap();
            assert!(matches!(assignment, Assignment::Arm(_)), "u{unit} takes part in one of the two");
            *counts.entry(key).or_insert(0) += 1;
        }
        assert!(counts.values().all(|count| *count > 60) && counts.len() == 2, "{counts:?}");
    }

    #[test]
    fn exp_3_the_order_of_the_keys_decides_and_what_was_set_by_hand_goes_first() {
        let by_hand = |key: &str| {
            let overrides = BTreeMap::from([("ana".to_owned(), "pulse".to_owned())]);
            running(Draft { overrides, ..draft(key, None) })
        };
        let all = [by_hand("c"), running(draft("b", None)), running(draft("a", None))];
        assert_eq!(by(&all, "ben").map(|(key, _)| key).as_deref(), Some("a"));
        assert_eq!(by(&all, "ana"), Some(("c".to_owned(), Assignment::Override(1))));
        let none = running(Draft { traffic_percent: 1, ..draft("a", None) });
        let outside = (0..9).map(|unit| format!("u{unit}"));
        let outside = outside.filter_map(|unit| showing(std::slice::from_ref(&none), UnitKind::User, &unit));
        assert!(
            outside.filter(|shown| !matches!(shown.assignment, Assignment::Arm(_))).all(|one| one.way == Way::Learnt)
        );
        assert!(showing(&all, UnitKind::Circle, "ana").is_none());
        assert!(showing(&[all[1].stop().unwrap()], UnitKind::User, "ana").is_none());
    }

    #[test]
    fn exp_3_two_that_decide_the_same_of_the_same_units_do_not_run_together() {
        let wat = running(draft("wat", None));
        let start = |draft: Draft, other: &Experiment| {
            let new = Experiment::define(None, draft.check().unwrap()).unwrap();
            new.start(std::slice::from_ref(other)).map(drop)
        };
        let rival = Err(Refusal::Rival { by: "wat".to_owned() });
        assert_eq!(start(draft("learnt", None), &wat), rival);
        assert_eq!(start(draft("learnt", Some((0, 50))), &wat), rival);
        let other_layer = Draft {
            layer: Some(Slice { name: "other".to_owned(), from_percent: 0, to_percent: 50 }),
            ..draft("b", None)
        };
        assert!(start(other_layer, &running(draft("wat", Some((50, 100))))).is_err(), "another layer draws anew");
        assert_eq!(start(draft("learnt", Some((0, 50))), &running(draft("wat", Some((50, 100))))), Ok(()));
        assert_eq!(start(draft("learnt", None), &wat.stop().unwrap()), Ok(()));
        let mut circles = draft("circles", None);
        (circles.unit, circles.arms[0].name) = (UnitKind::Circle, "together".to_owned());
        assert_eq!(start(circles, &wat), Ok(()), "of other units");
        let mut elsewhere = draft("elsewhere", None);
        elsewhere.arms[1].name = "large".to_owned();
        assert_eq!(start(elsewhere, &wat), Ok(()), "another program shows it");
        let words = Refusal::Rival { by: "wat".to_owned() }.to_string();
        assert!(words.contains("`wat`"), "{words}");
    }
}
