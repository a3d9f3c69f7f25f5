//! Years and lengths, as providers write them.

use serde::{Deserialize as _, Deserializer};
use serde_json::Value;

/// Reads the year of a date that begins with one: `2008-05-30T12:00:00Z`.
pub(crate) fn year(text: &str) -> Option<u16> {
    let year = text.get(..4)?.parse().ok()?;
    (1_870..=2_200).contains(&year).then_some(year)
}

/// Reads a year that is a number or stands at the beginning of a text. An odd one is none: a film is not left out for that.
pub(crate) fn year_or_none<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u16>, D::Error> {
    Ok(match Value::deserialize(deserializer)? {
        Value::Number(number) => year(&number.to_string()).filter(|year| number.as_u64() == Some(u64::from(*year))),
        Value::String(text) => year(&text),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    })
}

/// Reads a length of ISO 8601, in milliseconds: `PT1H2M3.5S`, `P1DT2S`. Months and years have no length.
pub(crate) fn iso_length_ms(text: &str) -> Option<u64> {
    let mut rest = text.strip_prefix('P')?;
    let (mut length_ms, mut is_time, mut is_empty) = (0.0, false, true);
    while !rest.is_empty() {
        if let Some(time) = rest.strip_prefix('T').filter(|_| !is_time) {
            (rest, is_time) = (time, true);
            continue;
        }
        let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.')?;
        let (number, unit) = rest.split_at(end);
        let mut units = unit.chars();
        let unit_ms = match (units.next()?, is_time) {
            ('D', false) => 86_400_000.0,
            ('H', true) => 3_600_000.0,
            ('M', true) => 60_000.0,
            ('S', true) => 1_000.0,
            _ => return None,
        };
        length_ms += number.parse::<f64>().ok()? * unit_ms;
        (rest, is_empty) = (units.as_str(), false);
    }
    whole_ms(length_ms).filter(|_| !is_empty)
}

/// Reads a length in seconds, or in hours, minutes and seconds: `123.45`, `1:02:03`.
pub(crate) fn clock_length_ms(text: &str) -> Option<u64> {
    let mut length_s = 0.0;
    for part in text.trim().split(':') {
        let number = part.parse::<f64>().ok().filter(|number| *number >= 0.0)?;
        length_s = length_s * 60.0 + number;
    }
    whole_ms(length_s * 1_000.0)
}

/// Takes a length between a millisecond and a year.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "its range was looked at")]
pub(crate) fn whole_ms(length_ms: f64) -> Option<u64> {
    (1.0..=31_536_000_000.0).contains(&length_ms).then_some(length_ms as u64)
}

#[cfg(test)]
mod tests {
    use super::{clock_length_ms, iso_length_ms, year};

    #[test]
    fn lengths_are_read_as_they_are_written() {
        assert_eq!(iso_length_ms("PT1H2M3.5S"), Some(3_723_500));
        assert_eq!(iso_length_ms("P1DT2S"), Some(86_402_000));
        for none in ["", "P", "PT", "P0D", "PT5", "P1M", "PTM", "1H", "PT1H2", "PTT1S", "PT1e9S"] {
            assert_eq!(iso_length_ms(none), None, "{none}");
        }
        assert_eq!(clock_length_ms("1:02:03"), Some(3_723_000));
        assert_eq!(clock_length_ms("123.45"), Some(123_450));
        for none in ["", "a", "1:-2", "NaN", "1::2", "inf", "0"] {
            assert_eq!(clock_length_ms(none), None, "{none}");
        }
    }

    #[test]
    fn years_are_years() {
        assert_eq!(year("2008-05-30"), Some(2_008));
        assert_eq!((year("08"), year("0001-01-01"), year("é2008")), (None, None, None));
    }
}
