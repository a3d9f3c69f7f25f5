//! The backend of several nodes: core publish and subscribe of NATS, without any stream that keeps something.

mod options;
mod error;
mod subjects;
mod wire;
mod outbox;
mod listening;
mod link;
mod broker;
mod inspection;

pub use broker::NatsBroker;
pub use error::{NatsError, NatsUrlError};
pub use inspection::NatsInspection;
pub use options::NatsOptions;
