//! A phase from its exposures and outcomes to one sentence.

use experiment::{Assignment, Definition, Draft, Exposed, Outcome, Problem, Reading, Verdict, assign, read};
use serde_json::json;

use crate::dice::Dice;

fn definition() -> Definition {
    let json = json!({
        "key": "together-logrank", "arm": [{"name": "merged"}, {"name": "logrank"}],
        "metric": {"name": "accepted", "per": "unit"},
        "guardrail": [{"name": "vetoes", "better": "less"}, {"name": "minutes"}],
        "overrides": {"unit-0": "logrank"},
    });
    serde_json::from_value::<Draft>(json).unwrap().check().unwrap()
}

/// What happened in a phase.
struct Story {
    definition: Definition,
    exposed: Vec<Exposed>,
    outcomes: Vec<Outcome>,
}

impl Story {
    /// Units with the arms that they are to have, whose chance to accept depends on the arm.
    fn of(units: std::ops::Range<u32>, chances: [f64; 2]) -> Self {
        let mut story = Self { definition: definition(), exposed: Vec::new(), outcomes: Vec::new() };
        let mut dice = Dice::of_seed(u64::from(units.start));
        for unit in units {
            let unit = format!("unit-{unit}");
            let arm = assign(&story.definition, 1, &unit).shown();
            let name = story.definition.arms()[arm].name.clone();
            story.exposed.push(Exposed {
                unit: unit.clone(),
                arm: name,
                is_delivered: true,
                is_mixed: false,
                at_ms: 0,
            });
            if dice.happens(chances[arm]) > 0.0 {
                story.outcome(&unit, "accepted", 1);
            }
        }
        story
    }

    fn outcome(&mut self, unit: &str, metric: &str, numerator: i64) {
        let (unit, metric) = (unit.to_owned(), metric.to_owned());
        self.outcomes.push(Outcome { unit, metric, numerator, denominator: 1 });
    }

    /// An outcome of every unit of an arm.
    fn outcome_of_arm(&mut self, arm: &str, metric: &str, numerator: impl Fn(usize) -> i64) {
        let units: Vec<_> = self.exposed.iter().filter(|one| one.arm == arm).map(|one| one.unit.clone()).collect();
        for (index, unit) in units.iter().enumerate() {
            self.outcome(unit, metric, numerator(index));
        }
    }

    fn read(&self) -> Reading {
        read(&self.definition, 1, &self.exposed, &self.outcomes)
    }
}

#[test]
fn exp_10_a_large_difference_is_told() {
    let reading = Story::of(1..801, [0.2, 0.5]).read();
    let Verdict::Better { effect } = &reading.verdict else { panic!("{:?}", reading.verdict) };
    assert_eq!(effect.arm, "logrank");
    assert!(effect.low > 0.0 && effect.low < 0.3 && effect.high > 0.3, "{effect:?}");
    let worse = Story::of(1..801, [0.5, 0.2]).read();
    assert!(matches!(worse.verdict, Verdict::Worse { .. }), "{:?}", worse.verdict);
}

#[test]
fn exp_10_no_difference_says_what_would_have_been_seen() {
    let reading = Story::of(1..801, [0.3, 0.3]).read();
    let Verdict::NoDifference { detectable } = reading.verdict else { panic!("{:?}", reading.verdict) };
    assert!((0.1..0.25).contains(&detectable), "{detectable}");
    assert!(reading.metrics[0].effects[0].detectable_as_planned < detectable);
}

#[test]
fn exp_10_too_few_say_nothing() {
    let few = Story::of(1..41, [0.0, 1.0]).read();
    assert!(matches!(few.verdict, Verdict::TooFew { units: 1..30, needed: 30 }), "{:?}", few.verdict);
    assert!(few.metrics[0].effects.is_empty());
    let nobody = read(&definition(), 1, &[], &[]);
    assert_eq!(nobody.verdict, Verdict::TooFew { units: 0, needed: 30 });
    // What is counted per unit has a value without outcomes; what has no denominator has none.
    assert_eq!(few.metrics[2].values[0].ratio, None);
}

