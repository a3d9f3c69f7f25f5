//! How often a reading is wrong where there is nothing to see, and how often it sees what is there: thousands of
//! experiments with a seed, looked at after every unit.

use experiment::{Confidence, Difference, Moments, UNITS_PER_ARM_MIN, two_sided_tail};

use crate::dice::{self, Dice};

const USUAL: Confidence = Confidence { error_rate: 0.05, planned_units: 1_000 };
const UNITS_PER_ARM: u32 = 1_000;

/// A way to say that there is a difference.
type Rule = fn(&Difference) -> bool;

fn by_sequence(difference: &Difference) -> bool {
    difference.estimate.abs() > difference.half_width(USUAL)
}

fn by_single_look(difference: &Difference) -> bool {
    difference.variance > 0.0 && two_sided_tail(difference.estimate / difference.variance.sqrt()) < 0.05
}

/// Plays experiments, looks after each pair of units, and returns in which share of them a rule ever saw a difference.
fn share_seen(runs: u32, rule: Rule, unit: impl Fn(&mut Dice, usize) -> (f64, f64)) -> f64 {
    let seen = (0..runs).filter(|run| {
        let mut dice = Dice::of_seed(u64::from(*run));
        let mut arms = [Moments::default(); 2];
        (0..UNITS_PER_ARM).any(|_| {
            for (index, arm) in arms.iter_mut().enumerate() {
                let (numerator, denominator) = unit(&mut dice, index);
                arm.add(numerator, denominator);
            }
            arms[0].units() >= UNITS_PER_ARM_MIN && rule(&Difference::between(&arms[0], &arms[1]).unwrap())
        })
    });
    f64::from(u32::try_from(seen.count()).unwrap()) / f64::from(runs)
}

fn yes_or_no(chances: [f64; 2]) -> impl Fn(&mut Dice, usize) -> (f64, f64) {
    move |dice, arm| (dice.happens(chances[arm]), 1.0)
}

/// A circle of two to six with a taste in common, each of whom accepts or not.
fn circle(dice: &mut Dice, _arm: usize) -> (f64, f64) {
    let size = 2 + dice.below(5);
    let taste = 1.5 * dice.normal();
    let chance = 1.0 / (1.0 + (0.85 - taste).exp());
    ((0..size).map(|_| dice.happens(chance)).sum(), f64::from(size))
}

/// Minutes together for each evening: as many evenings as there are, of lengths with a long tail.
fn evenings(dice: &mut Dice, _arm: usize) -> (f64, f64) {
    let evenings = dice.below(4);
    ((0..evenings).map(|_| 60.0 * (0.8 * dice.normal()).exp()).sum(), f64::from(evenings))
}

#[test]
fn exp_6_looking_after_every_unit_is_wrong_in_at_most_one_of_twenty() {
    let plain = share_seen(4_000, by_sequence, yes_or_no([0.3, 0.3]));
    let rare = share_seen(2_000, by_sequence, yes_or_no([0.05, 0.05]));
    let ratio = share_seen(2_000, by_sequence, evenings);
    println!("wrong: yes or no {plain:.4}, rare {rare:.4}, ratio {ratio:.4}");
    for share in [plain, rare, ratio] {
        assert!(share <= 0.05, "{share}");
    }
}

/// Else the test above would say nothing.
#[test]
fn exp_6_looking_with_an_interval_for_one_look_is_wrong_in_every_third() {
    let share = share_seen(1_000, by_single_look, yes_or_no([0.3, 0.3]));
    println!("wrong with an interval for one look: {share:.4}");
    assert!(share > 0.25, "{share}");
}

#[test]
fn exp_6_what_is_there_is_seen() {
    let small = share_seen(1_000, by_sequence, yes_or_no([0.3, 0.35]));
    let large = share_seen(1_000, by_sequence, yes_or_no([0.3, 0.4]));
    println!("seen: 5 points {small:.4}, 10 points {large:.4}");
    assert!(small > 0.25 && large > 0.9, "{small} {large}");
}

#[test]
fn exp_11_four_of_five_see_the_detectable_difference() {
    let variance = 2.0 * 0.3 * 0.7 / f64::from(UNITS_PER_ARM);
    let now = Difference { estimate: 0.0, variance, units: 2 * UNITS_PER_ARM };
    let detectable = now.detectable_at(USUAL, 2 * UNITS_PER_ARM);
    let share = share_seen(1_000, by_sequence, yes_or_no([0.3, 0.3 + detectable]));
    println!("detectable {detectable:.4}, seen {share:.4}");
    assert!((0.7..0.95).contains(&share), "{share}");
}

/// People who watch together are no independent witnesses: counted one by one, they make differences out of nothing.
#[test]
fn exp_7_a_circle_is_one_unit() {
    let (runs, circles) = (3_000, 200);
    let mut wrong = [0_u32; 2];
    for run in 0..runs {
        let mut dice = Dice::of_seed(run);
        let mut by_circle = [Moments::default(); 2];
        let mut by_user = [Moments::default(); 2];
        for arm in 0..2 {
            for _ in 0..circles {
                let (accepted, size) = circle(&mut dice, arm);
                by_circle[arm].add(accepted, size);
                let mut left = accepted;
                for _ in 0..dice::whole(size) {
                    by_user[arm].add(left.min(1.0), 1.0);
                    left -= left.min(1.0);
                }
            }
        }
        for (wrong, arms) in wrong.iter_mut().zip([by_circle, by_user]) {
            *wrong += u32::from(by_single_look(&Difference::between(&arms[0], &arms[1]).unwrap()));
        }
    }
    let runs = f64::from(u32::try_from(runs).unwrap());
    let [by_circle, by_user] = wrong.map(|wrong| f64::from(wrong) / runs);
    println!("wrong at one look: by circle {by_circle:.4}, by user {by_user:.4}");
    assert!((0.035..0.065).contains(&by_circle), "{by_circle}");
    assert!(by_user > 0.1, "{by_user}");
    assert!(share_seen(1_000, by_sequence, circle) <= 0.05);
}
