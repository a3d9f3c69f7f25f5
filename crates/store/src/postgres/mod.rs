//! The backend for a database server: PostgreSQL, one statement a turn, a few connections that write and a few that read.

mod options;
mod fault;
mod sql;
mod connections;
mod migrate;
mod append;
mod writes;
mod reads;
mod messages;
mod nodes;
mod inspection;
mod flush;
mod target;
mod store;
mod layers;

pub use flush::flush_time;
pub use inspection::Inspection;
pub use options::PostgresOptions;
pub use store::PostgresStore;
pub(crate) use target::Target;
