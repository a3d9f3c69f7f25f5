//! Whether every deadline did what was due, once, at its own time.

use session::{
    EndReason, Entry, Event, HoldEnd, LockReason, ModerationEvent, PauseReason, PredictionEvent, Session, Timer,
    Verdict,
};
use timeline::Timestamp;

use crate::evidence::{Evidence, Kept};
use crate::tables::Row;

/// How long something due may wait for a sweep, in milliseconds, with the way to the database.
const SWEPT_WITHIN_MS: i64 = 40_000;

/// Nothing that is due waits for longer than until the next sweep.
pub(crate) fn overdue(evidence: &Evidence) -> Option<String> {
    evidence.sessions.iter().find_map(|kept| {
        let (due, timer) = kept.folded.as_ref()?.deadline()?;
        let late_ms = evidence.now.ms_since(due);
        (late_ms > SWEPT_WITHIN_MS).then(|| format!("{timer:?} of {} is due since {late_ms} ms", kept.id))
    })
}

/// What a deadline did is stamped with the time when it was due, or with that of the entry before it where that is
/// later; and nobody acts between the time when something is due and its entry.
pub(crate) fn stamped(evidence: &Evidence) -> Option<String> {
    evidence.sessions.iter().find_map(in_log)
}

fn in_log(kept: &Kept) -> Option<String> {
    let (first, rest) = kept.rows.split_first()?;
    let mut session = Session::begin(&first.stored.entry)?;
    let mut last_at = first.stored.entry.at;
    for row in rest {
        let entry = &row.stored.entry;
        if let Some(what) = out_of_time(&session, last_at, row) {
            return Some(format!("entry {} of {}, {:?}, {what}", entry.seq, kept.id, entry.event));
        }
        session.apply(entry).ok()?;
        last_at = entry.at;
    }
    None
}

fn out_of_time(session: &Session, last_at: Timestamp, row: &Row) -> Option<String> {
    let entry = &row.stored.entry;
    let deadline = session.deadline();
    if let Some(timer) = timer(entry) {
        // A hold may be ended by whoever was late, at any time after it was due; and the entries of one deadline follow
        // each other.
        let due = deadline.filter(|(_, due)| *due == timer).map(|(at, _)| at);
        return match due {
            None => Some("though nothing was due".to_owned()),
            Some(due) if timer == Timer::Hold => (entry.at < due).then(|| format!("before it was due at {due}")),
            Some(due) => (entry.at != due.max(last_at)).then(|| format!("at {} and was due at {due}", entry.at)),
        };
    }
    // What the server puts on screen while the next one is announced is that one, in time.
    if let (Event::Loaded { .. }, None, Some(announced)) = (&entry.event, &entry.by, session.queue().announced())
        && entry.at != announced.at.max(last_at)
    {
        return Some(format!("at {} and was announced for {}", entry.at, announced.at));
    }
    // What a command did in one append was decided at one time, and so was what a deadline did.
    let begins_append = entry.at > last_at;
    // Once a hold is due, it also ends where everybody has become ready meanwhile.
    let ends_hold = matches!(entry.event, Event::HoldEnded { .. });
    let may = |timer: Timer| timer == Timer::Hold && ends_hold;
    let overtaken = deadline.filter(|(due, timer)| begins_append && entry.at > *due && !may(*timer));
    overtaken.map(|(due, timer)| format!("overtook the deadline {timer:?}, due at {due}, at {}", entry.at))
}

/// The deadline that an event comes from.
fn timer(entry: &Entry) -> Option<Timer> {
    match &entry.event {
        Event::ConfirmationClosed { verdict: Verdict::Expired, .. } => Some(Timer::Confirm),
        Event::Paused { reason: PauseReason::EndOfVideo } => Some(Timer::EndOfVideo),
        Event::HoldEnded { how: HoldEnd::Deadline, .. } => Some(Timer::Hold),
        Event::Ended { reason: EndReason::Abandoned } => Some(Timer::Abandon),
        Event::Moderation(ModerationEvent::HandedOver { .. }) if entry.by.is_none() => Some(Timer::Succession),
        Event::Prediction(PredictionEvent::Locked { reason: LockReason::Time | LockReason::Position, .. }) => {
            Some(Timer::PredictionLock)
        }
        _ => None,
    }
}
