//! Accounts: where a user is signed in, and the ways in which they can sign in again.
//!
//! The contract is written once over two primitives, `handshake::tables::Tables`, that each database has.

mod contract;
mod kept;
mod rows;
pub(crate) mod sql;

pub use contract::{Accounts, NameTaken, StoredOpenIdSubject, StoredPasskey, StoredPassword, StoredSignIn, Way};