#[test]
fn exp_10_what_was_not_measured_is_said() {
    let mut story = Story::of(1..401, [0.3, 0.3]);
    let mut draft = story.definition.draft().clone();
    draft.metric.per = experiment::Per::Denominator;
    story.definition = draft.check().unwrap();
    story.outcomes.clear();
    assert_eq!(story.read().verdict, Verdict::NothingMeasured);
}

/// An interval without any width would be certain of something that nobody has seen.
#[test]
fn exp_10_where_all_units_of_an_arm_do_the_same_there_is_no_interval() {
    for chances in [[0.0, 0.0], [1.0, 1.0], [0.0, 1.0]] {
        let mut story = Story::of(1..401, chances);
        let reading = story.read();
        assert_eq!(reading.verdict, Verdict::NoSpread, "{chances:?}");
        assert!(reading.metrics[0].effects.is_empty(), "{:?}", reading.metrics[0].effects);
        assert_eq!(reading.metrics[0].alike, ["logrank"]);
        assert!(reading.metrics[0].values.iter().all(|value| value.ratio.is_some()));
        story.outcome("unit-1", "accepted", 1);
        let reading = story.read();
        assert!(reading.metrics[0].alike.is_empty(), "one of them has done something else");
        let effect = &reading.metrics[0].effects[0];
        assert!(effect.low < effect.difference && effect.difference < effect.high, "{effect:?}");
    }
}

#[test]
fn exp_9_harm_is_told_also_where_nothing_that_decides_was_measured() {
    let mut story = Story::of(1..801, [0.0, 0.0]);
    story.outcome_of_arm("merged", "vetoes", |index| i64::from(index % 5 == 0));
    story.outcome_of_arm("logrank", "vetoes", |index| i64::from(index % 5 != 0));
    let verdict = story.read().verdict;
    assert!(matches!(&verdict, Verdict::Harmful { metric, .. } if metric == "vetoes"), "{verdict:?}");
}

#[test]
fn a_reading_that_was_kept_before_is_read() {
    let mut kept = serde_json::to_value(Story::of(1..801, [0.2, 0.5]).read()).unwrap();
    kept["metrics"][0].as_object_mut().unwrap().remove("alike").unwrap();
    assert!(serde_json::from_value::<Reading>(kept).unwrap().metrics[0].alike.is_empty());
}

#[test]
fn exp_9_a_guardrail_goes_before_a_gain() {
    let mut story = Story::of(1..801, [0.2, 0.5]);
    story.outcome_of_arm("merged", "vetoes", |index| i64::from(index % 5 == 0));
    story.outcome_of_arm("logrank", "vetoes", |index| i64::from(index % 5 != 0));
    let Verdict::Harmful { metric, effect } = story.read().verdict else { panic!("{:?}", story.read().verdict) };
    assert_eq!((metric.as_str(), effect.arm.as_str()), ("vetoes", "logrank"));
    assert!(effect.low > 0.0, "{effect:?}");
}

#[test]
fn exp_5_who_was_set_by_hand_counts_for_nothing() {
    let mut story = Story::of(0..100, [0.3, 0.3]);
    let before = story.read();
    story.outcome("unit-0", "accepted", 1_000);
    assert_eq!(story.read(), before);
    assert_eq!((before.health.overridden, before.arms.iter().map(|arm| arm.units).sum::<u32>()), (1, 99));
}

#[test]
fn exp_5_outcomes_of_who_was_not_exposed_and_of_other_metrics_count_for_nothing() {
    let mut story = Story::of(1..100, [0.3, 0.3]);
    let before = story.read();
    story.outcome("unit-5000", "accepted", 5);
    story.outcome("unit-1", "unknown-metric", 5);
    assert_eq!(story.read(), before);
    story.outcome("unit-1", "accepted", 5);
    assert_ne!(story.read(), before);
}

