//! The notifier between nodes: says that a log has grown, and up to where, or that others are present now.
//!
//! A notice is a hint and never the truth: it may be lost, repeated, late or forged, and what it says is checked against
//! the store. So this crate carries no event and keeps nothing.

mod contract;
mod health;
mod subscription;
mod in_process;
mod nats;

pub use contract::{Broker, BrokerError, Notice};
pub use health::{Health, HealthWatch};
pub use in_process::InProcessBroker;
pub use nats::{NatsBroker, NatsError, NatsInspection, NatsOptions, NatsUrlError};
pub use subscription::{Listeners, Subscription};
