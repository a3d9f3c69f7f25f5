//! The sync maths of a watch party, free of clocks and IO.
//!
//! Everything is an integer: times in milliseconds of server time, media positions in microseconds, rates in
//! thousandths. Then a position is `position + rate_thousandths * elapsed_ms`, exactly, on every machine.
//!
//! This crate knows no session, no member, no wire format. The twin in TypeScript (`web/src/client/timeline.ts`)
//! runs the same golden vectors (`vectors/timeline.json`).

#![cfg_attr(not(test), warn(clippy::wildcard_enum_match_arm))]

mod time;
mod timecode;
mod rate;
mod timeline;
mod schedule;
mod reference;
mod watched;

pub use rate::Rate;
pub use reference::{Exchange, ReferenceClock};
pub use schedule::{MemberDelay, START_LEAD_MAX_MS, START_LEAD_MIN_MS, START_MARGIN_MS, start_lead_ms};
pub use time::Timestamp;
pub use timecode::Timecode;
pub use timeline::{Status, Timeline};
pub use watched::Watched;
