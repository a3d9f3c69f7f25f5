//! What a phase has cost.

use std::time::Duration;

use serde::Serialize;

use super::person::Person;
use super::server::Usage;

/// The figures of one phase.
#[derive(Debug, Serialize)]
pub(crate) struct Phase {
    name: &'static str,
    people: usize,
    /// From the first to the last.
    seconds: f64,
    server_cpu_s: f64,
    /// What all people together have received.
    bytes: u64,
    /// Frames after the welcome, of all people together.
    frames: u64,
    /// The most events that one person was sent.
    events: u64,
    rss_kib: u64,
    /// By how much the server's memory has grown, for each connection.
    grown_bytes_per_person: i64,
}

/// The sums of what people have received, at one moment.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Received {
    bytes: u64,
    frames: u64,
    events: u64,
}

impl Received {
    pub(crate) fn of(people: &[Person]) -> Self {
        Self {
            bytes: people.iter().map(Person::received).sum(),
            frames: people.iter().map(|person| person.frames).sum(),
            events: people.iter().map(|person| person.events).max().unwrap_or(0),
        }
    }
}

/// The server's and the people's counts at one moment.
pub(crate) type Moment = (Usage, Received);

impl Phase {
    pub(crate) fn between(
        name: &'static str,
        people: usize,
        took: Duration,
        (before, after): (Moment, Moment),
    ) -> Self {
        let ((used, had), (usage, received)) = (before, after);
        let grown = i64::try_from(usage.rss_kib).unwrap_or(0) - i64::try_from(used.rss_kib).unwrap_or(0);
        Self {
            name,
            people,
            seconds: took.as_secs_f64(),
            server_cpu_s: usage.cpu_s - used.cpu_s,
            bytes: received.bytes - had.bytes,
            frames: received.frames - had.frames,
            events: received.events - had.events,
            rss_kib: usage.rss_kib,
            grown_bytes_per_person: grown * 1024 / i64::try_from(people.max(1)).unwrap_or(1),
        }
    }

    /// Says it in a line.
    pub(crate) fn line(&self) -> String {
        let Self { name, people, seconds, server_cpu_s, bytes, frames, events, rss_kib, grown_bytes_per_person } = self;
        #[expect(clippy::cast_precision_loss, reason = "a figure for people")]
        let mb = *bytes as f64 / 1e6;
        format!(
            "{name:<6} {people:>6} people in {seconds:>6.2} s: server CPU {server_cpu_s:.2} s, {mb:.2} MB to all, \
             {frames} frames to all, {events} events each at most, RSS {rss_kib} KiB ({grown_bytes_per_person:+} B each)"
        )
    }
}

/// Returns the median, and what 99 of 100 stay below.
pub(crate) fn middle_and_late(mut times: Vec<Duration>) -> (Duration, Duration) {
    times.sort_unstable();
    let at = |hundredths: usize| times.get(times.len().saturating_sub(1) * hundredths / 100).copied();
    (at(50).unwrap_or_default(), at(99).unwrap_or_default())
}
