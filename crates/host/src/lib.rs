//! Runs the sessions: one task each, loaded from the log on first use and unloaded when idle.
//!
//! The heart is the turn (`turn.rs`): decide in `session`, append in `store`, apply, publish in `broker`, arm the
//! deadline. Nothing is visible before it is durable, and only this crate appends to a log. It knows no wire format:
//! whoever makes a [`Host`] brings an [`Encode`] along, which turns an entry into the bytes that every connection
//! shares.

mod clock;
mod options;
mod error;
mod place;
mod frame;
mod gone;
mod presence;
mod attendance;
mod figures;
mod viewers;
mod reactions;
mod request;
mod turn;
mod crowd;
mod entrance;
mod roll;
mod notices;
mod task;
mod handle;
mod host;
mod sweeper;
mod neighbours;
mod heads;
mod adoption;
mod erasing;
mod erasing_told;

pub use adoption::Adoption;
pub use broker::Health;
pub use clock::Clock;
pub use error::{CommandError, HostError};
pub use frame::{Encode, Feed, FeedItem, PresenceChange};
pub use handle::{Attachment, Resume, SessionHandle};
pub use host::Host;
pub use options::HostOptions;
pub use presence::Online;
pub use request::{CommandRequest, Done, View};
pub use store::{Movement, Standing};
pub use viewers::{Correction, Report};
