//! Whether the numbers of an experiment can be believed.

use serde::{Deserialize, Serialize};

use crate::limits::{FAULT_PROBABILITY, MIXED_PERCENT_MAX};
use crate::reading::ArmReading;
use crate::surprise::Surprise;

/// What was checked, and found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Health {
    /// At most how likely chance alone ever makes the arms' sizes differ that much from their weights, at whatever moment.
    pub sample_ratio_probability: f64,
    /// At most how likely chance alone ever makes the shares differ that much that were shown what their arm is.
    pub delivery_probability: f64,
    /// How many units have another arm than they were to have.
    pub misassigned: u32,
    /// How many units have seen a second arm.
    pub mixed: u32,
    /// How many were left out, for their arm was set by hand.
    pub overridden: u32,
    /// What is wrong.
    pub problems: Vec<Problem>,
}

/// Something for which no comparison of the arms is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Problem {
    /// Units have another arm than they were to have.
    Misassigned,
    /// The sizes of the arms are not what their weights say: some units are lost, or counted twice.
    SampleRatio,
    /// Too many units have seen a second arm.
    Mixed,
    /// Some arms were shown less often than others: what stood in for them would be compared.
    Delivery,
}

/// What was counted of units that are not as they should be.
#[derive(Clone, Copy, Debug, Default)]
pub struct Counts {
    /// How many have another arm than they were to have.
    pub misassigned: u32,
    /// How many have seen a second arm.
    pub mixed: u32,
    /// How many were left out.
    pub overridden: u32,
}

impl Health {
    /// Checks what was counted. It may be done after every unit.
    pub fn of(arms: &[ArmReading], counts: Counts) -> Self {
        let Counts { misassigned, mixed, overridden } = counts;
        let units: u32 = arms.iter().map(|arm| arm.units).sum();
        let sample_ratio_probability = sample_ratio_probability(arms);
        let delivery_probability = delivery_probability(arms);
        let mixed_max = f64::from(units) * f64::from(MIXED_PERCENT_MAX) / 100.0;
        let found = [
            (misassigned > 0, Problem::Misassigned),
            (sample_ratio_probability < FAULT_PROBABILITY, Problem::SampleRatio),
            (f64::from(mixed) > mixed_max, Problem::Mixed),
            (delivery_probability < FAULT_PROBABILITY, Problem::Delivery),
        ];
        let problems = found.into_iter().filter_map(|(is_so, problem)| is_so.then_some(problem)).collect();
        Self { sample_ratio_probability, delivery_probability, misassigned, mixed, overridden, problems }
    }
}

fn sample_ratio_probability(arms: &[ArmReading]) -> f64 {
    let weights: f64 = arms.iter().map(|arm| f64::from(arm.weight)).sum();
    let cell = |arm: &ArmReading| (f64::from(arm.units), f64::from(arm.weight) / weights);
    Surprise::of_shares(arms.iter().map(cell)).probability()
}

fn delivery_probability(arms: &[ArmReading]) -> f64 {
    let group = |arm: &ArmReading| (f64::from(arm.delivered), f64::from(arm.units));
    Surprise::of_one_share(arms.iter().map(group)).probability()
}

#[cfg(test)]
mod tests {
    use super::{Counts, Health, Problem};
    use crate::reading::ArmReading;

    fn health(arms: &[(u32, u32, u32)], counts: Counts) -> Health {
        let arm = |&(weight, units, delivered)| ArmReading { name: String::new(), weight, units, delivered };
        Health::of(&arms.iter().map(arm).collect::<Vec<_>>(), counts)
    }

    #[test]
    fn exp_8_sizes_that_chance_would_not_make_are_a_problem() {
        // 53 to 47 of a thousand is chance (chi-square 3.6), of five thousand it is not (18), wherever one looks.
        assert!(health(&[(1, 530, 530), (1, 470, 470)], Counts::default()).problems.is_empty());
        let leak = health(&[(1, 2_650, 2_650), (1, 2_350, 2_350)], Counts::default());
        assert_eq!(leak.problems, [Problem::SampleRatio]);
        assert!((leak.sample_ratio_probability - 8.9e-4).abs() < 1e-5, "{}", leak.sample_ratio_probability);
        assert!(health(&[(3, 3_750, 0), (1, 1_250, 0)], Counts::default()).problems.is_empty());
    }

    #[test]
    fn exp_8_one_that_has_another_arm_is_a_problem() {
        let counts = Counts { misassigned: 1, ..Counts::default() };
        assert_eq!(health(&[(1, 500, 0), (1, 500, 0)], counts).problems, [Problem::Misassigned]);
    }

    #[test]
    fn exp_8_many_that_saw_two_arms_are_a_problem() {
        let mixed = |mixed| health(&[(1, 500, 0), (1, 500, 0)], Counts { mixed, ..Counts::default() }).problems;
        assert_eq!((mixed(10), mixed(11)), (vec![], vec![Problem::Mixed]));
    }

    #[test]
    fn exp_8_an_arm_with_a_small_weight_has_its_first_unit_by_chance() {
        // One of ten in an arm that is to have one of a thousand and one: that happens in one of a hundred such experiments.
        assert!(health(&[(1_000, 9, 9), (1, 1, 1)], Counts::default()).problems.is_empty());
        assert!(health(&[(1_000, 99, 99), (1, 1, 1)], Counts::default()).problems.is_empty());
        let leak = health(&[(1_000, 970, 970), (1, 30, 30)], Counts::default());
        assert_eq!(leak.problems, [Problem::SampleRatio], "but not thirty of a thousand");
    }

    #[test]
    fn exp_9_the_first_that_was_shown_something_else_is_chance_in_every_arm() {
        assert!(health(&[(33, 990, 990), (1, 30, 29)], Counts::default()).problems.is_empty());
        assert_eq!(health(&[(33, 990, 990), (1, 30, 20)], Counts::default()).problems, [Problem::Delivery]);
        assert!(health(&[(1, 30, 30), (1, 0, 0), (1, 0, 0)], Counts::default()).delivery_probability >= 1.0);
    }

    #[test]
    fn exp_9_an_arm_that_is_shown_less_often_is_a_problem() {
        assert!(health(&[(1, 500, 450), (1, 500, 440)], Counts::default()).problems.is_empty());
        assert_eq!(health(&[(1, 500, 490), (1, 500, 440)], Counts::default()).problems, [Problem::Delivery]);
        assert!(health(&[(1, 0, 0), (1, 0, 0)], Counts::default()).problems.is_empty());
    }
}
