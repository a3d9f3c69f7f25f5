//! When the evenings of a series are: times of every week, by the clocks of a place.

use jiff::civil::Weekday;
use jiff::tz::TimeZone;
use jiff::{Span, civil};
use protocol::{self as wire, Code};
use timeline::Timestamp;

use crate::failure::Failure;

/// How many times a week.
const TIMES_MAX: usize = 7;
/// As they are kept, Monday first.
const DAYS: [(&str, &str, wire::Weekday, Weekday); 7] = [
    ("mon", "MO", wire::Weekday::Monday, Weekday::Monday),
    ("tue", "TU", wire::Weekday::Tuesday, Weekday::Tuesday),
    ("wed", "WE", wire::Weekday::Wednesday, Weekday::Wednesday),
    ("thu", "TH", wire::Weekday::Thursday, Weekday::Thursday),
    ("fri", "FR", wire::Weekday::Friday, Weekday::Friday),
    ("sat", "SA", wire::Weekday::Saturday, Weekday::Saturday),
    ("sun", "SU", wire::Weekday::Sunday, Weekday::Sunday),
];

/// Times of every week, by the clocks of a place.
#[derive(Clone, Debug)]
pub(super) struct Schedule {
    times: Vec<Weekly>,
    zone: TimeZone,
}

/// One time of every week.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Weekly {
    /// Its place in `DAYS`.
    day: usize,
    time: civil::Time,
}

impl Schedule {
    /// Reads what somebody wants.
    pub(super) fn asked(weekly: &[wire::WeeklyTime], zone: &str) -> Result<Self, Failure> {
        let bad = |detail: String| Failure::new(Code::BadSeries, detail);
        if weekly.len() > TIMES_MAX {
            return Err(bad(format!("a series has at most {TIMES_MAX} times a week")));
        }
        let zone = zone_of(zone)
            .ok_or_else(|| bad("the time zone must be one of the IANA names, such as Europe/Berlin".to_owned()))?;
        let read = |wanted: &wire::WeeklyTime| {
            let day = DAYS.iter().position(|(_, _, day, _)| *day == wanted.day)?;
            Some(Weekly { day, time: clock(&wanted.time)? })
        };
        let times: Option<Vec<_>> = weekly.iter().map(read).collect();
        let times = times.ok_or_else(|| bad("a time must be one of a day's, such as 20:00".to_owned()))?;
        Ok(Self::new(times, zone))
    }

    /// Reads what was kept.
    pub(super) fn kept(weekly: &str, zone: &str) -> Option<Self> {
        let read = |kept: &str| {
            let (day, time) = kept.split_once(' ')?;
            Some(Weekly { day: DAYS.iter().position(|(kept, ..)| *kept == day)?, time: clock(time)? })
        };
        let times: Option<Vec<_>> = weekly.split(',').filter(|kept| !kept.is_empty()).map(read).collect();
        Some(Self::new(times?, zone_of(zone)?))
    }

    fn new(mut times: Vec<Weekly>, zone: TimeZone) -> Self {
        times.sort_unstable();
        times.dedup();
        Self { times, zone }
    }

    /// As it is kept.
    pub(super) fn words(&self) -> String {
        let times = self.times.iter().map(|weekly| format!("{} {}", DAYS[weekly.day].0, weekly.clock()));
        times.collect::<Vec<_>>().join(",")
    }

    pub(super) fn times(&self) -> &[Weekly] {
        &self.times
    }

    pub(super) fn zone(&self) -> &TimeZone {
        &self.zone
    }

    /// Returns the first time after a moment; none where there are no times.
    pub(super) fn after(&self, moment: Timestamp) -> Option<Timestamp> {
        self.times
            .iter()
            .filter_map(|weekly| self.next_of(*weekly, moment))
            .min()
            .map(|at| Timestamp::from_ms(at.as_millisecond()))
    }

    /// Returns the first time after a moment that is this one of the week. A time that the clocks leave out is as much later
    /// as they leave out; of one that they show twice, it is the first.
    pub(super) fn next_of(&self, weekly: Weekly, moment: Timestamp) -> Option<jiff::Timestamp> {
        let moment = jiff::Timestamp::from_millisecond(moment.ms()).ok()?;
        let today = moment.to_zoned(self.zone.clone()).date();
        // Yesterday's may still lie ahead where the clocks leave out midnight; today's may be over.
        (-1..=8).find_map(|days| {
            let date = today.checked_add(Span::new().days(days)).ok()?;
            let is_day = date.weekday() == DAYS[weekly.day].3;
            let at = date.to_datetime(weekly.time).to_zoned(self.zone.clone()).ok()?.timestamp();
            (is_day && at > moment).then_some(at)
        })
    }
}

