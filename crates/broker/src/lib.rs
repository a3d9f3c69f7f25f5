//! The notifier between nodes: says that a log has grown, and up to where.
//!
//! A notice is a hint and never the truth: it may be lost, repeated or late, and what it says is checked against the
//! store. So this crate carries no event and keeps nothing.

mod contract;
mod in_process;

pub use contract::{Broker, BrokerError, Subscription};
pub use in_process::InProcessBroker;
