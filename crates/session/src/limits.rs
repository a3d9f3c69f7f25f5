//! The limits of a session.

/// The longest member name, in characters.
pub const NAME_CHARS_MAX: usize = 64;
/// The longest session title, in characters.
pub const TITLE_CHARS_MAX: usize = 100;
/// The longest video address, in bytes.
pub const URL_BYTES_MAX: usize = 2048;
/// The longest identifier, in bytes.
pub const ID_BYTES_MAX: usize = 64;
/// How many members may be present at one time.
pub const MEMBERS_PRESENT_MAX: usize = 2_000;
/// How many people may take part over a session's life.
pub const MEMBERS_MAX: usize = 20_000;
/// How long a session stays live after the last member left, in milliseconds.
pub const ABANDON_AFTER_MS: i64 = 6 * 3600 * 1000;
/// How long a session waits for its first member, in milliseconds: a link may be sent days ahead.
pub const ABANDON_UNVISITED_AFTER_MS: i64 = 7 * 24 * 3600 * 1000;
/// How long the others have to confirm a status change where nothing else is set, in milliseconds.
pub const CONFIRM_WITHIN_MS: i64 = 60_000;
/// The shortest and the longest time that may be set for it, in milliseconds.
pub const CONFIRM_WITHIN_MS_RANGE: std::ops::RangeInclusive<i64> = 5_000..=600_000;
/// How many of the last actions on the screen are kept, to tell stale commands and to undo.
pub const CONTROLS_MAX: usize = 32;
/// By how much a length told later must differ to replace the known one, in microseconds.
pub const LENGTH_TOLERANCE_US: i64 = 500_000;
