//! Several nodes in one thread on virtual time: the real host, a model database, a model bus, model clients and seeded
//! faults.
//!
//! A seed decides everything: who takes part, what they do, how long each message takes and what breaks when. The same
//! seed gives the same run to the last notice, so a failure can be looked at as often as it takes. What must hold is in
//! `check.rs`; what can be switched off to see that it is missed is in `remedy.rs`.
//! `docs/guides/simulation.md` says how to use and extend it.

mod chance;
mod trace;
mod remedy;
mod plan;
mod world;
mod frame;
mod fault;
mod tables;
mod database;
mod bus;
mod node;
mod history;
mod client;
mod ask;
mod script;
mod wager;
mod evidence;
mod check;
mod deadline;
mod story;
mod run;
mod panics;
mod campaign;

pub use campaign::{Campaign, Failure, Figures, search};
pub use remedy::Remedy;
pub use run::{Outcome, run};
pub use world::Violation;
