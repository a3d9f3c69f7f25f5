//! The only way out of this server to addresses that people, providers and operators give.

mod address;
mod ask;
mod body;
mod breaker;
mod budget;
mod connection;
mod error;
mod expect;
mod hosts;
mod network;
mod origin;
mod retry_after;
mod round;
mod standing;
mod streamed;
mod target;
mod way_out;

pub use ask::{Answer, Ask, Patience};
pub use budget::Budget;
pub use error::{FetchError, Refusal};
pub use expect::Expect;
pub use network::{Connection, Network, System};
pub use origin::Origin;
pub use standing::Standing;
pub use streamed::Streamed;
pub use way_out::{Fetch, Scope, system_now_ms};
