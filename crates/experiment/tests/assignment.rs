//! Who gets which arm: the golden vectors (`vectors/experiment.json`), and what holds for all units.

#![expect(clippy::unwrap_used, clippy::panic, reason = "tests fail by panicking")]

use std::collections::BTreeMap;

use experiment::{Assignment, Definition, Draft, Outside, assign, chi_square_tail, draw};
use proptest::prelude::*;
use serde_json::{Value, json};

fn vectors(name: &str) -> Vec<Value> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../vectors/experiment.json");
    let vectors: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let cases = vectors[name].as_array().unwrap().clone();
    assert!(!cases.is_empty());
    cases
}

fn definition(json: Value) -> Definition {
    serde_json::from_value::<Draft>(json).unwrap().check().unwrap()
}

fn simple(key: &str, weights: &[u32]) -> Definition {
    let arms = weights.iter().enumerate().map(|(index, weight)| json!({"name": format!("a{index}"), "weight": weight}));
    definition(json!({"key": key, "arm": arms.collect::<Value>(), "metric": {"name": "accepted"}}))
}

fn arm_of(definition: &Definition, phase: u32, unit: &str) -> usize {
    match assign(definition, phase, unit) {
        Assignment::Arm(arm) => arm,
        other => panic!("{other:?}"),
    }
}

#[test]
fn exp_4_draws_of_the_golden_vectors() {
    for case in vectors("draws") {
        let text = |name: &str| case[name].as_str().unwrap();
        let drawn = format!("{:016x}", draw(text("salt"), text("purpose"), text("unit")));
        assert_eq!(drawn, text("draw"), "{case}");
    }
}

#[test]
fn exp_1_definitions_of_the_golden_vectors() {
    for case in vectors("definitions") {
        let checked = serde_json::from_value::<Draft>(case["definition"].clone()).unwrap().check();
        assert_eq!(checked.err().map(|flaw| flaw.field), case["flaw"].as_str(), "{case}");
    }
}

#[test]
fn exp_4_assignments_of_the_golden_vectors() {
    for case in vectors("assignments") {
        let definition = definition(case["definition"].clone());
        let phase = case["phase"].as_u64().unwrap().try_into().unwrap();
        let units: BTreeMap<String, Value> = serde_json::from_value(case["units"].clone()).unwrap();
        for (unit, expected) in units {
            let name = |arm: usize| definition.arms()[arm].name.clone();
            let told = match assign(&definition, phase, &unit) {
                Assignment::Arm(arm) => json!({"arm": name(arm)}),
                Assignment::Override(arm) => json!({"override": name(arm)}),
                Assignment::Outside(Outside::HeldOut) => json!({"outside": "held_out"}),
                Assignment::Outside(Outside::OtherSlice) => json!({"outside": "other_slice"}),
                Assignment::Outside(Outside::NotEnrolled) => json!({"outside": "not_enrolled"}),
            };
            assert_eq!(told, expected, "{unit} in {definition:?}");
        }
    }
}

/// Counts what falls where, and says how likely chance alone is that far off.
fn chance(cells: &BTreeMap<usize, u32>, shares: &[f64]) -> f64 {
    let all: u32 = cells.values().sum();
    let off = shares.iter().enumerate().map(|(cell, share)| {
        let expected = f64::from(all) * share;
        (f64::from(cells.get(&cell).copied().unwrap_or(0)) - expected).powi(2) / expected
    });
    chi_square_tail(off.sum(), u32::try_from(shares.len()).unwrap() - 1)
}

#[test]
fn exp_4_arms_have_the_shares_of_their_weights() {
    for weights in [vec![1, 1], vec![7, 2, 1], vec![1, 1, 1], vec![1_000, 1]] {
        let definition = simple("uniform", &weights);
        let mut cells = BTreeMap::new();
        for unit in 0..12_000 {
            *cells.entry(arm_of(&definition, 1, &format!("unit-{unit}"))).or_default() += 1;
        }
        let all: u32 = weights.iter().sum();
        let shares: Vec<_> = weights.iter().map(|weight| f64::from(*weight) / f64::from(all)).collect();
        assert!(chance(&cells, &shares) > 0.001, "{weights:?}: {cells:?}");
    }
}

