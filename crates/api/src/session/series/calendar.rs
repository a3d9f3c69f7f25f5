//! `GET /api/series/{id}/calendar.ics`

use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse as _, Response};
use icalendar::{Calendar, Component as _, Event, Property};
use jiff::tz::{Dst, TimeZone};
use jiff::{Span, Timestamp};
use protocol::{Code, Problem};
use store::{SeriesState, StoredSeries};

use super::evening::Found;
use super::schedule::Schedule;
use super::to_wire::link;
use crate::body::PathId;
use crate::failure::Failure;
use crate::identity::MaybeIdentity;
use crate::state::Api;

/// How long an evening is taken to be.
const EVENING: &str = "PT2H";
/// For how long a calendar is told when the clocks change; it knows the zone by name besides.
const CLOCKS_YEARS: i64 = 5;
const LOCAL: &str = "%Y%m%dT%H%M%S";

/// Returns the evenings of a series as entries for a calendar that repeat every week (iCalendar).
#[utoipa::path(get, path = "/api/series/{id}/calendar.ics", tag = "session", security((), ("bearer" = [])),
    params(("id" = String, Path, description = "the series' id")), responses(
        (status = 200, body = String, content_type = "text/calendar"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "it has no times"),
))]
pub(crate) async fn series_calendar(
    State(api): State<Api>,
    MaybeIdentity(identity): MaybeIdentity,
    PathId(id): PathId,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let found = Found::by_id(&api, &id, identity.as_ref()).await?;
    let series = &found.series;
    let schedule = Schedule::kept(&series.weekly, &series.time_zone).filter(|schedule| !schedule.times().is_empty());
    let schedule = schedule.filter(|_| series.state == SeriesState::Running).ok_or_else(|| {
        Failure::new(Code::NotPlanned, "this series has no times to come, so there is nothing to enter")
    })?;
    let entries = entries(series, &schedule, &link(&api, &headers, &series.id));
    let kind = [
        (header::CONTENT_TYPE, "text/calendar; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"sameframe.ics\""),
    ];
    Ok((kind, entries).into_response())
}

/// One entry for each time of the week, from the beginning of the series.
fn entries(series: &StoredSeries, schedule: &Schedule, link: &str) -> String {
    let zone = schedule.zone();
    let mut calendar = Calendar::new();
    let mut first = None;
    for (place, weekly) in schedule.times().iter().enumerate() {
        let Some(at) = schedule.next_of(*weekly, series.created_at) else { continue };
        first = Some(first.map_or(at, |first: Timestamp| first.min(at)));
        let starts = at.to_zoned(zone.clone()).strftime(LOCAL).to_string();
        let mut starts = Property::new("DTSTART", &starts);
        starts.add_parameter("TZID", &series.time_zone);
        let event = Event::new()
            .uid(&format!("{}-{place}@sameframe", series.id))
            .summary(series.title.as_str())
            .url(link)
            .description(link)
            .add_property("DTSTAMP", utc(series.updated_at))
            .append_property(starts)
            .add_property("DURATION", EVENING)
            .add_property("RRULE", format!("FREQ=WEEKLY;BYDAY={}", weekly.calendar_day()))
            .done();
        calendar.push(event);
    }
    let text = calendar.done().to_string();
    let clocks = first.map(|first| clocks(zone, &series.time_zone, first)).unwrap_or_default();
    text.replacen("BEGIN:VEVENT", &format!("{clocks}BEGIN:VEVENT"), 1)
}

fn utc(at: timeline::Timestamp) -> String {
    let at = Timestamp::from_millisecond(at.ms()).unwrap_or(Timestamp::UNIX_EPOCH);
    at.strftime("%Y%m%dT%H%M%SZ").to_string()
}

/// What the clocks of a zone show from a moment on, as a calendar wants to be told (`VTIMEZONE`).
fn clocks(zone: &TimeZone, name: &str, from: Timestamp) -> String {
    let until = from.to_zoned(zone.clone()).checked_add(Span::new().years(CLOCKS_YEARS));
    let until = until.map_or(from, |until| until.timestamp());
    let changes = zone.following(from).map(|change| change.timestamp()).take_while(|at| *at < until);
    let observances = std::iter::once(from).chain(changes).map(|at| {
        let before = zone.to_offset(at.checked_sub(Span::new().seconds(1)).unwrap_or(at));
        let now = zone.to_offset_info(at);
        let kind = if now.dst() == Dst::Yes { "DAYLIGHT" } else { "STANDARD" };
        let since = before.to_datetime(at).strftime(LOCAL);
        format!(
            "BEGIN:{kind}\r\nDTSTART:{since}\r\nTZOFFSETFROM:{}\r\nTZOFFSETTO:{}\r\nTZNAME:{}\r\nEND:{kind}\r\n",
            offset(before),
            offset(now.offset()),
            now.abbreviation(),
        )
    });
    let observances: String = observances.collect();
    format!("BEGIN:VTIMEZONE\r\nTZID:{name}\r\n{observances}END:VTIMEZONE\r\n")
}

/// `+0100`, as calendars write it.
fn offset(offset: jiff::tz::Offset) -> String {
    let minutes = offset.seconds() / 60;
    let sign = if minutes < 0 { '-' } else { '+' };
    format!("{sign}{:02}{:02}", minutes.abs() / 60, minutes.abs() % 60)
}

#[cfg(test)]
mod tests {
    use session::{MemberId, Title, Visibility};
    use store::{SeriesState, StoredSeries};
    use timeline::Timestamp;

    use super::entries;
    use crate::session::series::schedule::Schedule;

    /// SER-6
    #[test]
    fn an_entry_repeats_every_week_by_the_clocks_of_its_place() {
        // Tuesday, the 10th of March 2026.
        let created_at = Timestamp::from_ms(1_773_100_800_000);
        let series = StoredSeries {
            id: "abc".to_owned(),
            owner: MemberId::parse("ana").unwrap(),
            title: Title::parse("Friday").unwrap(),
            visibility: Visibility::Public,
            state: SeriesState::Running,
            weekly: "fri 20:00,sun 18:30".to_owned(),
            time_zone: "Europe/Berlin".to_owned(),
            created_at,
            updated_at: created_at,
        };
        let schedule = Schedule::kept(&series.weekly, &series.time_zone).unwrap();
        let text = entries(&series, &schedule, "https://watch.example.org/series/abc");
        let lines: Vec<_> = text.split("\r\n").collect();
        for line in [
            "DTSTART;TZID=Europe/Berlin:20260313T200000",
            "RRULE:FREQ=WEEKLY;BYDAY=FR",
            "DTSTART;TZID=Europe/Berlin:20260315T183000",
            "RRULE:FREQ=WEEKLY;BYDAY=SU",
            "TZID:Europe/Berlin",
            "UID:abc-0@sameframe",
        ] {
            assert!(lines.contains(&line), "{line} in {text}");
        }
        let summer =
            "BEGIN:DAYLIGHT\r\nDTSTART:20260329T020000\r\nTZOFFSETFROM:+0100\r\nTZOFFSETTO:+0200\r\nTZNAME:CEST";
        assert!(text.contains(summer), "{text}");
        assert_eq!(lines.iter().filter(|line| **line == "BEGIN:VEVENT").count(), 2);
        assert!(text.find("END:VTIMEZONE") < text.find("BEGIN:VEVENT"), "{text}");
    }
}
