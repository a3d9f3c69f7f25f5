//! What operators see of synchrony; `docs/metrics.md` says what each figure means.

use session::{Event, Hold, HoldEnd, HoldReason};
use store::{Movement, Standing};
use timeline::Timestamp;

use crate::viewers::{Correction, Report};

/// Notes a report, how its sender stands by it, and whether they had to be told where to be.
pub(crate) fn report(report: &Report, standing: Standing, correction: Option<Correction>) {
    if standing.movement == Movement::Playing && !standing.trailing {
        metrics::histogram!("sameframe_drift_seconds").record(seconds(standing.drift_ms.saturating_abs()));
    }
    if let Some(ms) = report.round_trip_ms {
        metrics::histogram!("sameframe_round_trip_seconds").record(seconds(ms));
    }
    if correction.is_some() {
        metrics::counter!("sameframe_corrections_total").increment(1);
    }
}

/// Notes how far those who play in one session are apart.
pub(crate) fn spread(ms: i64) {
    metrics::histogram!("sameframe_spread_seconds").record(seconds(ms));
}

/// Notes a wait that has ended.
pub(crate) fn event(event: &Event, hold: Option<&Hold>, at: Timestamp) {
    let (Event::HoldEnded { how, .. }, Some(hold)) = (event, hold) else { return };
    let reason = match hold.reason {
        HoldReason::Buffering => "buffering",
        HoldReason::Seek => "seek",
        HoldReason::FirstStart => "first_start",
        HoldReason::NextVideo => "next_video",
    };
    let how = match how {
        HoldEnd::Ready => "ready",
        HoldEnd::Deadline => "deadline",
        HoldEnd::Anyway => "anyway",
        HoldEnd::Superseded => "superseded",
    };
    metrics::histogram!("sameframe_hold_seconds", "reason" => reason, "how" => how)
        .record(seconds(at.ms_since(hold.at)));
}

#[expect(clippy::cast_precision_loss, reason = "a figure for people")]
fn seconds(ms: i64) -> f64 {
    ms as f64 / 1000.0
}
