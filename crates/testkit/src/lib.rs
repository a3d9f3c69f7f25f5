//! Contract suites that every backend runs, and samples that several crates' tests share. For tests only.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::missing_panics_doc,
    clippy::print_stdout,
    reason = "tests fail by panicking and say what they skip, and everything here is for tests"
)]

#[cfg(feature = "contracts")]
mod samples;
#[cfg(feature = "contracts")]
mod newer;
#[cfg(feature = "contracts")]
mod store_contract;
#[cfg(feature = "contracts")]
mod handshake_contract;
#[cfg(feature = "contracts")]
mod account_contract;
#[cfg(feature = "contracts")]
mod catalogue_contract;
#[cfg(feature = "contracts")]
mod message_contract;
#[cfg(feature = "contracts")]
mod personal_contract;
#[cfg(feature = "contracts")]
mod series_contract;
#[cfg(feature = "contracts")]
mod jobs_contract;
#[cfg(feature = "contracts")]
mod recommendations_contract;
#[cfg(feature = "contracts")]
mod experiment_contract;
#[cfg(feature = "contracts")]
mod broker_contract;
#[cfg(feature = "contracts")]
mod finding;
mod postgres;
mod nats;
mod fault_proxy;

#[cfg(feature = "contracts")]
pub use broker_contract::{BrokerPair, broker_contract, session_broker_contract};
pub use fault_proxy::{Fault, FaultProxy};
#[cfg(feature = "contracts")]
pub use finding::{
    AS_AN_OLDER_NODE_WRITES, AS_AN_OLDER_VERSION_WROTE, expect_each_on_one_page, expect_to_be_found, refold,
    write_to_be_found,
};
pub use nats::Nats;
#[cfg(feature = "contracts")]
pub use newer::NewerEntry;
pub use postgres::Postgres;
#[cfg(feature = "contracts")]
pub use samples::{Log, member, name, opening, session_id, video};
#[cfg(feature = "contracts")]
pub use store_contract::{host_store_contract, store_contract};
