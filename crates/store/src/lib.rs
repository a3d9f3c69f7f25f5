//! The event log and the tables around it.
//!
//! [`Store`] is the contract, in prose and as a trait; `testkit::store_contract` is the same as a test suite that every
//! backend runs. [`SqliteStore`] is the embedded backend, [`PostgresStore`] the one for a database server. This crate
//! alone knows rows. It knows no rule of a session: it keeps what it is given and gives it back.

mod contract;
mod layers;
mod error;
mod presence;
mod chain;
mod record;
mod portable;
mod links;
mod rows;
mod verify;
mod sql;
mod schema;
mod sqlite;
mod postgres;
mod sharded;
mod tables;
mod moving;
mod handshake;
mod messages;

pub use contract::{
    Append, AppendOutcome, Cursor, Listed, MessagesQuery, ScoresQuery, SessionState, SessionsQuery, Store, StoredEntry,
    StoredMessage, StoredPlayback, StoredReactions, StoredReport, StoredScore, StoredUser, TokenHash, Visit,
    VisitsQuery,
};
pub use error::{Outage, StoreError};
pub use handshake::{
    CodeKind, Entry, Handshakes, InvitationState, InviteBounds, Invited, KnockBounds, KnockState, Knocked, StoredDoor,
    StoredInvitation, StoredKnock, StoredLink, Touched,
};
pub use layers::{Layers, NoteAdded, NoteCursor, NotesMost, StoredNote};
pub use moving::{MoveError, Moved, Progress, move_to_postgres};
pub use portable::PortableEntry;
pub use postgres::{Inspection, PostgresOptions, PostgresStore, flush_time};
pub use presence::{LocalNodes, Movement, NodeId, PresentMember, Renewal, Roll, Standing};
pub use sharded::ShardedStore;
pub use sqlite::{SqliteOptions, SqliteStore};