/// The place goes up with the number that was drawn, over all 2⁶⁴ of them: a remainder would go round and round.
#[test]
fn exp_4_places_are_equal_parts_of_all_numbers() {
    let definition = simple("parts", &[1_000, 1_000, 1_000]);
    for unit in 0..10_000 {
        let unit = format!("unit-{unit}");
        let part = u64::MAX / 3;
        let expected = usize::try_from(draw("parts.1", "arm", &unit) / (part + 1)).unwrap();
        assert_eq!(arm_of(&definition, 1, &unit), expected);
    }
}

#[test]
fn exp_4_experiments_and_phases_say_nothing_of_each_other() {
    let pairs = [
        (simple("one", &[1, 1]), 1, simple("two", &[1, 1]), 1),
        (simple("one", &[1, 1]), 1, simple("one", &[1, 1]), 2),
    ];
    for (one, one_phase, other, other_phase) in pairs {
        let mut cells = BTreeMap::new();
        for unit in 0..12_000 {
            let unit = format!("unit-{unit}");
            let cell = arm_of(&one, one_phase, &unit) * 2 + arm_of(&other, other_phase, &unit);
            *cells.entry(cell).or_default() += 1;
        }
        assert!(chance(&cells, &[0.25; 4]) > 0.001, "{cells:?}");
    }
}

#[test]
fn exp_4_who_takes_part_says_nothing_of_the_arm() {
    let mut json = json!({"key": "gate", "arm": [{"name": "a"}, {"name": "b"}], "metric": {"name": "accepted"}});
    json["traffic_percent"] = 30.into();
    let definition = definition(json);
    let mut cells = BTreeMap::new();
    for unit in 0..12_000 {
        let cell = match assign(&definition, 1, &format!("unit-{unit}")) {
            Assignment::Arm(arm) => arm,
            Assignment::Outside(Outside::NotEnrolled) => 2,
            other => panic!("{other:?}"),
        };
        *cells.entry(cell).or_default() += 1;
    }
    assert!(chance(&cells, &[0.15, 0.15, 0.7]) > 0.001, "{cells:?}");
}

#[test]
fn exp_3_layers_share_no_unit_and_the_holdout_is_one_for_all() {
    let half = |key: &str, from: u32, to: u32| {
        let layer = json!({"name": "home", "from_percent": from, "to_percent": to});
        let arms = [json!({"name": "a"}), json!({"name": "b"})];
        definition(json!({"key": key, "layer": layer, "holdout_percent": 10, "arm": arms, "metric": {"name": "m"}}))
    };
    let (first, second) = (half("first", 0, 50), half("second", 50, 100));
    for unit in 0..5_000 {
        let unit = format!("unit-{unit}");
        let both = (assign(&first, 1, &unit), assign(&second, 1, &unit));
        let out = Outside::HeldOut;
        let is_one = matches!(both, (Assignment::Arm(_), Assignment::Outside(Outside::OtherSlice)))
            || matches!(both, (Assignment::Outside(Outside::OtherSlice), Assignment::Arm(_)))
            || both == (Assignment::Outside(out), Assignment::Outside(out));
        assert!(is_one, "{unit}: {both:?}");
    }
}

proptest! {
    /// Widening who takes part moves nobody to another arm.
    #[test]
    fn exp_4_more_traffic_moves_nobody(unit in "\\PC{1,40}", few in 1_u32..100, phase in 1_u32..50) {
        let with = |percent: u32| definition(json!({
            "key": "traffic", "traffic_percent": percent, "arm": [{"name": "a", "weight": 3}, {"name": "b"}],
            "metric": {"name": "accepted"},
        }));
        let (narrow, wide) = (assign(&with(few), phase, &unit), assign(&with(100), phase, &unit));
        prop_assert_eq!(assign(&with(few), phase, &unit), narrow);
        prop_assert!(narrow == wide || narrow == Assignment::Outside(Outside::NotEnrolled), "{:?} {:?}", narrow, wide);
    }

    /// Every unit of any name has an arm, and what is shown is always one.
    #[test]
    fn exp_4_everybody_is_shown_an_arm(unit in ".{0,60}", weights in prop::collection::vec(1_u32..=1_000, 2..=8)) {
        let definition = simple("any", &weights);
        prop_assert!(matches!(assign(&definition, 1, &unit), Assignment::Arm(arm) if arm < weights.len()));
        prop_assert_eq!(Assignment::Outside(Outside::HeldOut).shown(), 0);
    }
}
