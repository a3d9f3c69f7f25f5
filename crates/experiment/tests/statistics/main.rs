//! What the numbers of an experiment say, and how often they are wrong.

#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

mod chance;
mod dice;
mod faults;
mod reading;
