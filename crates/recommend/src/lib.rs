//! What to watch next, from what was watched: for one person, and for people together.
//!
//! Everything here is a pure function of interactions: no clock, no IO, and no randomness but a generator that is seeded
//! by whoever calls. Persons and videos are dense numbers that the caller gives out.
//!
//! * [`Pulse`]: what is hot now; never empty, and the measure for everything else.
//! * [`Taste`]: for one person, with the exact reasons.
//! * [`together`]: for people who watch together, fair over evenings.
//! * [`Content`]: for videos that nobody has watched yet.
//! * [`evaluate`]: whether any of this is better than what is merely popular.

mod limits;
mod seeded;
mod interactions;
mod active;
mod sparse;
mod rank;
mod pulse;
mod spd;
mod ease;
mod next;
mod knn;
mod taste;
mod reason;
pub mod together;
mod content;
pub mod evaluate;
mod synthetic;

pub use active::Active;
pub use content::{Borrowed, Content};
pub use interactions::{Gathered, Interaction, Interactions, LeftOut, TooMany, Watched};
pub use knn::Knn;
pub use limits::{ACTIVE_VIDEOS_MAX, HISTORY_VIDEOS_MAX, INTERACTIONS_MAX, NEIGHBOURS_MAX, USERS_MAX, VIDEOS_MAX};
pub use pulse::{HALF_LIFE_S_DEFAULT, Popularity, Pulse};
pub use rank::{Recommender, best};
pub use reason::{Reason, for_person};
pub use seeded::Seeded;
pub use synthetic::Synthetic;
pub use taste::{Explained, Taste, TasteOptions};
