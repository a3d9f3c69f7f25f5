//! Predictions: a question with outcomes, on which members stake points until it is locked, and which is then resolved.
//!
//! ```text
//!              lock: by hand, at a time, at a position of the video
//!   Open --------------------------------------------------------> Locked
//!     |                                                               |
//!     +--> resolved with an outcome: the pool goes to who picked it <-+
//!     +--> cancelled, also by the end of the session: stakes go back <+
//! ```

mod event;
mod command;
mod refusal;
mod outcomes;
mod payout;
mod points;
mod state;
mod rules;
mod lock;

pub use command::{ClosingRule, PredictionCommand};
pub use event::{CancelReason, Closing, LockReason, Payout, Pick, PredictionEvent};
pub use outcomes::{BadOutcomes, Outcomes};
pub use payout::{Stake, payouts};
pub use points::Score;
pub use refusal::PredictionRefusal;
pub use state::{Pool, Prediction, Predictions, Stage};
