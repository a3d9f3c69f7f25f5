//! What a server holds about one person: found, row by row, and erased.
//!
//! The contract is written once over the primitives that each database has ([`crate::handshake::tables::Tables`]).

mod contract;
pub(crate) mod sql;
mod kept;

pub use contract::{Erasure, Held, HeldFrom, HeldPart, HeldValue, PersonalData, personal_data};
pub use sql::HELD;
