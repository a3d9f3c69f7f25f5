//! The event log and the tables around it.
//!
//! [`Store`] is the contract, in prose and as a trait; `testkit::store_contract` is the same as a test suite that every
//! backend runs. [`SqliteStore`] is the embedded backend, [`PostgresStore`] the one for a database server. This crate
//! alone knows rows. It knows no rule of a session: it keeps what it is given and gives it back.

mod contract;
mod error;
mod presence;
mod chain;
mod record;
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

pub use contract::{
    Append, AppendOutcome, Cursor, Listed, SessionState, SessionsQuery, Store, StoredEntry, StoredPlayback, StoredUser,
    TokenHash,
};
pub use error::{Outage, StoreError};
pub use moving::{MoveError, Moved, Progress, move_to_postgres};
pub use postgres::{Inspection, PostgresOptions, PostgresStore, flush_time};
pub use presence::{LocalNodes, Movement, NodeId, PresentMember, Renewal, Roll, Standing};
pub use sharded::ShardedStore;
pub use sqlite::{SqliteOptions, SqliteStore};
