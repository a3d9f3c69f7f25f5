//! How much is taken in, so that memory and time are bounded whatever the log holds.

/// Interactions that are learnt from; the oldest beyond it are left out, and told.
pub const INTERACTIONS_MAX: usize = 5_000_000;
/// Persons.
pub const USERS_MAX: usize = 500_000;
/// Videos that can be ranked.
pub const VIDEOS_MAX: usize = 500_000;
/// Videos with weights among each other: the square of it is the memory of a model, in floats of 4 bytes.
pub const ACTIVE_VIDEOS_MAX: usize = 8_000;
/// Videos of one person that are learnt from, the latest.
pub const HISTORY_VIDEOS_MAX: usize = 2_000;
/// Neighbours that a video keeps.
pub const NEIGHBOURS_MAX: usize = 200;
