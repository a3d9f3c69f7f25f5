//! How likely chance alone is that far off: the tails of the chi-square and the normal distribution.

/// Steps after which both expansions are at the end of their digits, for every value that is told.
const STEPS_MAX: u32 = 1_000;
const EPSILON: f64 = 1e-15;

/// The probability that a chi-square variable with so many degrees of freedom is at least `value`.
pub fn chi_square_tail(value: f64, degrees: u32) -> f64 {
    gamma_tail(f64::from(degrees) / 2.0, value / 2.0)
}

/// The probability that a standard normal variable is at least `value` away from 0.
pub fn two_sided_tail(value: f64) -> f64 {
    chi_square_tail(value * value, 1)
}

/// The regularised upper incomplete gamma function `Q(a, x)`: the series below the mode, the continued fraction above,
/// by the method of Lentz (Numerical Recipes, 6.2).
fn gamma_tail(a: f64, x: f64) -> f64 {
    if x <= 0.0 {
        return 1.0;
    }
    let scale = (a * x.ln() - x - log_gamma(a)).exp();
    if x < a + 1.0 { 1.0 - scale * lower_series(a, x) } else { scale * upper_fraction(a, x) }
}

fn lower_series(a: f64, x: f64) -> f64 {
    let mut term = 1.0 / a;
    let mut sum = term;
    for step in 1..STEPS_MAX {
        term *= x / (a + f64::from(step));
        sum += term;
        if term < sum * EPSILON {
            break;
        }
    }
    sum
}

fn upper_fraction(a: f64, x: f64) -> f64 {
    const TINY: f64 = 1e-300;
    let mut addend = x + 1.0 - a;
    let mut upper = 1.0 / TINY;
    let mut lower = 1.0 / addend;
    let mut fraction = lower;
    for step in 1..STEPS_MAX {
        let step = f64::from(step);
        let factor = -step * (step - a);
        addend += 2.0;
        lower = 1.0 / kept_off_zero(factor * lower + addend, TINY);
        upper = kept_off_zero(addend + factor / upper, TINY);
        fraction *= upper * lower;
        if (upper * lower - 1.0).abs() < EPSILON {
            break;
        }
    }
    fraction
}

fn kept_off_zero(value: f64, tiny: f64) -> f64 {
    if value.abs() < tiny { tiny } else { value }
}

/// The logarithm of the gamma function of a positive number, by Stirling's series where that is exact to the last digits.
pub(crate) fn log_gamma(value: f64) -> f64 {
    let mut x = value;
    let mut shift = 0.0;
    while x < 15.0 {
        shift -= x.ln();
        x += 1.0;
    }
    let inverse = 1.0 / (x * x);
    let series = (1.0 / 12.0 - inverse * (1.0 / 360.0 - inverse * (1.0 / 1260.0 - inverse / 1680.0))) / x;
    shift + (x - 0.5) * x.ln() - x + 0.5 * std::f64::consts::TAU.ln() + series
}

#[cfg(test)]
mod tests {
    use super::{chi_square_tail, log_gamma, two_sided_tail};

    #[track_caller]
    fn near(value: f64, expected: f64) {
        assert!((value - expected).abs() <= 1e-9 * expected.abs().max(1e-3), "{value} is not {expected}");
    }

    #[test]
    fn the_gamma_function_at_known_places() {
        near(log_gamma(1.0), 0.0);
        near(log_gamma(0.5), std::f64::consts::PI.sqrt().ln());
        near(log_gamma(11.0), 3_628_800_f64.ln());
    }

    #[test]
    fn tails_at_known_places() {
        // The well-known quantiles, to all their digits.
        near(two_sided_tail(1.959_963_984_540_054), 0.05);
        near(two_sided_tail(3.290_526_731_491_926), 0.001);
        near(two_sided_tail(0.0), 1.0);
        near(two_sided_tail(6.0), 1.973_175_290_075_396e-9);
        near(chi_square_tail(3.841_458_820_694_124, 1), 0.05);
        near(chi_square_tail(10.827_566_170_662_733, 1), 0.001);
        near(chi_square_tail(14.067_140_449_340_17, 7), 0.05);
        // With two degrees it is an exponential function.
        near(chi_square_tail(5.0, 2), (-2.5_f64).exp());
        near(chi_square_tail(60.0, 2), (-30.0_f64).exp());
    }
}
