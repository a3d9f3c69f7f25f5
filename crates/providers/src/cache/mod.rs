//! What providers have said, for as long as it may be repeated.

mod kept;
mod keeping;
mod memory;

pub(crate) use keeping::Keeping;
pub use keeping::{Cache, CacheError};
pub use kept::{Freshness, Kept, Outcome};
pub use memory::MemoryCache;
