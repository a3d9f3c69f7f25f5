//! How surprising counts are, at every moment at once.
//!
//! A chi-square test holds at one look. Looked at after every unit it calls healthy experiments faulty twenty times as often as it
//! says. Here a bet is made against chance: a mixture of other explanations, weighed by how well each has foretold what was
//! counted, against the explanation that is checked. While that one is true, the gain of the bet is a martingale which begins at
//! one, and so ever exceeds `1 / p` with a probability of at most `p` (Ville). [`Surprise::probability`] is therefore never too
//! small, however often one looks.

use crate::tail::log_gamma;

/// By how much a true share is guessed to be off where it is: as much as chance alone would make it after so many units.
const GUESSED_AFTER_UNITS: f64 = 200.0;

/// The logarithm of what a bet against chance has gained.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Surprise(f64);

impl Surprise {
    /// Of counts that are to have these shares, which add up to one: a Dirichlet mixture around the shares against them.
    pub(crate) fn of_shares(cells: impl Iterator<Item = (f64, f64)>) -> Self {
        let (mut gained, mut all) = (0.0, 0.0);
        for (counted, share) in cells.filter(|(counted, _)| *counted > 0.0) {
            let guessed = GUESSED_AFTER_UNITS * share;
            gained += log_gamma(guessed + counted) - log_gamma(guessed) - counted * share.ln();
            all += counted;
        }
        Self(gained + log_gamma(GUESSED_AFTER_UNITS) - log_gamma(GUESSED_AFTER_UNITS + all))
    }

    /// Of groups, each so many of so many, that are to have one share, whichever: a mixture with a share for each against the one that
    /// suits all best. The true one suits no better, so that the gain is below that against it.
    pub(crate) fn of_one_share(groups: impl Iterator<Item = (f64, f64)>) -> Self {
        let (mut gained, mut counted_in_all, mut all) = (0.0, 0.0, 0.0);
        for (counted, of) in groups {
            gained += log_beta(counted + 0.5, of - counted + 0.5) - log_beta(0.5, 0.5);
            counted_in_all += counted;
            all += of;
        }
        let likely = |counted: f64| if counted > 0.0 { counted * (counted / all).ln() } else { 0.0 };
        Self(gained - likely(counted_in_all) - likely(all - counted_in_all))
    }

    /// At most how likely chance alone is ever to gain as much.
    pub(crate) fn probability(self) -> f64 {
        (-self.0).exp().min(1.0)
    }
}

fn log_beta(a: f64, b: f64) -> f64 {
    log_gamma(a) + log_gamma(b) - log_gamma(a + b)
}

#[cfg(test)]
mod tests {
    use super::Surprise;

    #[track_caller]
    fn near(surprise: Surprise, gain: f64) {
        assert!((surprise.0.exp() - gain).abs() <= 1e-9 * gain, "{} is not {gain}", surprise.0.exp());
    }

    #[test]
    fn exp_8_a_bet_gains_what_it_has_foretold_better_than_chance() {
        let halves = |one: f64, other: f64| Surprise::of_shares([(one, 0.5), (other, 0.5)].into_iter());
        near(halves(0.0, 0.0), 1.0);
        near(halves(1.0, 0.0), 1.0);
        // Two of two: 100/200 · 101/201 against a quarter.
        near(halves(2.0, 0.0), 100.0 / 200.0 * 101.0 / 201.0 * 4.0);
        near(halves(1.0, 1.0), 100.0 / 200.0 * 100.0 / 201.0 * 4.0);
    }

    #[test]
    fn exp_9_groups_that_do_alike_surprise_nobody() {
        near(Surprise::of_one_share([(0.0, 0.0), (0.0, 0.0)].into_iter()), 1.0);
        // One of one here and none of one there: a half each, against a quarter at the best.
        near(Surprise::of_one_share([(1.0, 1.0), (0.0, 1.0)].into_iter()), 1.0);
        assert!(Surprise::of_one_share([(90.0, 100.0), (91.0, 100.0)].into_iter()).probability() >= 1.0);
        assert!(Surprise::of_one_share([(90.0, 100.0), (40.0, 100.0)].into_iter()).probability() < 1e-9);
    }
}
