//! The limits of the wire. What a session limits stands in `session::limits`.

/// The largest client frame that is read, in bytes. A larger one is answered with `frame_too_large`.
pub const FRAME_BYTES_MAX: usize = 16 * 1024;
/// The largest client frame that is received at all, in bytes. A larger one closes the connection (1009).
pub const FRAME_BYTES_CLOSE: usize = 256 * 1024;
/// The largest REST request body, in bytes.
pub const BODY_BYTES_MAX: usize = 16 * 1024;
/// How long the first frame may take after the upgrade, in milliseconds.
pub const HELLO_TIMEOUT_MS: u64 = 5_000;
/// After how much silence the server closes a connection, in milliseconds. Clients ping every 5 s.
pub const SILENCE_TIMEOUT_MS: u64 = 45_000;
/// How many commands a connection may send at once.
pub const COMMANDS_BURST_MAX: u32 = 40;
/// How many commands a second a connection may keep sending.
pub const COMMANDS_PER_SECOND_MAX: u32 = 20;
/// How many events one page of `GET …/events` holds at most.
pub const EVENTS_PAGE_MAX: u32 = 1_000;
/// How many sessions one page of `GET /api/sessions` holds at most.
pub const SESSIONS_PAGE_MAX: u32 = 100;
/// How many members a snapshot lists at most; the session's counts are always whole.
pub const SNAPSHOT_MEMBERS_MAX: usize = 200;
/// How many payouts of a prediction, and how many lines of a leaderboard, are told at most.
pub const LEADERS_MAX: usize = 20;
/// How many sessions one page of `GET /api/users/me/predictions` holds at most.
pub const SCORES_PAGE_MAX: u32 = 100;
/// How many messages one page of `GET …/messages` holds at most.
pub const MESSAGES_PAGE_MAX: u32 = 100;
/// The longest text to search messages for, in characters.
pub const SEARCH_CHARS_MAX: usize = 100;
/// How many messages a member may send at once.
pub const MESSAGES_BURST_MAX: u32 = 10;
/// How many messages a second a member may keep sending.
pub const MESSAGES_PER_SECOND_MAX: u32 = 2;
/// How many messages a session takes at once, from everybody together.
pub const SESSION_MESSAGES_BURST_MAX: u32 = 200;
/// How many messages a second a session keeps taking.
pub const SESSION_MESSAGES_PER_SECOND_MAX: u32 = 50;
/// How many messages a member may report at once, and a minute.
pub const REPORTS_PER_MINUTE_MAX: u32 = 10;
/// How many people an event tells of by name where they come or go in a crowd.
pub const CROWD_NAMED_MAX: usize = 3;
/// Of more than so many present, no event tells by name who comes or goes, but for the host.
pub const CROWD_NAMED_UP_TO: u32 = 200;
/// How many members one page of `GET …/members` holds at most.
pub const MEMBERS_PAGE_MAX: usize = 100;
