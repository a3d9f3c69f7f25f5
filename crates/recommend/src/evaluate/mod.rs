//! Whether a recommender is any good, on interactions that happened: what people watched last is taken away, and every video
//! that they had not seen is ranked.

mod metrics;
mod last_out;
mod groups;

pub use groups::{GroupTest, Kind, Method, Served};
pub use last_out::{Case, LeaveLastOut, Outcome, Walk};
pub use metrics::{Estimate, ndcg, recall};
