//! The queue: what plays, what comes next, and how the next one begins by itself.
//!
//! ```text
//!          the video ends, something waits
//!   (none) -------------------------------> Announced
//!     ^                                         |
//!     |  the gap is over, or somebody plays ....|  the next one is on screen, and begins for all together
//!     |  cancelled, a jump, nobody is here .....|  the picture stays where it is
//!     +-----------------------------------------+
//! ```

mod item;
mod command;
mod event;
mod rights;
mod state;
mod fold;
mod import;
mod arrange;
mod vote;
mod load;
mod describe;
mod advance;
mod begin;
mod decide;
mod undo;

pub use command::{NewItem, Place, QueueChoice, QueueCommand};
pub use describe::Description;
pub use event::{AnnounceReason, BeginReason, Put, QueueEvent};
pub use item::{Item, ItemCard};
pub use state::{Announced, Queue, QueueOrder, QueueSettings, Repeat};
