//! What a log tells, in words.

use session::{
    BeginReason, CancelReason, EndReason, Entry, Event, HoldEnd, LeaveReason, LockReason, MemberId, PauseReason,
    PredictionEvent, QueueEvent, SessionId, Verdict,
};

use crate::tables::{Row, Tables};

/// How many of the newest entries are told.
const ENTRIES_MAX: usize = 12;

/// The newest entries of a log.
pub(crate) fn newest(tables: &Tables, id: &SessionId) -> Vec<String> {
    let rows = rows(tables, id);
    let newest = rows.iter().skip(rows.len().saturating_sub(ENTRIES_MAX));
    newest
        .map(|row| {
            let Entry { seq, at, by, event, .. } = &row.stored.entry;
            let by = by.as_ref().map_or("the server", MemberId::as_str);
            format!("{id} {seq} at {at} by {by}: {event:?}")
        })
        .collect()
}

/// The rarer events of a log: what a script may fail to bring about.
pub(crate) fn rare(tables: &Tables, id: &SessionId) -> impl Iterator<Item = &'static str> {
    rows(tables, id).iter().filter_map(|row| match &row.stored.entry.event {
        Event::ConfirmationClosed { verdict: Verdict::Confirmed, .. } => Some("confirmed"),
        Event::ConfirmationClosed { verdict: Verdict::Rejected, .. } => Some("rejected"),
        Event::ConfirmationClosed { verdict: Verdict::Expired, .. } => Some("not confirmed in time"),
        Event::HoldEnded { how: HoldEnd::Ready, .. } => Some("a wait ended: everybody was ready"),
        Event::HoldEnded { how: HoldEnd::Deadline, .. } => Some("a wait ended: the time was over"),
        Event::Paused { reason: PauseReason::EndOfVideo } => Some("the video ended"),
        Event::Queue(QueueEvent::Announced { .. }) => Some("the next video was announced"),
        Event::Queue(QueueEvent::Cancelled { .. }) => Some("the next video was cancelled"),
        Event::Queue(QueueEvent::Began { reason: BeginReason::Ended, .. }) => Some("the next video began by itself"),
        Event::Queue(QueueEvent::Began { reason: BeginReason::Skipped, .. }) => Some("skipped by vote"),
        Event::Left { reason: LeaveReason::Asked, .. } => Some("left"),
        Event::Left { reason: LeaveReason::Gone, .. } => Some("taken for gone"),
        Event::Undone { .. } => Some("undone"),
        Event::Ended { reason: EndReason::Asked } => Some("ended"),
        Event::Ended { reason: EndReason::Abandoned } => Some("abandoned"),
        Event::Prediction(PredictionEvent::Locked { reason: LockReason::Time, .. }) => {
            Some("a time locked a prediction")
        }
        Event::Prediction(PredictionEvent::Locked { reason: LockReason::Position, .. }) => {
            Some("the video locked a prediction")
        }
        Event::Prediction(PredictionEvent::Resolved { payouts, .. }) if !payouts.is_empty() => Some("points were won"),
        Event::Prediction(PredictionEvent::Cancelled { reason: CancelReason::SessionEnded, .. }) => {
            Some("a prediction ended with its session")
        }
        _ => None,
    })
}

fn rows<'a>(tables: &'a Tables, id: &SessionId) -> &'a [Row] {
    tables.log(id).map_or(&[], |log| &log.rows)
}