impl Weekly {
    pub(super) fn wire(self) -> wire::WeeklyTime {
        wire::WeeklyTime { day: DAYS[self.day].2, time: self.clock() }
    }

    /// The day, as calendars write it.
    pub(super) fn calendar_day(self) -> &'static str {
        DAYS[self.day].1
    }

    fn clock(self) -> String {
        self.time.strftime("%H:%M").to_string()
    }
}

fn zone_of(name: &str) -> Option<TimeZone> {
    TimeZone::get(name).ok().filter(|zone| zone.iana_name().is_some())
}

/// `20:00` and nothing else.
fn clock(text: &str) -> Option<civil::Time> {
    let is_plain = text.len() == 5 && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b':');
    let (hour, minute) = text.split_once(':').filter(|_| is_plain)?;
    civil::Time::new(hour.parse().ok()?, minute.parse().ok()?, 0, 0).ok()
}

#[cfg(test)]
mod tests {
    use protocol::{Code, Weekday, WeeklyTime};
    use timeline::Timestamp;

    use super::Schedule;

    fn at(text: &str) -> Timestamp {
        Timestamp::from_ms(text.parse::<jiff::Timestamp>().unwrap().as_millisecond())
    }

    #[track_caller]
    fn check(weekly: &str, zone: &str, after: &str, evenings: &[&str]) {
        let schedule = Schedule::kept(weekly, zone).unwrap();
        let mut moment = at(after);
        for evening in evenings {
            moment = schedule.after(moment).unwrap();
            assert_eq!(moment, at(evening));
        }
    }

    /// SER-3
    #[test]
    fn eight_in_the_evening_stays_eight_in_the_evening() {
        let fridays = ["2026-03-20T19:00:00Z", "2026-03-27T19:00:00Z", "2026-04-03T18:00:00Z", "2026-04-10T18:00:00Z"];
        check("fri 20:00", "Europe/Berlin", "2026-03-14T00:00:00Z", &fridays);
        let sundays = ["2026-10-18T17:30:00Z", "2026-10-25T18:30:00Z"];
        check("sun 19:30", "Europe/Berlin", "2026-10-12T00:00:00Z", &sundays);
        check("fri 20:00", "Asia/Tokyo", "2026-03-20T11:00:00Z", &["2026-03-27T11:00:00Z"]);
        let several = ["2026-03-27T19:00:00Z", "2026-03-29T16:00:00Z", "2026-04-03T18:00:00Z"];
        check("sun 18:00,fri 20:00", "Europe/Berlin", "2026-03-25T00:00:00Z", &several);
    }

    /// SER-3
    #[test]
    fn a_time_that_the_clocks_leave_out_is_later_and_one_they_show_twice_is_once() {
        check("sun 02:30", "Europe/Berlin", "2026-03-28T00:00:00Z", &["2026-03-29T01:30:00Z", "2026-04-05T00:30:00Z"]);
        check("sun 02:30", "Europe/Berlin", "2026-10-24T00:00:00Z", &["2026-10-25T00:30:00Z", "2026-11-01T01:30:00Z"]);
        // Samoa had no 30th of December 2011 at all.
        check("fri 20:00", "Pacific/Apia", "2011-12-24T12:00:00Z", &["2011-12-31T06:00:00Z"]);
    }

    #[test]
    fn what_is_no_time_is_refused() {
        let friday = |time: &str| vec![WeeklyTime { day: Weekday::Friday, time: time.to_owned() }];
        let schedule = Schedule::asked(&friday("20:00"), "Europe/Berlin").unwrap();
        assert_eq!(schedule.words(), "fri 20:00");
        for bad in ["24:00", "20:60", "8:00", "20:00:00", "+8:00", "20-00", "", "ab:cd"] {
            let failure = Schedule::asked(&friday(bad), "Europe/Berlin").unwrap_err();
            assert_eq!(failure.code, Code::BadSeries, "{bad}");
        }
        for bad in ["", "Mars/Base", "+01:00", "../etc/passwd", &"x".repeat(10_000)] {
            assert_eq!(Schedule::asked(&friday("20:00"), bad).unwrap_err().code, Code::BadSeries, "{bad}");
        }
        let many: Vec<_> = (10..18).flat_map(|hour| friday(&format!("{hour}:00"))).collect();
        assert_eq!(Schedule::asked(&many, "UTC").unwrap_err().code, Code::BadSeries);
        assert_eq!(Schedule::asked(&[], "UTC").unwrap().after(at("2026-01-01T00:00:00Z")), None);
    }
}
