//! The embedded backend: one SQLite file in WAL mode, `synchronous=FULL`, one writer with group commit, many readers.

mod connect;
mod sql;
mod fault;
mod append;
mod writer;
mod reads;
mod messages;
mod source;
mod backup;
mod store;

pub use connect::SqliteOptions;
pub(crate) use source::Source;
pub use store::SqliteStore;
