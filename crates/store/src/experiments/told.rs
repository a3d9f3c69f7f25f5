//! A reading as it is kept: so that every version that has kept readings reads it.

use experiment::{Reading, Verdict};

/// That there is no spread is kept as nothing measured, which it was before there was a word for it; what is alike tells the one from
/// the other.
pub(super) fn to_text(reading: &Reading) -> Result<String, serde_json::Error> {
    if reading.verdict != Verdict::NoSpread {
        return serde_json::to_string(reading);
    }
    serde_json::to_string(&Reading { verdict: Verdict::NothingMeasured, ..reading.clone() })
}

pub(super) fn from_text(text: &str) -> Result<Reading, serde_json::Error> {
    let mut reading: Reading = serde_json::from_str(text)?;
    let is_alike = reading.metrics.first().is_some_and(|metric| !metric.alike.is_empty());
    if reading.verdict == Verdict::NothingMeasured && is_alike {
        reading.verdict = Verdict::NoSpread;
    }
    Ok(reading)
}

#[cfg(test)]
mod tests {
    use experiment::Verdict;

    use super::{from_text, to_text};

    fn text(verdict: &str, alike: &str) -> String {
        format!(
            r#"{{"verdict":{{"code":"{verdict}"}},"health":{{"sample_ratio_probability":1.0,"delivery_probability":1.0,"misassigned":0,"mixed":0,"overridden":0,"problems":[]}},"arms":[],"metrics":[{{"name":"accepted","better":"more","values":[],"effects":[],"alike":{alike}}}]}}"#
        )
    }

    #[test]
    fn no_spread_is_kept_in_a_word_that_every_version_knows() {
        for (kept, verdict) in [
            (text("nothing_measured", r#"["b"]"#), Verdict::NoSpread),
            (text("nothing_measured", "[]"), Verdict::NothingMeasured),
        ] {
            let reading = from_text(&kept).unwrap();
            assert_eq!(reading.verdict, verdict);
            assert_eq!(to_text(&reading).unwrap(), kept);
        }
        let once = from_text(&text("no_spread", r#"["b"]"#)).unwrap();
        assert_eq!(once.verdict, Verdict::NoSpread, "so it was kept for a while");
    }
}
