//! Learns what people may like, and writes it down for them.

mod learning;
mod watched;
mod offered;
mod evenings;
mod model;
mod circles;
mod known;

pub use learning::Recommendations;
