//! `GET /api/sessions/{id}/calendar.ics`

use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse as _, Response};
use icalendar::{Calendar, Component as _, Event};
use protocol::{Code, Problem};
use session::{SessionId, Summary};
use timeline::Timestamp;

use crate::body::PathId;
use crate::failure::Failure;
use crate::handshake::may_look;
use crate::identity::MaybeIdentity;
use crate::link;
use crate::state::Api;

/// How long an evening is taken to be whose video has not told its length, in milliseconds.
const EVENING_MS: i64 = 2 * 3600 * 1000;

/// Returns a planned session as an entry for a calendar (iCalendar).
#[utoipa::path(get, path = "/api/sessions/{id}/calendar.ics", tag = "session",
    params(("id" = String, Path, description = "its id")), responses(
        (status = 200, body = String, content_type = "text/calendar"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "it was not planned"),
))]
pub(crate) async fn calendar(
    State(api): State<Api>,
    MaybeIdentity(identity): MaybeIdentity,
    PathId(id): PathId,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let (id, session) = api.session(&id)?;
    may_look(&api, &id, identity.as_ref(), &headers).await?;
    let summary = session.view().await?.session.summary();
    let not_planned =
        || Failure::new(Code::NotPlanned, "this session has no time to meet, so there is nothing to enter");
    let starts_at = summary.starts_at.ok_or_else(not_planned)?;
    let entry = entry(&id, &summary, starts_at, &link::to_session(&api, &headers, &id));
    let kind = [
        (header::CONTENT_TYPE, "text/calendar; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"sameframe.ics\""),
    ];
    Ok((kind, entry).into_response())
}

fn entry(id: &SessionId, summary: &Summary, starts_at: Timestamp, link: &str) -> String {
    let lasts_ms = summary.length.map_or(EVENING_MS, |length| length.us() / 1000);
    let event = Event::new()
        .uid(&format!("{id}@sameframe"))
        .summary(summary.title.as_str())
        .url(link)
        .description(link)
        .add_property("DTSTAMP", utc(summary.created_at))
        .add_property("DTSTART", utc(starts_at))
        .add_property("DTEND", utc(starts_at.plus_ms(lasts_ms)))
        .done();
    Calendar::new().push(event).done().to_string()
}

fn utc(at: Timestamp) -> String {
    let at = jiff::Timestamp::from_millisecond(at.ms()).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
    at.strftime("%Y%m%dT%H%M%SZ").to_string()
}

#[cfg(test)]
mod tests {
    use session::{
        Confirmation, MemberId, Opening, Session, SessionId, StartPolicy, Title, Video, VideoId, VideoKind, Visibility,
    };
    use timeline::{Timecode, Timestamp};

    use super::entry;

    #[test]
    fn an_entry_keeps_to_its_lines_whatever_the_title() {
        let opening = Opening {
            title: Title::parse(r"Friday; with \, and a very, very long title that goes on and on and on").unwrap(),
            video: Video { id: VideoId::parse("v").unwrap(), url: "https://example.org".into(), kind: VideoKind::File },
            host: MemberId::parse("ana").unwrap(),
            visibility: Visibility::Public,
            confirmation: Confirmation::default(),
            start: StartPolicy::AtOnce,
            starts_at: None,
            from: Timecode::ZERO,
        };
        let summary = Session::begin(&opening.entry(Timestamp::from_ms(0))).unwrap().summary();
        let id = SessionId::parse("s1").unwrap();
        let entry = entry(&id, &summary, Timestamp::from_ms(1_900_000_000_000), "https://watch.example.org/s/s1");
        let lines: Vec<_> = entry.split("\r\n").collect();
        for line in ["DTSTART:20300317T174640Z", "DTEND:20300317T194640Z", "UID:s1@sameframe"] {
            assert!(lines.contains(&line), "{line} in {entry}");
        }
        assert!(lines.iter().all(|line| line.len() <= 75), "long lines are folded: {entry}");
        assert!(entry.replace("\r\n ", "").contains(r"SUMMARY:Friday\; with \\\, and a very\, very long"), "{entry}");
    }
}