#[test]
fn exp_5_the_order_of_what_happened_says_nothing() {
    let mut story = Story::of(1..201, [0.3, 0.5]);
    let read = story.read();
    story.outcomes.reverse();
    assert_eq!(story.read(), read);
}

#[test]
fn exp_8_lost_units_are_noticed() {
    // Every sixth of one arm is lost: no comparison is told, however large the difference.
    let mut story = Story::of(1..6_001, [0.2, 0.5]);
    let mut seen = 0;
    story.exposed.retain(|one| {
        seen += u32::from(one.arm == "logrank");
        one.arm == "merged" || seen % 6 != 0
    });
    assert_eq!(story.read().verdict, Verdict::Faulty { problem: Problem::SampleRatio });
}

#[test]
fn exp_8_one_wrong_arm_of_a_thousand_is_noticed() {
    let mut story = Story::of(1..1_001, [0.3, 0.3]);
    story.exposed[500].arm = if story.exposed[500].arm == "merged" { "logrank" } else { "merged" }.to_owned();
    let reading = story.read();
    assert_eq!(reading.health.misassigned, 1);
    assert_eq!(reading.verdict, Verdict::Faulty { problem: Problem::Misassigned });
    story.exposed[500].arm = "gone".to_owned();
    assert_eq!(story.read().health.misassigned, 1);
}

#[test]
fn exp_8_another_phase_is_another_assignment() {
    let story = Story::of(1..1_001, [0.3, 0.3]);
    let wrong = read(&story.definition, 2, &story.exposed, &[]).health.misassigned;
    assert!((400..600).contains(&wrong), "{wrong}");
}

#[test]
fn exp_9_who_was_shown_something_else_stays_in_the_arm() {
    let mut story = Story::of(1..1_001, [0.3, 0.3]);
    for one in &mut story.exposed {
        one.is_delivered = one.arm == "merged";
    }
    let reading = story.read();
    assert_eq!(reading.verdict, Verdict::Faulty { problem: Problem::Delivery });
    assert_eq!(reading.arms.iter().map(|arm| arm.units).sum::<u32>(), 1_000);
    assert_eq!(reading.arms[1].delivered, 0);
}

#[test]
fn a_reading_is_kept_and_read_again() {
    let mut reading = Story::of(1..801, [0.2, 0.5]).read();
    let again = |reading: &Reading| serde_json::from_str::<Reading>(&serde_json::to_string(reading).unwrap()).unwrap();
    let kept = again(&reading);
    assert_eq!((&kept.arms, &kept.health.problems), (&reading.arms, &reading.health.problems));
    let differences = [&kept, &reading].map(|reading| reading.metrics[0].effects[0].difference);
    assert!((differences[0] - differences[1]).abs() < 1e-12, "{differences:?}");
    reading.verdict = Verdict::NothingMeasured;
    assert!(serde_json::to_string(&reading).unwrap().contains(r#""verdict":{"code":"nothing_measured"}"#));
}

/// The whole way, with guardrails: in experiments without any difference, one of twenty may say otherwise of what decides,
/// one of twenty of a guardrail, and one of a thousand is taken for faulty at each check.
#[test]
fn exp_6_the_verdict_of_experiments_without_a_difference() {
    let (mut wrong, runs) = (0, 100);
    for run in 0..runs {
        let mut story = Story::of(run * 1_000 + 1..run * 1_000 + 401, [0.3, 0.3]);
        let mut dice = Dice::of_seed(u64::from(run) + 1_000_000);
        let units: Vec<_> = story.exposed.iter().map(|one| one.unit.clone()).collect();
        for unit in &units {
            story.outcome(unit, "vetoes", i64::from(dice.below(3)));
            story.outcome(unit, "minutes", i64::from(dice.below(90)));
        }
        wrong += u32::from(!matches!(story.read().verdict, Verdict::NoDifference { .. }));
        assert!(matches!(assign(&story.definition, 1, &units[1]), Assignment::Arm(_)));
    }
    assert!(wrong <= 10, "{wrong} of {runs}");
}
